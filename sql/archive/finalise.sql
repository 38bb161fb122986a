-- purpose: end a detach that was interrupted
ALTER TABLE {parent} DETACH PARTITION {partition} FINALIZE
