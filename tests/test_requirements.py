"""The list of run-time requirements holds what the program imports, no more and no less."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.conftest import PROJECT

ROOMS = ("archive", "config", "search")
LISTS = [
    "requirements", "requirements-dev", "requirements-bench", "requirements-ocr", "requirements-s3", "requirements-s3-test",
    "requirements-opensearch", "requirements-mcp", "requirements-parquet",
]  # fmt: skip
_NAME = re.compile(r"^[A-Za-z0-9._-]+")


def required(file: str) -> set[str]:
    """Names of the packages of a list, in lower case with hyphens (PEP 503)."""
    lines = (PROJECT / file).read_text("utf-8").splitlines()
    return {_plain(found[0]) for line in lines if (found := _NAME.match(line)) and not line.startswith("-")}


@cache
def imported(path: Path) -> frozenset[str]:
    """The first part of each module that a file imports, and that the settings name in a string."""
    return frozenset(_imported(path))


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]
        elif path.name == "settings.py" and isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value.partition(".")[0]


def packages(folders: tuple[str, ...]) -> set[str]:
    """The packages that the Python files of ``folders`` import."""
    installed = _installed()
    modules = {name for folder in folders for path in (PROJECT / folder).rglob("*.py") for name in imported(path)}
    return {_plain(installed[name][0]) for name in modules - sys.stdlib_module_names - set(ROOMS) if name in installed}


@cache
def _installed() -> Mapping[str, list[str]]:
    return packages_distributions()


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_requirements_are_what_the_program_imports():
    # The engine's name in the settings is that of a module which comes with its client.
    optional = {"opensearch-protobufs"} | required("requirements-opensearch.in")
    optional |= required("requirements-ocr.in") | required("requirements-s3.in") | required("requirements-mcp.in")
    optional |= required("requirements-parquet.in")
    assert required("requirements.in") == packages(ROOMS) - optional


def test_what_scripts_and_tests_import_is_required_too():
    needed = packages(("scripts", "tests")) - packages(ROOMS)
    optional = required("requirements-s3.in") | required("requirements-s3-test.in") | required("requirements-mcp.in")
    assert needed <= required("requirements-dev.in") | optional


@pytest.mark.parametrize("name", LISTS)
def test_each_list_is_pinned_with_hashes_and_names_no_registry(name):
    pinned = (PROJECT / f"{name}.txt").read_text("utf-8")
    pins = set(
        re.findall(r"^([A-Za-z0-9._-]+)(?:\[[a-z,]+\])?==\S+(?: ; .+)? \\\n    --hash=sha256:", pinned, re.MULTILINE)
    )
    assert required(f"{name}.in") <= {_plain(each) for each in pins}
    assert "://" not in pinned
    assert "\nopencv-python==" not in pinned, "it needs the libraries of a screen"
    assert not re.search(r"^--", pinned, re.MULTILINE)


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_a_machine_for_which_rjieba_has_no_wheel_is_not_asked_to_compile_it(name):
    (line,) = [
        line for line in (PROJECT / f"{name}.txt").read_text("utf-8").splitlines() if line.startswith("rjieba==")
    ]
    machines = re.search(r" ; platform_machine in '([^']+)' ", line)[1].split()
    assert {"x86_64", "aarch64", "arm64", "AMD64"} <= set(machines)
    assert not {"loongarch64", "riscv64", "mips64"} & set(machines)


@pytest.mark.parametrize(("base", "more", "shared"), [
    ("requirements", "requirements-ocr", "numpy"),
    ("requirements", "requirements-s3", "django"),
    ("requirements-dev", "requirements-s3-test", "jinja2"),
    ("requirements-s3", "requirements-s3-test", "botocore"),
    ("requirements", "requirements-mcp", "pydantic"),
    ("requirements-dev", "requirements-mcp", "anyio"),
])  # fmt: skip
def test_what_both_need_has_the_same_version_in_an_optional_list(base, more, shared):
    runtime, extra = (
        dict(
            re.findall(
                r"^([A-Za-z0-9._-]+)(?:\[[a-z,]+\])?==(\S+)", (PROJECT / f"{file}.txt").read_text("utf-8"), re.MULTILINE
            )
        )
        for file in (base, more)
    )
    both = runtime.keys() & extra.keys()
    assert shared in both
    assert {name: runtime[name] for name in both} == {name: extra[name] for name in both}


def test_both_lists_pin_the_same_versions():
    runtime, development = (
        dict(
            re.findall(r"^([A-Za-z0-9._-]+)(?:\[[a-z,]+\])?==(\S+)", (PROJECT / file).read_text("utf-8"), re.MULTILINE)
        )
        for file in ("requirements.txt", "requirements-dev.txt")
    )
    assert runtime.items() <= development.items()
