"""The benchmarks: each paired with what one would take instead, measured in one run."""
