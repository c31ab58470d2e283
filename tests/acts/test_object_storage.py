"""Files in an S3-compatible store, against a server that speaks its protocol."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from botocore.session import Session
from django.conf import settings
from django.core.files.storage import default_storage
from django.test import override_settings
from moto.server import ThreadedMotoServer

from config.storages import Bucket, storage_of
from emulation import files
from emulation.files import Upload
from kernel.actors import Actor
from kernel.errors import Unavailable
from tests.acts.conftest import refused
from tests.acts.test_files import photo, send
from tests.world import PLAIN_PDF

REGION, KEY, SECRET = "ap-southeast-1", "thidua", "mat-khau"


def in_bucket(endpoint: str, bucket: str = "thi-dua") -> dict[str, Any]:
    place = Bucket(bucket, endpoint, REGION, KEY, SECRET)
    return {**settings.STORAGES, "default": storage_of(Path("/nowhere"), "files", place)}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    access = {"aws_access_key_id": KEY, "aws_secret_access_key": SECRET}
    client = Session().create_client("s3", region_name=REGION, endpoint_url=address, **access)
    client.create_bucket(Bucket="thi-dua", CreateBucketConfiguration={"LocationConstraint": REGION})
    client.close()
    yield address
    server.stop()


def test_files_lie_in_the_bucket_and_come_back_as_they_were(officer: Actor, endpoint: str) -> None:
    with override_settings(STORAGES=in_bucket(endpoint)):
        rows = send(officer, Upload("Biên bản.pdf", PLAIN_PDF), Upload("ảnh.jpg", photo()))
        assert [files.content(row)[:4] for row in rows] == [b"%PDF", b"\xff\xd8\xff\xe0"]
        assert files.content(rows[0]) == PLAIN_PDF
        assert default_storage.exists(rows[0].stored)
        with pytest.raises(HTTPError, match="403"):
            urlopen(f"{endpoint}/thi-dua/files/{rows[0].stored}")


@pytest.mark.parametrize("bucket", ["no-such-bucket", ""])
def test_a_store_that_refuses_or_is_away_takes_nothing_in_and_may_be_tried_again(
    officer: Actor, endpoint: str, bucket: str
) -> None:
    away = in_bucket(endpoint, bucket) if bucket else in_bucket("http://127.0.0.1:1")
    with override_settings(STORAGES=away), refused(Unavailable, "file.storage_away"):
        send(officer)


def test_without_a_bucket_files_lie_in_the_folder_of_this_machine(tmp_path: Path) -> None:
    told = storage_of(tmp_path, "files", None)
    assert told["OPTIONS"] == {"location": tmp_path / "files"}
