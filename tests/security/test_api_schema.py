"""The API against its own OpenAPI document, by schemathesis. API_EXAMPLES=2000 asks more than the suite's 60.

Requests that keep to the document and such that break it, at every address and by every method, with a token and without.
"""

from __future__ import annotations

import os
import re

import pytest
import schemathesis
from django.test import Client
from django.urls import URLResolver, get_resolver
from hypothesis import HealthCheck, given
from hypothesis import settings as few
from hypothesis import strategies as st
from schemathesis import checks
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.modes import GenerationMode

from config.application import Application
from tests.api.uploading import REPORT, Program, made_editor
from tests.own_database import connection_kept
from tests.security.test_permissions import patterns

EXAMPLES = int(os.environ.get("API_EXAMPLES", "60"))
API = "/api/v1"
#: Checks that fit what is asked here. What a date or an expression may say, no document tells: a request that keeps to it
#: may be refused, so "positive_data_acceptance" is left out; and those that need a chain of requests.
NAMED = {
    "status_code_conformance", "content_type_conformance", "response_headers_conformance", "response_schema_conformance",
    "negative_data_rejection", "missing_required_header", "unsupported_method", "allow_header_conformance", "ignored_auth",
}  # fmt: skip
#: Addresses of the API that no document describes: itself, and the root where it only redirects or is the start page.
NOT_DESCRIBED = {"api:openapi-json", "api:api-root"}
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


def chosen_checks() -> list:
    # Schemathesis registers most of its checks when it reads a document.
    chosen = [check for check in checks.CHECKS.get_all() if check.__name__ in NAMED]
    assert {check.__name__ for check in chosen} == NAMED
    return [checks.not_a_server_error, *chosen]


def read_schema():
    with connection_kept():
        return schemathesis.openapi.from_wsgi(f"{API}/openapi.json", Application())


@pytest.fixture
def document(client, db) -> dict:
    return client.get(f"{API}/openapi.json").json()


@pytest.fixture
def program(db, monkeypatch, settings) -> Program:
    """A program with a token, whose address no wrong token locks."""
    monkeypatch.setattr("archive.api.uploads.start_worker", lambda batch: None)
    settings.AXES_FAILURE_LIMIT = 10**6
    return Program(made_editor())


def described(document: dict) -> dict[str, set[str]]:
    """Methods by path, holes as {}."""
    return {re.sub(r"{\w+}", "{}", path): {each.upper() for each in found} for path, found in document["paths"].items()}


def routes() -> set[str]:
    (api,) = (each for each in get_resolver().url_patterns if isinstance(each, URLResolver) and each.namespace == "api")
    found = {name: f"/{api.pattern}{route}" for name, route in patterns(api, "api:")}
    return {re.sub(r"<[^>]+>", "{}", route) for name, route in found.items() if name not in NOT_DESCRIBED}


def test_the_document_is_one_and_says_how_to_be_let_in(document, program):
    schema = read_schema()
    schema.validate()
    (scheme,) = document["components"]["securitySchemes"].values()
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")


def test_every_address_of_the_api_stands_in_the_document(document):
    assert routes() == set(described(document))


def test_a_method_stands_in_the_document_or_is_refused_with_those_that_do(document, program):
    client, refused = Client(), 0
    for path, methods in described(document).items():
        for method in METHODS - methods:
            answer = client.generic(method, path.replace("{}", "621100"), headers=program.headers)
            assert answer.status_code == 405, (method, path)
            assert set(answer["Allow"].replace(",", " ").split()) - {"HEAD", "OPTIONS"} == methods, path
            assert answer.json()["error"]
            refused += 1
    assert refused > 20


def test_an_address_asks_for_a_token_exactly_where_the_document_says_so(document):
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            answer = Client().generic(method.upper(), re.sub(r"{\w+}", "621100", path))
            assert (answer.status_code == 401) == bool(operation.get("security")), (method, path)
            assert "401" in operation["responses"]


@pytest.mark.parametrize("kind", ["closed", "crowd"])
def test_what_stands_before_the_addresses_answers_as_the_document_says(kind, document, settings, db):
    from django.core.cache import caches

    caches["throttle"].clear()
    settings.REQUIRE_LOGIN, settings.THROTTLE = kind == "closed", kind == "crowd"
    settings.THROTTLE_LIMITS = dict.fromkeys(settings.THROTTLE_LIMITS, 1)
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            for _ in range(2):  # the first may be the one that is allowed
                answer = Client().generic(method.upper(), re.sub(r"{\w+}", "621100", path))
            assert answer.status_code == (401 if kind == "closed" else 429), path
            assert answer.json().keys() == {"error"}
            assert set(operation["responses"][str(answer.status_code)]["headers"]) <= {
                "Retry-After",
                "WWW-Authenticate",
            }
            assert kind == "closed" or int(answer["Retry-After"]) > 0
    caches["throttle"].clear()


def test_what_did_not_change_and_what_leads_elsewhere_stands_in_the_document(document, client, numbers, regions):
    there, seen = {"report_id": str(numbers[0]), "code": "621100"}, set()
    for path, operations in document["paths"].items():
        address = re.sub(r"{(\w+)}", lambda hole: there.get(hole[1], "1"), path)
        for asked in ({}, {"Accept": "text/html"}):
            answer = client.get(address, headers=asked)
            if "ETag" in answer:
                answer = client.get(address, headers=asked | {"If-None-Match": answer["ETag"]})
            assert "get" not in operations or str(answer.status_code) in operations["get"]["responses"], address
            seen.add(answer.status_code)
    assert {200, 302, 304} <= seen


def test_every_refusal_in_the_document_is_the_one_shape_with_a_sentence(document):
    refusals = [
        answer
        for operations in document["paths"].values()
        for operation in operations.values()
        for status, answer in operation["responses"].items()
        if int(status) >= 400
    ]
    assert len(refusals) > 30
    for answer in refusals:
        assert answer["content"]["application/json"]["schema"]["$ref"].endswith("/Problem")


def test_the_api_keeps_its_own_word_whatever_is_asked(numbers, program, regions):
    schema, asked = read_schema(), set()
    operations = [each.ok() for each in schema.get_all_operations()]
    assert len(operations) >= 6
    batch = program.send(("a.txt", REPORT)).json()["id"]
    there = {"report_id": numbers, "code": ["62", "621100", "000000"], "batch_id": [batch, batch + 1]}
    judged = chosen_checks()
    mendable = [each for each in judged if each.__name__ == "negative_data_rejection"]

    for operation in operations:  # each by itself, so that none is left out by chance
        strategies = [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]
        # Of what is there, besides numbers that nothing has.
        for name in sorted(set(there) & {each.name for each in operation.path_parameters}):
            strategies += [operation.as_strategy(path_parameters={name: each}) for each in there[name]]

        @few(
            max_examples=-(-EXAMPLES // len(operations)),
            deadline=None,
            derandomize=EXAMPLES == 60,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(st.one_of(strategies), st.booleans())
        def ask(case, with_token) -> None:
            asked.add((case.method, case.path))
            headers = program.headers if with_token else {}
            # Where the fault is that the token is missing, the token that is sent mends it.
            mended = with_token and case.meta.is_negative_at(ParameterLocation.HEADER)
            with connection_kept():
                case.call_and_validate(headers=headers, checks=judged, excluded_checks=mendable if mended else [])

        ask()
    assert len(asked) == len(operations)
