"""The Meta Marketing API (Graph) as its official client meets it."""
