"""The product's own application with the rivals beside it: the same server, settings and middleware for all of them."""

from django.test import override_settings

from config.wsgi import application

override_settings(ROOT_URLCONF="bench.survey.rivals").enable()

__all__ = ["application"]
