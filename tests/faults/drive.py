"""Runs one of `tests.faults.acts` in a process of its own: `python -m tests.faults.drive prepare 200`."""

import sys
from importlib import import_module

import django

if __name__ == "__main__":
    django.setup()
    import_module("tests.faults.acts").ACTS[sys.argv[1]](
        *(int(word) if word.isdecimal() else word for word in sys.argv[2:])
    )
