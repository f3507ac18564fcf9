"""The report that the tools are asked about."""

from __future__ import annotations

import pytest


@pytest.fixture
def report(make_report):
    from tests.assistants.conversing import TEXT  # without mcp, its tests are skipped

    return make_report(
        title="定西市整顿软弱涣散党组织", text=TEXT, region="621100", date="2021-08-16", source="陇中晨讯", kind="news",
        is_redacted=True, is_damaged=True, is_truncated=True,
    )  # fmt: skip
