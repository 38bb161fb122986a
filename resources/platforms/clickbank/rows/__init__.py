"""Landed records to typed rows."""
