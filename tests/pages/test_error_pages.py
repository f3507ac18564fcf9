"""Every error page has its style: each static address that it names is found, and a damaged manifest costs the style alone."""

from __future__ import annotations

import errno
import re
import shutil
from collections.abc import Callable

import pytest
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import RequestFactory

from archive.rendering import environment
from archive.views import errors
from archive.web.clients import too_many
from archive.web.middleware import BodyLimitMiddleware
from archive.web.static_files import StaticFilesMiddleware, collect_static_files
from search.cache import ByteBoundedCache

_STATIC = re.compile(r'"(/static/[^"#]+)')
_RULES = {"/static/css/tokens", "/static/css/page", "/static/css/chrome", "/static/css/parts", "/static/css/lists"}


def fails_by(error: Exception) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        try:
            raise error
        except Exception:
            return errors.server_error(request)

    return view


def too_large(request: HttpRequest) -> HttpResponse:
    request.META["CONTENT_LENGTH"] = str(3 * 10**9)
    return BodyLimitMiddleware(lambda _: HttpResponse())(request)


#: Name -> the status, and a view that answers with it.
PAGES = {
    "address": (400, errors.bad_request),
    "right": (403, errors.permission_denied),
    "form": (403, errors.form_expired),
    "no page": (404, errors.page_not_found),
    "no original": (404, lambda request: render(request, "original_missing.html", {"back": ""}, status=404)),
    "withdrawn": (410, errors.gone),
    "body": (413, too_large),
    "too many": (429, lambda request: too_many(request, "search", 7)),
    "failure": (500, fails_by(ValueError("坏了"))),
    "index": (503, errors.index_missing),
    "database": (503, fails_by(DatabaseError("database disk image is malformed"))),
    "disk": (507, fails_by(OSError(errno.ENOSPC, "no space"))),
}
DAMAGES = {
    "gone": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "halved": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "zeroed": lambda path: path.write_bytes(bytes(4096)),
    "no text": lambda path: path.write_bytes(b"\xff\xfe\x80"),
    "no object": lambda path: path.write_text("[]"),
    "no names": lambda path: path.write_text('{"version": "1.1", "paths": [1]}'),
    "numbers": lambda path: path.write_text('{"version": "1.1", "paths": {"css/page.css": 1}}'),
    "a bit": lambda path: path.write_bytes(path.read_bytes().replace(b"css/page.css", b"css/pafe.css")),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
    "all": lambda path: shutil.rmtree(path.parent),
}


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """The folder of our own static files, collected under hashed names once for this file; tests copy it."""
    return tmp_path_factory.mktemp("collected") / "static"


@pytest.fixture
def as_served(collected, settings, monkeypatch, tmp_path):
    """STATIC_ROOT of this test, with the storage of a served archive and no fragment of an earlier test."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "archive.web.static_files.CollectedFiles"},
    }
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("css", "js", "svg", "txt")
    if not collected.exists():
        settings.STATIC_ROOT = collected
        collect_static_files()
    settings.STATIC_ROOT = tmp_path / "static"
    shutil.copytree(collected, tmp_path / "static")
    monkeypatch.setattr(environment, "_fragments", ByteBoundedCache(1 << 20))
    return tmp_path / "static"


def page_of(name: str) -> str:
    status, view = PAGES[name]
    response = view(RequestFactory().get("/", HTTP_ACCEPT="text/html,*/*"))
    assert response.status_code == status
    assert response["Content-Type"].startswith("text/html")
    return response.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_every_static_file_that_an_error_page_names_is_found(as_served, settings, name):
    named = set(_STATIC.findall(page_of(name)))
    assert {address.split(".")[0] for address in named} >= {*_RULES, "/static/seal"}
    served = StaticFilesMiddleware(lambda request: HttpResponse(status=404), settings=settings)
    statuses = {address: served(RequestFactory().get(address)).status_code for address in named}
    assert statuses == dict.fromkeys(named, 200)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_manifest_costs_an_error_page_its_style_alone(as_served, damage):
    DAMAGES[damage](as_served / "staticfiles.json")
    for name in PAGES:
        page = page_of(name)
        assert "/static/css/page." in page
        assert '<h1 class="page-title">' in page
        assert page.rstrip().endswith("</html>")


def test_a_program_reads_the_refusal_of_a_body_as_a_sentence():
    response = too_large(RequestFactory().get("/", HTTP_ACCEPT="*/*"))
    assert (response.status_code, response["Content-Type"]) == (413, "text/plain; charset=utf-8")
    assert response.content.decode().startswith("发来的内容太大")


def test_the_page_of_a_failure_keeps_the_chosen_theme():
    request = RequestFactory().get("/")
    request.theme = "dark"
    assert 'data-look="dark"' in fails_by(ValueError("坏了"))(request).content.decode()
