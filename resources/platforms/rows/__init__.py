"""From landed records to typed rows, the same for every platform whose records are flat or have members."""
