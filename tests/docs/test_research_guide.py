"""docs/research.md and its Chinese twin: the worked example is what a new archive answers, word for word."""

from __future__ import annotations

import re

import pytest
from django.urls import get_resolver

from tests.docs.conftest import inline_code, text_of
from tests.pages.conftest import squeezed
from tests.research.samples import publish_samples

pytestmark = pytest.mark.django_db
GUIDES = (("docs/zh/research.md", "zh-hans", "## 一个例子"), ("docs/research.md", "en", "## A worked example"))


def example(name: str, heading: str) -> str:
    return text_of(name).split(f"{heading}\n")[1].split("\n## ")[0]


def addresses(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.startswith("    /")]


def shown(response) -> str:
    """What is read on a page, blanks squeezed; "" of a file."""
    from lxml import html

    if response.streaming:
        assert len(b"".join(response)) > 1000
        return ""
    return squeezed(html.fromstring(response.content.decode()).find(".//main"))


def test_the_worked_example_is_what_the_samples_answer(engine, regions, client, monkeypatch, settings):
    publish_samples(monkeypatch, settings)
    for name, language, heading in GUIDES:
        part = example(name, heading)
        client.cookies["lang"] = language
        answers = [client.get(address) for address in addresses(part)]
        assert [answer.status_code for answer in answers] == [200] * 5, name
        read = "\n".join(map(shown, answers))
        quoted = re.findall(r"“([^”]+)”", " ".join(part.split()))
        left_out = {"趋势", "并列", "所数"} & set(quoted)
        assert [words for words in quoted if words not in left_out and words not in read] == [], name
        assert len(set(quoted) - left_out) > 6


@pytest.mark.parametrize("name", ["docs/research.md", "docs/zh/research.md"])
def test_every_page_that_a_guide_names_is_served(name):
    named = {code for code in inline_code(text_of(name)) if re.fullmatch(r"/[a-z-]+/", code)}
    assert named == {
        "/trends/",
        "/concordance/",
        "/neighbours/",
        "/figures/",
        "/formulas/",
        "/compare-words/",
        "/reuse/",
        "/corpora/",
        "/packs/",
        "/promises/",
    }
    served = {str(route.pattern) for route in get_resolver().url_patterns[-1].url_patterns}
    assert {address.strip("/") + "/" for address in named} <= served
