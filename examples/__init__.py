"""Worked examples on published data."""
