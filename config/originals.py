"""Where the originals lie: on the disk under DATA_DIR, or in S3-compatible storage."""

from __future__ import annotations

from importlib.util import find_spec

from django.core.exceptions import ImproperlyConfigured

from archive.management.spoken import spoken
from config.environment import env_choice, env_secret, env_str

STORES = ("disk", "s3")


def originals_store() -> tuple[str, dict[str, str]]:
    """Return the kind of store, and where it is one of S3, what it is called by (archive/storage/originals/s3.py).

    Raises ImproperlyConfigured for a store without a bucket, a key without its secret, or missing packages.
    """
    kind = env_choice("ORIGINALS", STORES)
    if kind == "disk":
        return kind, {}
    if find_spec("storages") is None or find_spec("boto3") is None:
        raise ImproperlyConfigured(
            spoken(
                "ORIGINALS=s3 要先装几个包：.venv/bin/pip install --require-hashes -r requirements-s3.txt",
                "ORIGINALS=s3 needs more packages: .venv/bin/pip install --require-hashes -r requirements-s3.txt",
            )
        )
    named = {
        "bucket": env_str("ORIGINALS_BUCKET").strip(),
        "prefix": env_str("ORIGINALS_PREFIX", "originals").strip().strip("/"),
        "endpoint": env_str("ORIGINALS_ENDPOINT").strip(),
        "region": env_str("ORIGINALS_REGION").strip(),
        "access_key": env_str("ORIGINALS_ACCESS_KEY").strip(),
        "secret_key": env_secret("ORIGINALS_SECRET_KEY_FILE"),
        "ca_file": env_str("ORIGINALS_CA").strip(),
    }
    if not named["bucket"]:
        raise ImproperlyConfigured(
            spoken(
                "ORIGINALS=s3 要写明 ORIGINALS_BUCKET：一个已有的存储桶的名字。",
                "ORIGINALS=s3 needs ORIGINALS_BUCKET, the name of a bucket that exists.",
            )
        )
    if named["endpoint"] and not named["endpoint"].startswith(("https://", "http://")):
        raise ImproperlyConfigured(
            spoken(
                "ORIGINALS_ENDPOINT 读不懂。请写成 https://storage.example:9000 的样子。",
                "ORIGINALS_ENDPOINT is not understood. Write it like https://storage.example:9000.",
            )
        )
    if bool(named["access_key"]) != bool(named["secret_key"]):
        raise ImproperlyConfigured(
            spoken(
                "ORIGINALS_ACCESS_KEY 和 ORIGINALS_SECRET_KEY_FILE 要么都写，要么都不写。",
                "ORIGINALS_ACCESS_KEY and ORIGINALS_SECRET_KEY_FILE belong together: set both or none.",
            )
        )
    return kind, named
