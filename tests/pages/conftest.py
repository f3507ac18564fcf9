"""Reading a page the way its reader does."""

from __future__ import annotations

import pytest
from lxml import html

from tests.making import ReportMaker, insert_regions


class Page:
    """A response with its parsed document. ``text`` is what is read on the page, blanks squeezed."""

    def __init__(self, response) -> None:
        self.status = response.status_code
        self.response = response
        self.source = response.content.decode()
        self.document = html.fromstring(self.source)

    @property
    def language(self) -> str:
        return self.document.get("lang")

    @property
    def text(self) -> str:
        return squeezed(self.document.find(".//main"))

    def all(self, selector: str) -> list:
        return self.document.xpath(selector)

    def texts(self, path: str) -> list[str]:
        return [squeezed(element) for element in self.document.xpath(path)]

    def links(self, words: str) -> list[str]:
        """Addresses of the links that read ``words``."""
        return [link.get("href") for link in self.all("//a") if squeezed(link) == words]


def squeezed(element) -> str:
    return " ".join(element.text_content().split())


@pytest.fixture
def read(client):
    """read(address, **parameters) -> Page, as a stranger."""

    def read(address: str, headers: dict | None = None, **parameters) -> Page:
        parameters = {name.rstrip("_"): value for name, value in parameters.items()}  # from_ is ``from``
        return Page(client.get(address, parameters, headers=headers))

    return read


@pytest.fixture(scope="session")
def crawled(kept_regions, django_db_blocker, tmp_path_factory):
    """Every public page in three languages, fetched once from an archive that is gone afterwards."""
    from django.db import transaction
    from django.test.utils import override_settings

    from search.engine import get_engine
    from tests.pages.crawling import crawl

    folder = tmp_path_factory.mktemp("crawled")
    places = {
        "DATA_DIR": folder,
        "ORIGINALS_DIR": folder / "originals",
        "INDEX_DIR": folder / "index",
        "THROTTLE": False,
    }
    with django_db_blocker.unblock(), override_settings(**places), transaction.atomic():
        get_engine.cache_clear()
        insert_regions(kept_regions)
        get_engine().rebuild([])
        found = crawl(ReportMaker(get_engine()))
        get_engine.cache_clear()
        transaction.set_rollback(True)
    return found
