"""A year of a big business, and the questions of docs/queries.md asked of it: `make bench-scale`."""
