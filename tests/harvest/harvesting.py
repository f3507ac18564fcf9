"""A harvester beside the archive: requests' own way to Django's test client, sickle on it, and the protocol's schemas."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from urllib.parse import urlsplit

from django.test import Client
from lxml import etree
from requests import Response, Session
from requests.adapters import BaseAdapter
from requests.utils import get_encoding_from_headers
from sickle import Sickle

from archive.harvest.card import SCHEMA_FILE
from tests.conftest import PROJECT

HOST = "testserver"
BASE = f"http://{HOST}/oai"
NAMES = {
    "o": "http://www.openarchives.org/OAI/2.0/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "oai_dc": "http://www.openarchives.org/OAI/2.0/oai_dc/",
    "j": "urn:x-jiceng:card:1",
}
_FOLDER = PROJECT / "tests/data/oai"
#: What a schema imports, by the end of its address.
_FILES = {path.name: path for path in _FOLDER.glob("*.xsd")}


class ArchiveAdapter(BaseAdapter):
    """Send what requests has made to the archive, and note every answer."""

    def __init__(self, client: Client) -> None:
        super().__init__()
        self.client = client
        self.answers: list[bytes] = []

    def send(self, request, **options):
        parts = urlsplit(request.url)
        body = request.body or ""
        answer = self.client.generic(
            request.method,
            parts.path,
            data=body.encode() if isinstance(body, str) else body,
            content_type=request.headers.get("Content-Type", ""),
            QUERY_STRING=parts.query,
        )
        self.answers.append(answer.content)
        response = Response()
        response.status_code, response.url, response.request = answer.status_code, request.url, request
        response.headers.update(answer.headers)
        response.encoding = get_encoding_from_headers(response.headers)
        response.raw = BytesIO(answer.content)
        return response

    def close(self) -> None:
        """Nothing stays open."""


def harvester(monkeypatch, client: Client, **options) -> tuple[Sickle, ArchiveAdapter]:
    """Return sickle, whose requests all go to the archive, and what carries them."""
    adapter = ArchiveAdapter(client)
    monkeypatch.setattr(Session, "get_adapter", lambda session, url: adapter)
    return Sickle(BASE, **options), adapter


class _Kept(etree.Resolver):
    def resolve(self, url, public_id, context):
        path = _FILES.get(url.rpartition("/")[2])
        return self.resolve_filename(str(path), context) if path else None


@cache
def schema(name: str) -> etree.XMLSchema:
    """Return the schema of ``OAI-PMH``, ``oai_dc`` or ``jiceng``."""
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Kept())
    path = SCHEMA_FILE if name == "jiceng" else _FOLDER / f"{name}.xsd"
    return etree.XMLSchema(etree.parse(str(path), parser))


def faults(answer: bytes) -> list[str]:
    """Return what is wrong with an answer by the protocol's schema, and with each record by that of its format."""
    root = etree.fromstring(answer)
    found = []
    for name, elements in (
        ("OAI-PMH", [root]),
        ("oai_dc", root.iterfind(".//oai_dc:dc", NAMES)),
        ("jiceng", root.iterfind(".//j:report", NAMES)),
    ):
        for element in elements:
            checked = schema(name)
            if not checked.validate(element):
                found += [str(error) for error in checked.error_log]
    return found
