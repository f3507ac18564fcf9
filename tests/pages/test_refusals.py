"""What is not to be had is refused in the language of the page, and the reason stands over it."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from archive.views import errors
from archive.web.clients import WORDS, too_many
from tests.pages.test_languages import _HAN, Page, words_of_page

VIEWS = (
    errors.bad_request,
    errors.permission_denied,
    errors.form_expired,
    errors.page_not_found,
    errors.gone,
    errors.index_missing,
    errors.server_error,
)


def chinese_on(response) -> list[str]:
    return [text for text in words_of_page(Page(response)) if _HAN.search(text)]


@pytest.mark.parametrize("view", VIEWS)
def test_an_english_refusal_has_no_chinese(view):
    with translation.override("en"):
        response = view(RequestFactory().get("/"))
    assert Page(response).language == "en"
    assert chinese_on(response) == []


@pytest.mark.parametrize("attempts", [1, 6])
def test_wrong_passwords_are_answered_in_english(db, client, attempts):
    client.cookies["lang"] = "en"
    for _ in range(attempts):
        response = client.post(reverse("login"), {"username": "zhouyan", "password": "falsch"})
    assert response.status_code == (200 if attempts == 1 else 429)
    assert chinese_on(response) == []


def test_a_language_that_there_is_not_is_refused_without_chinese_commas(client):
    client.cookies["lang"] = "en"
    assert chinese_on(client.get("/", {"lang": "fr"})) == []


def test_a_form_whose_token_is_missing_is_not_called_forbidden(db):
    response = Client(enforce_csrf_checks=True).post(reverse("login"), {"username": "zhouyan"})
    page = response.content.decode()
    assert response.status_code == 403
    assert "表单没有收下" in page
    assert "无权查看" not in page


@pytest.mark.parametrize("kind", sorted(WORDS))
def test_who_asks_too_much_is_told_so_in_english(kind):
    request = RequestFactory().get("/")
    request.resolver_match, request.htmx = None, False
    with translation.override("en"):
        response = too_many(request, kind, 7)
    assert not _HAN.search(response.content.decode()) if kind in ("suggest", "harvest") else chinese_on(response) == []
    assert response["Retry-After"] == "7"
