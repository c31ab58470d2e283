"""The product's relay, which knows the reactions of one more module."""

import sys
from importlib import import_module

import django
from django.core.management import call_command

if __name__ == "__main__":
    django.setup()
    import_module(sys.argv[1])
    call_command("relay")
