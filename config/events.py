"""The ASGI entry of the events process."""

import os

import django
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()
application = import_string("web.streams.Streams")()
