"""Every format is read the same in a parser's process as in this one; one process reads them all."""

import pytest

from archive.intake.parsing import end_parsers, parse_file
from archive.text.formats import extract_text
from tests.text.made_files import one_of_each


@pytest.fixture(scope="module", autouse=True)
def _one_worker():
    yield
    end_parsers()


@pytest.mark.parametrize("ending", sorted(one_of_each()))
def test_a_file_read_apart_gives_what_it_gives_here(ending):
    data = one_of_each()[ending]
    assert parse_file(data, "a") == extract_text(data, "a")
