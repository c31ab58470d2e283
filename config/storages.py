"""Where files lie: a folder of this machine, or a bucket of an S3-compatible store where one is named."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Bucket:
    name: str
    endpoint: str
    region: str
    key: str
    secret: str


def bucket_of(*, name: str, endpoint: str, region: str, key: str, secret: str) -> Bucket | None:
    """The bucket that is named, if one is. Raises `ImproperlyConfigured` for one without its key."""
    if not name:
        return None
    if not key or not secret:
        raise ImproperlyConfigured("FILES_BUCKET is set: FILES_KEY and FILES_SECRET must then be set too.")
    return Bucket(name, endpoint, region, key, secret)


def storage_of(data_dir: Path, folder: str, bucket: Bucket | None) -> dict[str, Any]:
    """One entry of ``STORAGES``. Nothing in the bucket is public: content is handed out by our own addresses alone."""
    if bucket is None:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": data_dir / folder},
        }
    options = {
        "bucket_name": bucket.name,
        "location": folder,
        "endpoint_url": bucket.endpoint,
        "region_name": bucket.region,
        "access_key": bucket.key,
        "secret_key": bucket.secret,
        "addressing_style": "path",
        "signature_version": "s3v4",
        "default_acl": None,
        "querystring_auth": True,
        "file_overwrite": False,
        "max_memory_size": 16 * 1024 * 1024,
    }
    return {"BACKEND": "config.object_storage.ObjectStorage", "OPTIONS": options}
