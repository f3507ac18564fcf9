"""docs/zh: the Chinese documents keep step with the English ones: what changes in one is missed in the other."""

from __future__ import annotations

import re

import pytest

from tests.docs.conftest import ROOT, inline_code, text_of

PAIRS = [(f"docs/{path.name}", f"docs/zh/{path.name}") for path in sorted(ROOT.glob("docs/zh/*.md")) if (ROOT / "docs" / path.name).exists()]  # fmt: skip
HAN = re.compile(r"[\u3400-\u9fff]")
#: Words of prose that stay English in a Chinese text are names; more of them in a row are a sentence.
SENTENCE = re.compile(r"[A-Za-z']{2,}(?: [A-Za-z']{2,}){4,}")


def parts(text: str) -> list[str]:
    return [part for part in re.split(r"^(?=#)", text, flags=re.MULTILINE) if part.strip()]


def level(part: str) -> str:
    """The sign of a heading and its number, if it has one: ``## 6.``."""
    found = re.match(r"#+(?: \d+\.)?", part)
    assert found
    return found[0]


def commands(text: str) -> list[str]:
    """The lines of code, without comments and without what is explained beside a name."""
    lines = [line[4:] for line in text.splitlines() if line.startswith("    ")]
    kept = [re.sub(r"(?:^|\s)# .*| {3,}\S*[\u3400-\u9fff].*", "", line).strip() for line in lines]
    return [line for line in kept if line]


def beside_nothing(line: str) -> str:
    """A line of a list of files without what is said of each."""
    return re.split(r" {2,}", line)[0]


def names(part: str) -> set[str]:
    """What stands in code within the text: settings, commands, files, addresses; words to fill in are left out."""
    return {code for code in inline_code(part) if not HAN.search(code)}


def rows(part: str) -> list[list[str]]:
    """The code in the first cell of each row of its tables."""
    cells = [re.split(r"(?<!\\)\|", line)[1] for line in part.splitlines() if line.startswith("| ")]
    return [inline_code(cell) for cell in cells]


def numbers(part: str) -> list[str]:
    """The numbers of the tables, in their order."""
    return [number for line in part.splitlines() if line.startswith("| ") for number in re.findall(r"\d[\d,.]*\d|\d", line)]  # fmt: skip


def links(text: str) -> set[str]:
    """The documents that are linked, as seen from docs/, without the way between the two languages."""
    found = (link.removeprefix("../") for link in re.findall(r"\]\(([^)#]+)", text))
    return {link.removeprefix("zh/") for link in found}


def test_operations_deployment_and_the_guides_are_there_in_chinese():
    assert {chinese for _, chinese in PAIRS} == {
        "docs/zh/operations.md",
        "docs/zh/deploy.md",
        "docs/zh/scale.md",
        "docs/zh/research.md",
    }
    guide = text_of("docs/zh/editors-guide.md")  # which is written in Chinese: there is one text
    assert not (ROOT / "docs" / "editors-guide.md").exists()
    assert len(HAN.findall(guide)) > 4000


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_both_have_the_same_parts_commands_names_and_numbers(english, chinese):
    there, here = parts(text_of(english)), parts(text_of(chinese))
    assert [level(part) for part in there] == [level(part) for part in here]
    for one, other in zip(there, here, strict=True):
        heading = one.partition("\n")[0]
        assert [len(one.split("\n\n")), heading] == [len(other.split("\n\n")), heading]  # paragraphs
        beginnings = [[line[:2] for line in part.splitlines() if re.match(r"- |\d\. ", line)] for part in (one, other)]
        assert beginnings[0] == beginnings[1], heading
        assert rows(one) == rows(other), heading
        assert numbers(one) == numbers(other), heading
        assert names(one) ^ names(other) == set(), heading


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_both_have_the_same_lines_of_code_and_lead_to_the_same_documents(english, chinese):
    there, here = text_of(english), text_of(chinese)
    assert [beside_nothing(line) for line in commands(there)] == [beside_nothing(line) for line in commands(here)]
    assert links(there) ^ links(here) == set()
    assert f"](zh/{english.removeprefix('docs/')})" in there
    assert f"](../{english.removeprefix('docs/')})" in here


@pytest.mark.parametrize("chinese", [chinese for _, chinese in PAIRS])
def test_the_chinese_text_holds_no_english_sentence(chinese):
    prose = re.sub(r"`[^`\n]+`|^    .*$|\]\([^)]*\)", "…", text_of(chinese), flags=re.MULTILINE)
    assert SENTENCE.findall(prose) == []
    assert len(HAN.findall(prose)) > 1000


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_both_readmes_lead_to_them(readme):
    for _, chinese in PAIRS:
        assert f"]({chinese})" in text_of(readme)
    assert "](docs/zh/editors-guide.md)" in text_of(readme)


def test_a_plain_make_run_is_upgraded_by_the_same_four_lines_in_both():
    for name, heading in (("docs/operations.md", "## Upgrade"), ("docs/zh/operations.md", "## 升级")):
        part = text_of(name).split(f"{heading}\n")[1].split("\n## ")[0]
        assert commands(part) == [".venv/bin/python manage.py backup", "git pull", "make run"]
