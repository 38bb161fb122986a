"""Reading: which requests give the records of a stream, and how none of them is lost on the way."""
