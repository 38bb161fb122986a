"""Rows: landed records to the common row types, pure and by columns."""
