"""docs/architecture.md names functions that exist where it says, all rooms, and all caches."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from tests.docs.conftest import ROOT, text_of

TEXT = text_of("docs/architecture.md")
ROWS = [
    (module, function)
    for line in TEXT.splitlines()
    if (found := re.findall(r"\| `([\w/.]+\.py)` \| (`[^|]+`) \|", line))
    for module, functions in found
    for function in re.findall(r"`(\w+)\(\)`", functions)
]
MOST_CACHES = 8


def defined_in(module: str) -> set[str]:
    tree = ast.parse((ROOT / module).read_text("utf-8"))
    defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    imported = {alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    return defined | (imported if module.endswith("__init__.py") else set())


@pytest.mark.parametrize(("module", "function"), ROWS)
def test_every_function_of_the_flows_is_defined_where_it_says(module, function):
    assert function in defined_in(module)


@cache
def used_names() -> set[str]:
    """Return all names and attributes that the program reads or calls."""
    paths = [path for folder in ("archive", "search", "config") for path in (ROOT / folder).rglob("*.py")]
    nodes = [node for path in paths for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    return names | {node.attr for node in nodes if isinstance(node, ast.Attribute)}


@pytest.mark.parametrize("function", sorted({function for _, function in ROWS}))
def test_every_function_of_the_flows_is_called_by_the_program(function):
    """Called or handed on by name, in a module other than its own definition alone."""
    assert function in used_names()


def test_every_room_stands_in_the_picture_with_its_question_in_its_face():
    picture = TEXT.split("## The rooms of archive/")[1].split("\n## ")[0]
    rooms = {path.parent.name for path in (ROOT / "archive").glob("*/__init__.py")} - {"migrations"}
    assert {room for room in rooms if not re.search(rf"\b{room}\b", picture)} == set()
    for room in rooms:
        assert ast.get_docstring(ast.parse((ROOT / "archive" / room / "__init__.py").read_text("utf-8"))), room


def test_every_room_and_module_of_the_text_stands_in_its_table():
    table = TEXT.split("### The rooms of archive/text")[1].split("\n## ")[0]
    named = {name.rstrip("/") for name in re.findall(r"`([\w.]+/?)`", table)}
    paths = [path for path in (ROOT / "archive" / "text").iterdir() if path.name[0] != "_"]
    rooms = {path.name for path in paths if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert sorted(rooms - named) == []


def test_every_cache_of_the_program_stands_in_the_table():
    """What holds values between requests: ByteBoundedCache, lru_cache, and module-level stores that are written to."""
    table = TEXT.split("## Caches")[1].split("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ") and "`" in line]
    named = {path for row in rows for path in re.findall(r"`([\w/.]+\.py)`", row)}
    assert len(rows) <= MOST_CACHES
    holders: set[str] = set()
    for folder in ("archive", "search", "config"):
        for path in (ROOT / folder).rglob("*.py"):
            source = path.read_text("utf-8")
            if re.search(r"lru_cache\(|= ByteBoundedCache\(", source):
                holders.add(path.relative_to(ROOT).as_posix())
    assert holders <= named
