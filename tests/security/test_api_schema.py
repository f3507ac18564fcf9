"""The API against its own OpenAPI document, by schemathesis. API_EXAMPLES=2000 asks more than the suite's 60."""

from __future__ import annotations

import os

import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import checks

from config.application import Application
from tests.own_database import connection_kept

EXAMPLES = int(os.environ.get("API_EXAMPLES", "60"))
CHECKS = [
    checks.not_a_server_error,
    *(
        check
        for check in checks.CHECKS.get_all()
        if check.__name__ in {"status_code_conformance", "content_type_conformance", "response_schema_conformance"}
    ),
]


def test_the_api_keeps_its_own_word_whatever_is_asked(numbers):
    with connection_kept():
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", Application())
    operations = [each.ok() for each in schema.get_all_operations()]
    assert len(operations) >= 4
    asked = set()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=EXAMPLES == 60,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of([operation.as_strategy() for operation in operations]))
    def ask(case) -> None:
        asked.add(case.path)
        with connection_kept():
            case.call_and_validate(checks=CHECKS)

    ask()
    assert len(asked) == len(operations)
