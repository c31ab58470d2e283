"""The product's relay, which knows the probe besides."""

from importlib import import_module

import django
from django.core.management import call_command

if __name__ == "__main__":
    django.setup()
    import_module("tests.faults.reactions")
    call_command("relay")
