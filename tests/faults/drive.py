"""Runs an act in a process of its own: `python -m tests.faults.drive tests.faults.acts prepare 200`."""

import sys
from importlib import import_module

import django

if __name__ == "__main__":
    module, act, *words = sys.argv[1:]
    django.setup()
    import_module(module).ACTS[act](*(int(word) if word.isdecimal() else word for word in words))
