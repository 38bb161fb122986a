"""Rows: what the landed records of each stream say in the common types."""
