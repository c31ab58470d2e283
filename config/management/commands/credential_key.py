"""Tell the key that signs credentials: its name and its public half, which stays published when another takes its place."""

import base64
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from certificates.keys import public_half


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        key = public_half(settings.CREDENTIAL_SIGNING_KEY)
        self.stdout.write(f"{key.name} {base64.b64encode(key.raw).decode()}")
