"""A seeded random soak of every fault together: `python -m tests.faults.soak --seed 1 --hours 0.5`."""
