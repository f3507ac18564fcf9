"""The other documents: links lead somewhere, settings and commands are those of the program."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from tests.docs.conftest import DOCUMENTS, ROOT, inline_code, text_of


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_leads_to_a_file(name):
    folder = (ROOT / name).parent
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text_of(name))]
    lost = [link for link in links if link and "://" not in link and not (folder / link).exists()]
    assert lost == []


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if name != "CHANGELOG.md"])
def test_every_module_and_folder_of_the_project_that_is_named_exists(name):
    """``archive/intake/accept.py``, ``tests/search/test_x.py::test_y``; … and * stand for anything."""
    named = {code.partition("::")[0].split()[0].rstrip("/,;:") for code in inline_code(text_of(name)) if code.strip()}
    ours = {path for path in named if re.match(r"(archive|search|config|tests|templates|docs|deploy|fixtures|scripts|benchmarks|locale)/", path)}  # fmt: skip
    lost = [path for path in ours if not re.search(r"[*…<{]", path) and not (ROOT / path).exists()]
    assert sorted(lost) == []


def settings_of_the_program() -> set[str]:
    """Names that config/ reads from the environment by its ``env_…`` functions."""
    names = {"ADMIN_PASSWORD", "SECRET_KEY"}  # read by the command ``prepare``, and by ``secret_key``
    for path in sorted((ROOT / "config").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.startswith("env_"):
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    names.add(first.value)
    return names


def test_the_table_of_settings_names_every_setting_and_no_other():
    table = text_of("docs/operations.md").split("## Settings")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    written: set[str] = set()
    for row in rows:
        first = ""
        for name in inline_code(row):
            first = first or name.rpartition("_")[0]
            written.add(name if not name.startswith("_") else first + name)
    program = settings_of_the_program()
    assert len(program) > 30
    assert {name for name in written ^ program if not name.startswith("THROTTLE_")} == set()


def test_the_table_of_commands_names_every_command_and_option():
    table = text_of("docs/operations.md").split("## Commands")[1].split("\n## ")[0]
    ours = {name for name, app in get_commands().items() if app == "archive"}
    written = {
        code.split()[0] for line in table.splitlines() if line.startswith("| `") for code in inline_code(line)[:1]
    }
    assert written == ours
    for name in ours:
        options = set(re.findall(r"--[a-z-]+", "\n".join(row for row in table.splitlines() if row.startswith(f"| `{name}"))))  # fmt: skip
        parser = load_command_class("archive", name).create_parser("manage.py", name)
        known = set(re.findall(r"--[a-z-]+", parser.format_help()))
        for action in parser._subparsers._actions if parser._subparsers else ():
            for each in (action.choices or {}).values() if isinstance(action.choices, dict) else ():
                known |= set(re.findall(r"--[a-z-]+", each.format_help()))
        assert options <= known, name


def test_every_term_of_the_glossary_stands_once():
    terms = [
        line.split("|")[1].strip() for line in text_of("docs/glossary.md").splitlines() if line.startswith("| ") and "---" not in line
    ]  # fmt: skip
    terms = [term for term in terms if term != "term"]
    assert len(terms) == len(set(terms)) >= 40


def test_no_document_names_a_file_of_a_machine():
    for name in DOCUMENTS:
        assert str(Path.home()) not in text_of(name).replace("/root/.venv", "")
