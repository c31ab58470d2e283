"""A bucket of an S3-compatible store as Django's storage."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage


def _as_os_error(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def wrapped(*args: Any, **named: Any) -> Any:
        try:
            return method(*args, **named)
        except (BotoCoreError, ClientError) as error:
            raise OSError(f"the object store refused or did not answer: {error}") from error

    return wrapped


class ObjectStorage(S3Storage):
    """A bucket that fails as a disk does, with `OSError`, so that nobody else knows which of the two it is."""

    _open = _as_os_error(S3Storage._open)
    _save = _as_os_error(S3Storage._save)
    delete = _as_os_error(S3Storage.delete)
    exists = _as_os_error(S3Storage.exists)
    listdir = _as_os_error(S3Storage.listdir)
    size = _as_os_error(S3Storage.size)
