"""Resumption tokens: what the archive wrote it reads again, and nothing else, whoever made it up."""

from __future__ import annotations

import pytest
from django.core import signing
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from archive.harvest import tokens
from archive.harvest.arguments import ProtocolError
from archive.harvest.tokens import Position, read_token, write_token
from tests.harvest.harvesting import faults

_TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
_NUMBER = st.integers(0, 2**63 - 1)
_POSITIONS = st.builds(
    Position,
    verb=st.sampled_from(["ListRecords", "ListIdentifiers"]),
    prefix=_TEXT,
    since=_TEXT,
    until=_TEXT,
    within=_TEXT,
    began=_TEXT,
    last=_NUMBER,
    told=_NUMBER,
    size=_NUMBER,
)


def refused(token: str, verb: str = "ListRecords") -> bool:
    try:
        read_token(token, verb)
    except ProtocolError as error:
        return error.code == "badResumptionToken"
    return False


@given(_POSITIONS)
def test_a_position_comes_back_from_its_token(position):
    assert read_token(write_token(position), position.verb) == position


@given(_POSITIONS, st.data())
def test_a_token_with_one_character_changed_is_refused(position, data):
    token = write_token(position)
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from("AZaz09-_:=.党\x00").filter(lambda each: each != token[at]))
    assert refused(token[:at] + other + token[at + 1 :], position.verb)
    assert refused(token[:at], position.verb)


@given(_POSITIONS, st.sampled_from(["ListRecords", "ListIdentifiers", "ListSets"]))
def test_a_token_serves_its_own_verb_alone(position, verb):
    assert refused(write_token(position), verb) == (verb != position.verb)


@given(_TEXT)
def test_what_nobody_wrote_is_refused(words):
    assert refused(words)


@given(_POSITIONS)
def test_a_token_of_another_archive_is_refused(position):
    with override_settings(SECRET_KEY="another archive"):
        token = write_token(position)
    assert refused(token, position.verb)


@pytest.mark.parametrize(
    "values",
    [
        [], {}, 1, None, "x", ["ListRecords"], ["ListRecords", *[""] * 5, 1, 2, "3"], ["ListRecords", *[""] * 5, None, 0, 0],
        ["ListRecords", "gone", "", "", "", "", 0, 0, 0], ["ListRecords", "oai_dc", "", "", "gone:1", "", 0, 0, 0],
        ["ListRecords", "oai_dc", "", "", "", "", "x", 0, 0], ["ListRecords", "oai_dc", "", "", "", "", True, 0, 0],
    ],
)  # fmt: skip
def test_a_signed_token_of_another_version_fails_nowhere(client, make_report, values):
    """The signature is ours, what stands under it is not what this version writes."""
    make_report()
    token = signing.dumps(values, salt=tokens._SALT)
    answer = client.get("/oai", {"verb": "ListRecords", "resumptionToken": token})
    assert answer.status_code == 200
    assert faults(answer.content) == []
