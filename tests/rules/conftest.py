"""Hypothesis as it runs here: the same examples every time, however slow the machine."""

from hypothesis import settings

settings.register_profile("rules", derandomize=True, deadline=None, max_examples=100)
settings.load_profile("rules")
