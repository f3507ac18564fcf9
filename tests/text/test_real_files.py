"""Small files of the kinds that real collections hold: what the text of each must hold, and what it must not.

``tests/data/real-files/cases.json`` names them. ``must``: strings of the text; ``mustnot``: strings that it must not
hold, where "=2:X" means that X stands exactly once. What a reader of files takes away as an edit (``cuts``) counts as
away. PENDING lists what no reader does yet: a file that begins to pass fails here until its name leaves the list.
"""

from __future__ import annotations

import json
from datetime import date

import pytest

from archive.intake.drafts import prepare_text
from archive.text.formats import ExtractedText, extract_text, open_archive
from tests import PROJECT

FOLDER = PROJECT / "tests" / "data" / "real-files"
CASES = {case["file"]: case for case in json.loads((FOLDER / "cases.json").read_text(encoding="utf-8"))}
SAVED_PAGE = "z01-saved-page.zip"
WITHOUT_HAN = ("kana.txt", "ug.txt")

PENDING_PDF: tuple[str, ...] = ()
PENDING_WEB_ARCHIVES: tuple[str, ...] = ()
PENDING_KINDS: tuple[str, ...] = ()
PENDING_OFFICE: tuple[str, ...] = ()
PENDING = {*PENDING_PDF, *PENDING_WEB_ARCHIVES, *PENDING_KINDS, *PENDING_OFFICE}


def shown(extracted: ExtractedText) -> str:
    """Return the text without what the reader marked as taken away."""
    text = extracted.text
    for start, end, *_ in sorted(getattr(extracted, "cuts", ()), reverse=True):
        text = text[:start] + text[end:]
    return text


def words_of(name: str) -> str:
    return shown(extract_text((FOLDER / name).read_bytes(), name))


def marked(names) -> list:
    failing = pytest.mark.xfail(strict=True)
    return [pytest.param(name, marks=failing if name in PENDING else ()) for name in names]


@pytest.mark.parametrize("name", marked(name for name in CASES if name not in (SAVED_PAGE, *WITHOUT_HAN)))
def test_a_file_gives_its_words_and_no_others(name):
    case, text = CASES[name], words_of(name)
    assert [words for words in case["must"] if words not in text] == []
    for words in case["mustnot"]:
        if words.startswith("=2:"):
            assert text.count(words[3:]) == 1
        else:
            assert words not in text


@pytest.mark.parametrize("name", marked([SAVED_PAGE]))
def test_of_a_saved_page_in_a_zip_only_the_page_comes_in(name):
    assert [member for member, _ in open_archive((FOLDER / name).read_bytes())] == ["总结.html"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", marked(WITHOUT_HAN))
def test_a_text_without_han_has_a_title(name, regions):
    extracted = extract_text((FOLDER / name).read_bytes(), name)
    card = prepare_text(extracted, filename=name, today=date(2026, 11, 30)).description
    assert card.title.value or card.working_title_text


def test_the_pending_files_are_cases():
    assert set(CASES) >= PENDING
