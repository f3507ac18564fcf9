"""Parts of pages that are drawn a hundred times over, or by many pages: macros of Jinja, in ``templates/parts``.

A results page has three thousand places to fill, on which templates of Django's spent half of its time. Pages
themselves stay templates of Django's. A macro escapes all that it is given and answers what Django knows to be escaped
(``__html__``), so that nothing has to be declared safe. See docs/decisions/0011-parts-by-jinja.md.
"""

from __future__ import annotations

from typing import Any, cast

from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.utils.translation import gettext, ngettext, pgettext
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from archive.languages import mixed, own, place_name
from archive.routes import address_of
from archive.templatetags import archive_tags, language_tags


def part(name: str, **values: Any) -> Markup:
    """``part("report.meta", report=…)``: the macro ``meta`` of ``templates/parts/report.jinja`` with these values."""
    file, _, macro = name.partition(".")
    made = cast(Jinja2, engines["parts"]).env
    return getattr(made.get_template(f"{file}.jinja").module, macro)(**values)


def prepare_parts() -> None:
    """Compile them all: a fifth of a second that no reader should wait for."""
    made = cast(Jinja2, engines["parts"]).env
    for file in made.list_templates():
        made.get_template(file)


def environment(**options: Any) -> Environment:
    """For the settings. A name that is not there is an error, not an empty string."""
    made = Environment(**{**options, "autoescape": True, "undefined": StrictUndefined})  # noqa: S701  it is on
    made.globals.update(
        _=gettext, sense=pgettext, counted=counted, filled=filled, url=address_of, words=archive_tags.words
    )
    made.filters.update(
        number=archive_tags.number,
        date_words=archive_tags.date_words,
        language=archive_tags.language,
        named=language_tags.named,
        own=own,
        mixed=mixed,
        place=place_name,
    )
    return made


def counted(sentence: str, count: int, **values: Any) -> str:
    """``sentence`` with %(number)s for the count and %(name)s for other values, in the form that the count asks for."""
    return ngettext(sentence, sentence, count) % {"number": f"{count:,}", **values}


def filled(sentence: str, **values: Any) -> str:
    """``sentence`` with %(name)s for the values, in the language of the page."""
    return gettext(sentence) % values
