"""The catalogs of the interface: find what must be translated, merge, convert, compile. No system tools.

    python -m scripts.messages            bring locale/ up to date: new sentences are added, dead ones dropped,
                                          the traditional catalog is made anew by OpenCC, both are compiled
    python -m scripts.messages --check    say what is behind, and exit with 1 (part of `make check`)

English is written by hand in ``locale/en/LC_MESSAGES/django.po``. The traditional one is made, never edited: what OpenCC
gets wrong stands in ``locale/zh_Hant/overrides.toml``.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
_HAN = re.compile(r"[\u3400-\u9fff\u3001-\u3002\uff08-\uff1b]")
_SLOT = re.compile(r"%\(\w+\)[sd]|\{\d[^}]*\}|%%")
#: Calls whose first argument, written out, is a sentence.
_CALLS = {"say", "later", "gettext", "gettext_lazy", "gettext_noop", "choice_field", "choices_field", "number_field"}
#: Helpers of forms that are named alike in more than one room.
_FORM_CALLS = {"archive/searching/advanced.py": {"_words"}, "archive/reading/form.py": {"_choice", "_number"}}
#: Rooms that speak to readers; the editing desk, commands and the API speak Chinese to everyone.
_ROOMS = ("archive/*.py", "archive/views/*.py", "archive/languages/*.py", "archive/exporting/**/*.py", "archive/web/**/*.py", "archive/templatetags/*.py", "archive/searching/*.py", "archive/reading/*.py", "archive/suggesting/*.py", "archive/places/*.py", "archive/holdings/*.py", "archive/layout/*.py", "archive/rendering/*.py", "archive/publishing/*.py", "archive/intake/*.py", "archive/desk/*.py", "archive/models/*.py", "archive/storage/*.py", "archive/backups/*.py", "search/**/*.py")  # fmt: skip
_TEMPLATES = ("templates/*.html", "templates/archive/*.html")
_PARTS = ("templates/parts/*.jinja",)
#: Behind year, month and day these are given the month's name, which only English says.
_DATES = {"{0}年{1}月", "{0}年{1}月{2}日"}
_HEAD = {"MIME-Version": "1.0", "Content-Type": "text/plain; charset=UTF-8", "Content-Transfer-Encoding": "8bit"}
_PLURALS = {"en": "nplurals=2; plural=(n != 1);", "zh_Hant": "nplurals=1; plural=0;"}


@dataclass(frozen=True, slots=True)
class Message:
    """``text`` as gettext is asked for it; ``has_plural``: asked for by a number; ``context``: which of two senses."""

    text: str
    context: str = ""
    has_plural: bool = False


def messages() -> dict[tuple[str, str], Message]:
    """Every sentence of the interface, by context and text, in the order of their texts."""
    found: dict[tuple[str, str], Message] = {}
    for message in (*_in_templates(), *_in_parts(), *_in_code(), *_in_tables()):
        if _HAN.search(message.text):
            key = message.context, message.text
            if key not in found or message.has_plural:
                found[key] = message
    return dict(sorted(found.items()))


def _in_templates() -> Iterator[Message]:
    from django.template.loader import get_template
    from django.templatetags.i18n import BlockTranslateNode, TranslateNode

    for path in _files(_TEMPLATES):
        template = get_template(str(path.relative_to(ROOT / "templates"))).template
        for node in template.nodelist.get_nodes_by_type(TranslateNode):
            literal = node.filter_expression.var
            if isinstance(getattr(literal, "literal", None), str):
                context = node.message_context.resolve({}) if node.message_context else ""
                yield Message(
                    literal.literal.replace("%", "%%") if "%" in literal.literal else literal.literal, context
                )
        for node in template.nodelist.get_nodes_by_type(BlockTranslateNode):
            text, _ = node.render_token_list(node.singular)
            yield Message(text, has_plural=bool(node.plural))


def _in_parts() -> Iterator[Message]:
    """``_("…")``, ``filled("…", …)``, ``counted("…", count)`` and ``sense("context", "…")`` of archive/rendering/parts.py."""
    from django.template import engines
    from jinja2 import nodes

    for path in _files(_PARTS):
        for call in engines["parts"].env.parse(path.read_text("utf-8")).find_all(nodes.Call):
            name = call.node.name if isinstance(call.node, nodes.Name) else ""
            written = [each.value for each in call.args if isinstance(each, nodes.Const)]
            if name in {"_", "filled"}:
                yield Message(written[0])
            elif name == "counted":
                yield Message(written[0], has_plural=True)
            elif name == "sense":
                yield Message(written[1], context=written[0])


def _in_code() -> Iterator[Message]:
    for path in _files(_ROOMS):
        name = str(path.relative_to(ROOT))
        calls = _CALLS | _FORM_CALLS.get(name, set())
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in calls and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield Message(first.value)


def _in_tables() -> Iterator[Message]:
    """Names that the code keeps in tables, translated where a page shows them."""
    from archive.exporting.exports import FORMATS
    from archive.languages import labels
    from archive.models import Report
    from archive.rendering import filters, head
    from archive.searching import facets, understood
    from archive.searching import form as forms
    from archive.suggesting import completion
    from archive.suggesting import offers as suggestions
    from archive.web import look

    rules = labels._EVIDENCE_RULES_OF.values()
    tables: tuple[dict[str, str], ...] = (
        labels.FIELDS, labels.EDIT_RULES, labels.EVIDENCE_RULES, *rules, labels.LOOKED_IN,
        dict(forms.MODES), dict(forms.SORTS), dict(forms.QUALITIES),
        dict(Report.Kind.choices), dict(Report.Script.choices),
        suggestions.REASONS, suggestions._FILTERS, understood._FIELDS, understood._NARROW,
        dict(completion.KIND_WORDS), filters._KINDS, dict(look.LOOKS),
    )  # fmt: skip
    for table in tables:
        yield from (Message(str(text)) for text in table.values())
    yield from (Message(label) for label, _ in facets.CHOICES.values())
    yield from (Message(word) for _, _, word in labels._CERTAINTY)
    yield from (Message(number) for number in understood._NUMBERS)
    yield from (Message(form.label) for form in FORMATS.values())
    yield from (Message(text) for text in (facets.UNKNOWN_LABEL, head.NAME, head._ABOUT))


def _files(patterns: tuple[str, ...]) -> list[Path]:
    return sorted({path for pattern in patterns for path in ROOT.glob(pattern)})


def english() -> polib.POFile:
    """The catalog as it stands, with what is new added (empty) and what is dead dropped."""
    old = polib.pofile(str(_path("en", "po"))) if _path("en", "po").exists() else polib.POFile()
    known = {(entry.msgctxt or "", entry.msgid): entry for entry in old}
    return _catalog("en", (_entry(message, known.get(key)) for key, message in messages().items()))


def traditional() -> polib.POFile:
    """Every sentence by OpenCC (s2tw), after the list of what it gets wrong."""
    from archive.languages.scripts import read_in

    overrides: dict[str, str] = tomllib.loads((LOCALE / "zh_Hant" / "overrides.toml").read_text("utf-8"))
    whole, phrases = overrides["sentences"], overrides["phrases"]

    def convert(text: str) -> str:
        if text in whole:
            return whole[text]
        made = read_in(text, "hant")
        for wrong, right in phrases.items():
            made = made.replace(wrong, right)
        return made

    entries = []
    for message in messages().values():
        entry = _entry(message, None)
        if message.has_plural:
            entry.msgstr_plural = {0: convert(message.text)}
        else:
            entry.msgstr = convert(message.text)
        entries.append(entry)
    return _catalog("zh_Hant", entries)


def _entry(message: Message, known: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(msgid=message.text, msgctxt=message.context or None)
    if message.has_plural:
        entry.msgid_plural = message.text
        said = known.msgstr_plural if known and known.msgstr_plural else {}
        entry.msgstr_plural = {0: said.get(0, ""), 1: said.get(1, "")}
    else:
        entry.msgstr = known.msgstr if known else ""
    if _SLOT.search(message.text) and "%(" in message.text:
        entry.flags = ["python-format"]
    return entry


def _catalog(language: str, entries: object) -> polib.POFile:
    catalog = polib.POFile(wrapwidth=0)
    catalog.metadata = {**_HEAD, "Language": language, "Plural-Forms": _PLURALS[language]}
    catalog.extend(entries)
    return catalog


def _path(language: str, ending: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"django.{ending}"


def faults(catalog: polib.POFile) -> Iterator[str]:
    """Sentences without a translation, and translations that lose or invent a value."""
    for entry in catalog:
        said = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if not all(said):
            yield f"untranslated: {entry.msgid}"
        for text in filter(None, said):
            # Of the plural forms one may leave the number out; nothing may say a value that is not there.
            if entry.msgid in _DATES:
                continue
            if set(_SLOT.findall(text)) - set(_SLOT.findall(entry.msgid)):
                yield f"a value that the sentence has not: {text}"
            if not entry.msgid_plural and _names(entry.msgid) - _names(text):
                yield f"a value is lost: {text}"


def _names(text: str) -> set[str]:
    return {slot.strip("{}").partition(":")[0] for slot in _SLOT.findall(text)} - {"%%"}


def behind() -> list[str]:
    """What is not as it should be, in sentences; nothing if the catalogs are whole and compiled."""
    said = []
    for language, made in (("en", english()), ("zh_Hant", traditional())):
        said += [f"{language}: {fault}" for fault in faults(made)]
        po, mo = _path(language, "po"), _path(language, "mo")
        if not po.exists() or str(made) != str(polib.pofile(str(po), wrapwidth=0)):
            said.append(f"{language}: {po.relative_to(ROOT)} is behind the code")
        if not mo.exists() or mo.read_bytes() != made.to_binary():
            said.append(f"{language}: {mo.relative_to(ROOT)} is behind the catalog")
    return said


def write() -> None:
    for language, made in (("en", english()), ("zh_Hant", traditional())):
        _path(language, "po").parent.mkdir(parents=True, exist_ok=True)
        _path(language, "po").write_text(f"{made}\n" if not str(made).endswith("\n") else str(made), encoding="utf-8")
        _path(language, "mo").write_bytes(made.to_binary())


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing, fail if anything is behind")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    if not asked.check:
        write()
    found = behind()
    for sentence in found:
        print(sentence)
    if found:
        print("Write the missing English into locale/en/LC_MESSAGES/django.po, then run `make messages`.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
