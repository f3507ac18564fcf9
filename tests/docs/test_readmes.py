"""The two READMEs say what the program does, word by word, and say the same."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from django.core.management import get_commands

from tests.docs.conftest import READMES, ROOT, code_lines, inline_code, text_of

LONGEST = 80  # lines
#: Chinese words of the English README that name no button: what the project is, and what it collects.
NO_LABELS = {"基层文库", "中文说明", "基层党建工作汇报", "总结", "经验做法", "编者指南"}


def labels(name: str) -> set[str]:
    """The words that the tour says can be read or pressed."""
    tour = text_of(name).split("\n## ")[2]
    if name == "README.md":
        return set(re.findall(r"[\u4e00-\u9fff]+", re.sub(r"`[^`]*`", "", tour))) - NO_LABELS
    return set(re.findall(r"“([^”]+)”", tour))


@pytest.mark.parametrize("name", READMES)
def test_every_label_of_the_tour_can_be_read_on_a_page(tour, name):
    assert len(labels(name)) > 10
    assert {label for label in labels(name) if label not in tour} == set()


def test_both_name_the_same_labels():
    assert labels("README.md") == labels("README.zh-CN.md")


def test_both_have_the_same_code_links_pictures_and_parts():
    english, chinese = map(text_of, READMES)
    assert code_lines(english) == code_lines(chinese)
    assert inline_code(english) == inline_code(chinese)
    links = [re.findall(r"\]\(([^)]+)\)", text) for text in (english, chinese)]
    assert links[0][1:] == links[1][1:]
    assert (links[0][0], links[1][0]) == ("README.zh-CN.md", "README.md")
    parts = [[line.split()[0] for line in text.splitlines() if line.startswith("#")] for text in (english, chinese)]
    assert parts[0] == parts[1]


@pytest.mark.parametrize("name", READMES)
def test_a_readme_is_short(name):
    assert len(text_of(name).splitlines()) < LONGEST


@pytest.mark.parametrize("name", READMES)
def test_every_command_is_there(name):
    makefile = text_of("Makefile")
    text = text_of(name)
    targets = re.findall(r"make (\w+)", "\n".join([*code_lines(text), *inline_code(text)]))
    assert set(targets) == {"run", "test", "ocr"}
    assert all(f"\n{target}:" in makefile for target in targets)
    assert set(re.findall(r"manage\.py (\w+)", text)) <= set(get_commands())


@pytest.mark.parametrize("name", READMES)
def test_the_number_of_sample_reports_is_the_number_of_files(name):
    samples = [path for path in (ROOT / "fixtures" / "samples").iterdir() if path.is_file() and path.suffix != ".md"]
    (written,) = re.findall(r"(?:with|带) (\d+) ", text_of(name))
    assert int(written) == len(samples)


@pytest.mark.parametrize("name", READMES)
def test_every_path_and_setting_that_is_named_exists(name):
    named = [word for code in inline_code(text_of(name)) for word in code.split()]
    paths = [word for word in named if "/" in word and not re.search(r"[=:?]|^\.venv|^var/$|^/", word)]
    assert paths
    assert all((ROOT / path).exists() for path in paths)
    settings = {match for word in named for match in re.findall(r"^([A-Z_]{4,})=", word)}
    assert settings == {"PORT", "DATA_DIR", "ADMIN_PASSWORD", "REQUIRE_BROWSER"}


def test_the_minimum_python_is_the_one_of_the_project():
    (least,) = re.findall(r'requires-python = ">=([0-9.]+)"', text_of("pyproject.toml"))
    assert all(f"Python {least}" in text_of(name) for name in READMES)


def test_the_command_to_import_is_the_command(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "import_reports", "--help"],
        cwd=ROOT, env={"DATA_DIR": str(tmp_path), "PATH": ""}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "--publish" in done.stdout


@pytest.mark.django_db
def test_the_address_for_programs_answers(client, make_report, regions):
    make_report(text="整顿软弱涣散村", region="621102")
    (address,) = {code for code in inline_code(text_of("README.md")) if code.startswith("/api/")}
    assert client.get(address).json()["total"] == 1
