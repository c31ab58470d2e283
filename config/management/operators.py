"""The base of our own commands."""

from django.core.management.base import BaseCommand


class OperatorCommand(BaseCommand):
    """Without Django's system checks, which cost more than most of the acts: migrate makes them before anything starts."""

    requires_system_checks = []
