"""A server that speaks S3 on loopback (moto's), and the stores to compare."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from importlib.util import find_spec
from types import SimpleNamespace

import pytest

MISSING = "no server that speaks S3 is installed: make test-s3 installs moto and runs these tests"


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The address of a server that speaks S3, one for all tests."""
    if not all(find_spec(name) for name in ("moto", "flask", "storages", "boto3")):
        if os.environ.get("REQUIRE_S3") == "1":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3_server, settings) -> SimpleNamespace:
    """An empty bucket that the archive uses: ``client`` asks the server without the archive, ``names()`` its keys."""
    import boto3

    client = boto3.client(
        "s3", endpoint_url=s3_server, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b"
    )
    name = f"bucket-{secrets.token_hex(6)}"
    client.create_bucket(Bucket=name)
    settings.ORIGINALS = "s3"
    settings.ORIGINALS_S3 = {
        "bucket": name, "prefix": "originals", "endpoint": s3_server, "region": "us-east-1",
        "access_key": "a", "secret_key": "b", "ca_file": "",
    }  # fmt: skip

    def names() -> list[str]:
        return [each["Key"] for each in client.list_objects_v2(Bucket=name).get("Contents", ())]

    def use(**options: str) -> None:
        settings.ORIGINALS_S3 = {**settings.ORIGINALS_S3, **options}

    return SimpleNamespace(client=client, name=name, names=names, use=use)


@pytest.fixture(params=["disk", "s3"])
def store(request) -> str:
    """Each kind of store in turn."""
    if request.param == "s3":
        request.getfixturevalue("bucket")
    return request.param
