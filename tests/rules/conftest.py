"""Hypothesis as it runs here: the same examples every time, however slow the machine; `tests/rules
--hypothesis-profile=long` tries many."""

from hypothesis import settings

settings.register_profile("rules", derandomize=True, deadline=None, max_examples=40)
settings.register_profile("long", deadline=None, max_examples=1000)
if settings.get_current_profile_name() != "long":
    settings.load_profile("rules")
