"""What the same kills do to dlt, which loads the same landed pages into the same PostgreSQL. `make faults-dlt`"""
