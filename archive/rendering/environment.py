"""The Jinja2 environment of the public pages, which lie in ``templates/pages``.

Django's own backend renders them (TEMPLATES in config/settings.py). What is missing is an error, never an empty string.
Sentences are looked up in the language of the page when they are rendered. See docs/decisions/0011-one-template-engine.md.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from django.conf import settings
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.template.defaultfilters import floatformat
from django.templatetags.static import static
from django.urls import get_script_prefix
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from django_htmx.jinja import htmx_script
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from archive.languages import date_parts, date_words, listed, mixed, own
from archive.places.shown import region_name, region_words
from archive.rendering import filters
from archive.rendering.head import page_frame, page_head, page_language
from archive.research.pages import research_pages, research_shelves
from archive.web.addresses import address_of
from search.cache import ByteBoundedCache

_EXTENSIONS = ["jinja2.ext.i18n"]
#: Bytes in each process: some thousand entries and some hundred lists of facets.
FRAGMENT_BYTES = 48 * 1024 * 1024
_fragments = ByteBoundedCache(FRAGMENT_BYTES)

T = TypeVar("T")


def environment(**options: Any) -> Environment:
    """Return the environment with our functions and filters; ``options`` are those of Django's backend."""
    made = Environment(**{**options, "autoescape": True, "undefined": StrictUndefined, "extensions": _EXTENSIONS})  # noqa: S701
    made.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    made.globals.update(
        _=render_sentence,
        cached_macro=cached_macro,
        counted=counted,
        htmx_script=htmx_script,
        page_frame=page_frame,
        page_head=page_head,
        page_language=page_language,
        pgettext=pgettext,
        research_pages=research_pages,
        research_shelves=research_shelves,
        static=static,
        url=address_of,
    )
    made.filters.update(
        date_parts=date_parts,
        date_words=date_words,
        day=filters.day,
        edit_rule=filters.edit_rule,
        floatformat=floatformat,
        gloss=filters.gloss,
        measure_name=filters.measure_name,
        kind=filters.kind,
        language=filters.language,
        letters=filters.letters,
        listed=listed,
        mixed=mixed,
        named=filters.named,
        named_or_own=filters.named_or_own,
        number=filters.number,
        own=own,
        place=region_name,
        place_words=region_words,
        quoted=filters.quoted,
        region_path=filters.region_path,
        section_name=filters.section_name,
        short_place=filters.short_place,
        strip_ticks=filters.strip_ticks,
        tags=filters.tags,
        url_value=filters.url_value,
        words=filters.words,
    )
    return made


def render_sentence(sentence: str, **values: Any) -> Markup:
    """Return ``sentence`` in the language of the page; %(name)s stand for ``values``, which are escaped.

    It is ``_`` and does what Jinja's own ``_`` does, which takes three calls more.
    """
    text = gettext(sentence)
    if "%" in text:
        text %= {name: escape(value) for name, value in values.items()}
    return Markup(text)  # noqa: S704  sentences of the catalog are ours


def counted(sentence: str, count: int, **values: Any) -> Markup:
    """Return ``sentence`` in the form that ``count`` asks for, with %(number)s for the count.

    Other %(name)s stand for ``values``, which are escaped. The sentence itself may hold HTML, as in ``_("…")``.
    """
    escaped = {name: value if type(value) is int else escape(value) for name, value in values.items()}
    return Markup(ngettext(sentence, sentence, count) % {"number": f"{count:,}", **escaped})  # noqa: S704


def render_macro(file: str, macro: str, **values: Any) -> Markup:
    """Return what ``macro`` of ``templates/pages/macros/<file>.html`` renders of ``values``."""
    return _macro(file, macro)(**values)


def cached_macro(file: str, macro: str, *arguments: str) -> Markup:
    """Return the same from the fragment cache. A macro sees its arguments alone, so they are the whole key."""
    if settings.DEBUG:  # a changed template shows at once
        return _macro(file, macro)(*arguments)
    return cached_fragment((file, macro, arguments), lambda: _macro(file, macro)(*arguments), len)


def prepare_templates() -> None:
    """Compile all pages, so that no reader waits for it."""
    environment = _backend().env
    for name in environment.list_templates():
        environment.get_template(name)


def _macro(file: str, macro: str) -> Callable[..., Markup]:
    return getattr(_backend().env.get_template(f"macros/{file}.html").module, macro)


def _backend() -> Jinja2:
    return cast(Jinja2, engines["pages"])


def cached_fragment(key: Hashable, render: Callable[[], T], cost: Callable[[T], int]) -> T:
    """Return the fragment that ``render`` made earlier for an equal ``key``, else call it.

    Entries and facets of results pages, and what every head and foot repeat, are kept: popular searches share half of a
    page. A fragment is stored under everything that it shows, so that a change needs no invalidation: it makes another key.
    A publication changes few entries and often no count. Those not used longest go first.

    ``key`` holds every value that the fragment shows, as plain values: two model objects are equal by number alone,
    whatever they say. The language of the page and the prefix of all addresses are added here.
    ``cost``: bytes of key and fragment, roughly.
    """
    return _fragments.get_or_make((get_language(), get_script_prefix(), key), render, cost)


def has_fragment(key: Hashable) -> bool:
    """Return whether ``cached_fragment`` has a fragment for the key now; it may drop it at any time."""
    return _fragments.get((get_language(), get_script_prefix(), key)) is not None
