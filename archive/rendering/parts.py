"""Parts of pages that are drawn a hundred times over, or by many pages: macros of Jinja, in ``templates/parts``.

A results page has three thousand places to fill, on which templates of Django's spent half of its time. Pages
themselves stay templates of Django's. A macro escapes all that it is given and answers what Django knows to be escaped
(``__html__``), so that nothing has to be declared safe. Each language has its own compiled parts, in which sentences
stand as they are said in it. See docs/decisions/0011-parts-by-jinja.md.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, cast

from django.conf import settings
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext, pgettext
from jinja2 import Environment, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from archive.languages import mixed, own
from archive.models import Report
from archive.places.shown import place_name
from archive.reading.card import date_words
from archive.rendering import filters
from archive.web.routes import address_of

_CONSTANT: dict[str, Callable[..., str]] = {"_": gettext, "sense": pgettext}
_KINDS: dict[str, str] = dict(Report.Kind.choices)
_DIRECT = {"counted", "filled", "words"}


def part(name: str, **values: Any) -> Markup:
    """``part("report.meta", report=…)``: the macro ``meta`` of ``templates/parts/report.jinja`` with these values."""
    file, _, macro = name.partition(".")
    made = _in_language(get_language() or settings.LANGUAGE_CODE)
    return getattr(made.get_template(f"{file}.jinja").module, macro)(**values)


def prepare_parts() -> None:
    """Compile them all, in all languages: a fifth of a second each that no reader should wait for."""
    for language, _ in settings.LANGUAGES:
        made = _in_language(language)
        for file in made.list_templates():
            made.get_template(file)


def escaped(value: object) -> str:
    """``value`` as HTML, unless it is HTML already (``__html__``); as Django's conditional_escape."""
    if type(value) is str:
        return html.escape(value)
    if type(value) is Markup or type(value) is SafeString:
        return value
    return str(value) if type(value) in (int, float) else str(escape(value))


class _Writer(CodeGenerator):
    """Writes ``environment.escaped(…)`` around every value: Jinja's own makes each one an object of a class first, which
    took a quarter of the time of a page. And attributes as Python has them: nothing that parts are given is a dict."""

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        self.write("environment.escaped(")


class Parts(Environment):
    """The parts in one language: their own sentences are looked up once, when a part is compiled."""

    code_generator_class = _Writer
    escaped = staticmethod(escaped)
    language = ""

    def _generate(self, source: nodes.Template, *arguments: Any, **named: Any) -> str:
        if self.language:
            with translation.override(self.language):
                _Translator().visit(source)
        return super()._generate(source, *arguments, **named)


class _Translator(NodeTransformer):
    """Puts in the place of ``_("…")`` and ``sense("…", "…")`` what they say: a constant, which Jinja escapes and joins
    to the HTML around it. Of our other functions it makes filters, which Jinja calls directly."""

    def visit_Call(self, call: nodes.Call) -> nodes.Node:
        self.generic_visit(call)
        name = call.node.name if isinstance(call.node, nodes.Name) else ""
        if name in _CONSTANT:
            said = _CONSTANT[name](*(each.as_const() for each in call.args))
            return nodes.Const(said, lineno=call.lineno, environment=call.environment)
        if name in _DIRECT:
            first, *rest = call.args
            return nodes.Filter(
                first, name, rest, call.kwargs, None, None, lineno=call.lineno, environment=call.environment
            )
        return call


@cache
def _in_language(language: str) -> Parts:
    """To be used while that is the language of the page: its filters keep what they said of small values."""
    made = cast(Parts, cast(Jinja2, engines["parts"]).env.overlay())
    made.language = language
    made.filters = made.filters | {
        name: lru_cache(maxsize=4096)(made.filters[name])
        for name in ("counted", "date_words", "filled", "kind", "named")
    }
    if language == settings.LANGUAGE_CODE:
        made.filters |= {"own": as_it_is, "mixed": as_it_is, "place": attrgetter("name")}
    return made


def environment(**options: Any) -> Parts:
    """For the settings. A name that is not there is an error, not an empty string."""
    made = Parts(**{**options, "autoescape": True, "undefined": StrictUndefined})
    made.globals["url"] = address_of
    made.filters.update(
        counted=counted,
        filled=filled,
        words=filters.words,
        number=filters.number,
        date_words=date_words,
        kind=kind_words,
        language=filters.language,
        named=filters.named,
        own=own,
        mixed=mixed,
        place=place_name,
    )
    return made


def as_it_is(words: Any) -> Any:
    """Of Chinese on a Chinese page: there it is not marked as such."""
    return words


def kind_words(kind: str) -> str:
    """新闻 for ``news``, in the language of the page."""
    return filters.named(_KINDS.get(kind, kind))


def counted(sentence: str, count: int, **values: Any) -> str:
    """``sentence`` with %(number)s for the count and %(name)s for other values, in the form that the count asks for."""
    return ngettext(sentence, sentence, count) % {"number": f"{count:,}", **values}


def filled(sentence: str, **values: Any) -> str:
    """``sentence`` with %(name)s for the values, in the language of the page."""
    return gettext(sentence) % values
