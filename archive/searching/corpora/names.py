"""What a page calls a corpus."""

from __future__ import annotations

from archive.languages import say
from archive.models import Corpus


def name_of(slug: str) -> str:
    """Return 甘肃整顿（随检索式增减）, or the short name itself for a corpus that is gone. One query."""
    corpus = Corpus.objects.filter(slug=slug).only("name", "query").first()
    return say("{0}（{1}）", corpus.name, how_of(corpus)) if corpus else slug


def how_of(corpus: Corpus) -> str:
    """Return whether a corpus grows and shrinks with the archive, as pages say it beside the name."""
    return say("随检索式增减") if corpus.is_living else say("名单固定")
