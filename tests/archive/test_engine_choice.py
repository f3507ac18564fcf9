"""Which engine a process opens, what the archive gives it, and that the contract is of no engine."""

from __future__ import annotations

import re
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from archive.publishing.texts import published_texts
from search import engine as border
from search.engine import get_engine
from search.engines.whoosh.engine import WhooshEngine
from tests import PROJECT


def test_the_embedded_engine_is_the_default():
    assert isinstance(get_engine(), WhooshEngine)


def test_an_engine_that_is_not_installed_is_refused_with_what_to_install(settings, monkeypatch):
    settings.ENGINE = "elsewhere"
    room = "search.engines.elsewhere.engine"
    with pytest.raises(ImproperlyConfigured, match=r"ENGINE=elsewhere.*没有这种引擎.*ENGINE=whoosh"):
        get_engine()

    def without_its_library(name: str):
        assert name == room
        raise ModuleNotFoundError("no library", name="a_library")

    monkeypatch.setattr(border, "import_module", without_its_library)
    with pytest.raises(ImproperlyConfigured, match=r"a_library.*pip install -r requirements-elsewhere\.txt"):
        get_engine()


def test_an_engine_gets_the_texts_of_published_reports_alone(
    settings, monkeypatch, make_report, django_assert_num_queries
):
    class Room:
        def open_engine(self, settings, texts):
            return texts

    one, two = make_report(title="甲", text="党建。"), make_report(title="乙", text="整顿。")
    type(two).objects.filter(pk=two.pk).update(status="withdrawn")
    settings.ENGINE = "other"
    monkeypatch.setitem(sys.modules, "search.engines.other.engine", Room())
    get_engine.cache_clear()
    with django_assert_num_queries(1):
        assert get_engine()([one.pk, two.pk, 999]) == {one.pk: ("甲", "党建。")}


@pytest.mark.django_db
def test_many_texts_are_read_by_five_hundred(django_assert_num_queries):
    with django_assert_num_queries(3):
        assert published_texts(range(1, 1201)) == {}


def test_the_contract_names_no_engine():
    for path in (PROJECT / "tests" / "search" / "contract").glob("*.py"):
        assert not re.search(r"whoosh|opensearch|\._\w+\(", path.read_text("utf-8"), re.IGNORECASE), path.name
