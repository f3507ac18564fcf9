import pytest
from lxml import etree

from tests.harvest.harvesting import NAMES, faults, harvester


class Answer:
    """An answer of /oai: valid by the schemas, or the test ends."""

    def __init__(self, response) -> None:
        assert response.status_code == 200
        assert response["Content-Type"] == "text/xml; charset=UTF-8"
        assert faults(response.content) == []
        self.root = etree.fromstring(response.content)
        self.source = response.content.decode()

    def all(self, path: str) -> list:
        return self.root.xpath(path, namespaces=NAMES)

    def texts(self, path: str) -> list[str]:
        return [each.text for each in self.all(path)]

    @property
    def error(self) -> str | None:
        return next(iter(self.all("/o:OAI-PMH/o:error/@code")), None)


@pytest.fixture
def ask(client, db):
    """Ask /oai by GET: ``ask("verb=Identify")`` or ``ask(verb="Identify")``."""

    def asking(query: str = "", **arguments: str) -> Answer:
        line = query.encode().decode("latin-1")  # as WSGI hands the bytes of an address over
        return Answer(client.get("/oai", arguments) if arguments else client.get("/oai", QUERY_STRING=line))

    return asking


@pytest.fixture
def sickle(monkeypatch, client, db):
    """A real harvester whose requests go to the archive."""
    return harvester(monkeypatch, client)[0]
