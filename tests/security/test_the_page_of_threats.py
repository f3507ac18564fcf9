"""docs/security.md promises tests by name: each of them is there."""

from __future__ import annotations

import re

from tests.conftest import PROJECT

PROMISED = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", (PROJECT / "docs/security.md").read_text("utf-8"))


def test_every_test_that_the_page_of_threats_names_is_there():
    assert len(PROMISED) > 12
    missing = [
        f"{path}::{name}"
        for path, name in PROMISED
        if not (PROJECT / path).exists() or f"def {name}(" not in (PROJECT / path).read_text("utf-8")
    ]
    assert missing == []
