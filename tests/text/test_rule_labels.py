"""Every rule that the card can name has a Chinese label."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from archive.languages.labels import evidence_rule_label, sign_labels
from archive.models import Report

TEXT = Path(__file__).resolve().parents[2] / "archive" / "text"
FILES = sorted(
    [
        TEXT / "characters.py",
        *(path for room in ("places", "dates", "shapes", "metadata") for path in (TEXT / room).glob("*.py")),
    ]
)
_RULE = re.compile(r"[a-z]+(?:-[a-z]+)*")
#: Calls that take a rule's name among their arguments.
_CALLS = {"Candidate", "Evidence", "_hinted", "_matched", "choose"}
_NO_RULES = {kind.value for kind in Report.Kind} | {"value", "hans", "hant", "mixed"}


def _strings(node: ast.AST) -> set[str]:
    """String constants that an argument is, or may be chosen from."""
    if isinstance(node, ast.IfExp):
        return _strings(node.body) | _strings(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def rules_in(source: str) -> set[str]:
    """Names of rules: in calls that make evidence, in ``rule`` variables, and in tables (rule, weight) or (kind, rule)."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLS:
            for argument in (*node.args[1:], *(keyword.value for keyword in node.keywords)):
                found |= _strings(argument)
        elif isinstance(node, ast.Tuple) and len(node.elts) >= 2:
            first, second = _strings(node.elts[0]), _strings(node.elts[1])
            if first & _NO_RULES:
                found |= second
            elif isinstance(node.elts[1], ast.Name) or (
                isinstance(node.elts[1], ast.Constant) and isinstance(node.elts[1].value, float)
            ):
                found |= first
    return {each for each in found if _RULE.fullmatch(each)} - _NO_RULES


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_rule_of_the_card_has_a_chinese_label(path):
    unnamed = {rule for rule in rules_in(path.read_text("utf-8")) if evidence_rule_label(rule) == rule}
    assert unnamed == set()


def test_the_rules_of_the_card_are_found_in_its_source():
    rules = {rule for path in FILES for rule in rules_in(path.read_text("utf-8"))}
    assert {"township", "file-name", "journal", "office-prose", "title-word", "working-title", "scope"} <= rules
    assert len(rules) > 50


def test_a_sign_without_a_name_is_left_out_and_the_others_keep_their_order():
    assert sign_labels(["top-of-page", "says-news", "agreed"]) == ("在页首", "不止一条依据")
