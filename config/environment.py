"""Reading the environment: every value is checked once, and a wrong or missing one names its variable and how to mend it."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured


class Environment:
    """The environment of this process, or another mapping in tests. ``NAME_FILE`` may name a file that holds ``NAME``."""

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self._values = os.environ if values is None else values

    def text(self, name: str, default: str | None = None, *, choices: tuple[str, ...] = ()) -> str:
        value = self._values.get(name, "").strip() or self._from_file(name) or default
        if value is None:
            raise ImproperlyConfigured(f"{name} is not set: see docs/settings.md for what it holds.")
        if choices and value not in choices:
            raise ImproperlyConfigured(f"{name} is {value!r}, but must be one of: {', '.join(choices)}.")
        return value

    def _from_file(self, name: str) -> str | None:
        path = self._values.get(f"{name}_FILE", "").strip()
        if not path:
            return None
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE names {path}, which cannot be read: {error.strerror}.") from error

    def flag(self, name: str, *, default: bool) -> bool:
        return self.text(name, "true" if default else "false", choices=("true", "false")) == "true"

    def number(self, name: str, default: int, *, least: int = 1) -> int:
        value = self.text(name, str(default))
        if not value.isdecimal() or int(value) < least:
            raise ImproperlyConfigured(f"{name} is {value!r}, but must be a whole number of at least {least}.")
        return int(value)

    def listing(self, name: str, default: str = "") -> list[str]:
        return [part.strip() for part in self.text(name, default).split(",") if part.strip()]

    def url(self, name: str, schemes: tuple[str, ...], default: str | None = None) -> str:
        value = self.text(name, default)
        if value != default and value.partition("://")[0] not in schemes:
            raise ImproperlyConfigured(f"{name} must begin with {' or '.join(f'{s}://' for s in schemes)}.")
        return value

    def folder(self, name: str, default: Path) -> Path:
        path = Path(self.text(name, str(default)))
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ImproperlyConfigured(f"{name} is {path}, which cannot be made or used: {error.strerror}.") from error
        return path


def checked(name: str, make: Any, value: str) -> Any:
    """``make(value)``; what it refuses is reported under the variable's name."""
    try:
        return make(value)
    except (ValueError, TypeError) as error:
        raise ImproperlyConfigured(f"{name} cannot be used: {error}.") from error
