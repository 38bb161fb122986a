"""Real data sets through the real protocol: `make real-data DATA=folder`. Outside the tests; nothing is copied."""
