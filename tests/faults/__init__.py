"""Fault tests: real processes and real services, killed in the middle of the work."""
