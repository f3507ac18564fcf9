"""The catalogs of the interface: extract the sentences, merge, convert, compile.

    python -m scripts.messages            bring locale/ up to date: new sentences are added, dead ones dropped,
                                          the traditional catalog is made anew by OpenCC, both are compiled
    python -m scripts.messages --check    name what is behind and exit with 1 (part of `make check`)

English is written by hand in ``locale/en/LC_MESSAGES/django.po``. The traditional catalog is made, never edited: what
OpenCC gets wrong stands in ``locale/zh_Hant/overrides.toml``. ``locale/zh_Hans`` is written by hand too: it holds the
words of Django's own pages that read oddly on the desk, or that Django has in English alone; and in another catalog
argparse's words, for the usage of a command.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import inspect
import os
import pkgutil
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
_METHODS = [("archive/**.py", "python"), ("search/**.py", "python"), ("templates/pages/**", "jinja2")]
_OPTIONS = {"templates/pages/**": {"newstyle_gettext": "true", "silent": "false"}}
#: Calls whose first argument is a sentence; ``counted`` asks for it by a number.
_CALLS = ("say", "say_later", "Sentence", "gettext_lazy", "gettext_noop", "choice_field", "choices_field", "number_field", "_words", "_choice", "_number")  # fmt: skip
_KEYWORDS = {**DEFAULT_KEYWORDS, **dict.fromkeys(_CALLS), "counted": (1, 1)}
#: Folders that speak Chinese to everyone, or not to readers.
_OTHER_ROOMS = {"admin", "api", "bench", "migrations", "monitoring"}
_HAN = re.compile(r"[\u3400-\u9fff\u3001-\u3002\uff08-\uff1b]")
_SLOT = re.compile(r"%\(\w+\)[sd]|\{\d[^}]*\}|%%")
#: Besides year, month and day these are given the month's name, which only English uses.
_DATES = {"{0}年{1}月", "{0}年{1}月{2}日"}
#: The language of the desk, whose catalogs are by hand: words of Django, and those of argparse for a command's usage.
DESK = "zh_Hans"
_BY_HAND = ("django", "argparse")
#: Sentences one behind the other, which have a space between them in English.
_JOINTS = {"{0}{1}"}
Key = tuple[str, str]


def sentences() -> dict[Key, bool]:
    """Return {(context, sentence): whether a number asks for it} of all Chinese sentences of pages and commands."""
    from archive.languages import measures
    from archive.languages.labels import NAMES
    from archive.models import Report
    from archive.text.sections import SECTION_NAMES

    # Names in tables of rooms that know no languages; other tables mark theirs by gettext_noop.
    tables = map(
        str,
        (
            *NAMES,
            *measures.WORDS,
            *Report.Kind.labels,
            *Report.Script.labels,
            *SECTION_NAMES.values(),
            *_names_of_links(),
            *_remarks(),
        ),
    )
    found = dict.fromkeys((("", name) for name in tables), False)
    found |= dict.fromkeys(((measures.GLOSS, name) for name in measures.NAMES), False)
    for *_, message, _, context in extract_from_dir(
        ROOT, _METHODS, _OPTIONS, _KEYWORDS, directory_filter=lambda folder: Path(folder).name not in _OTHER_ROOMS
    ):
        sentence, *plural = _forms(message)
        key = context or "", sentence
        found[key] = bool(plural) or found.get(key, False)
    return {key: found[key] for key in sorted(found) if _HAN.search(key[1]) or key[1] in _JOINTS}


def _names_of_links() -> Iterator[str]:
    """Give the names of the tables and columns that ``fsck`` names where a link leads nowhere."""
    from django.apps import apps
    from django.db.models import ForeignKey

    for model in apps.get_app_config("archive").get_models():
        links = [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
        if links:
            yield from map(str, (model._meta.verbose_name, *(field.verbose_name for field in links)))


def _remarks() -> Iterator[str]:
    """Give the whole sentences that parsers and intake say of a file: constants of their modules, and literals in them.

    They come to a command as text, from another process or from the database; it looks them up as they are.
    """
    from archive import intake
    from archive.text import formats

    for room in (formats, intake):
        below = (found.name for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."))
        for module in map(importlib.import_module, (room.__name__, *below)):
            yield from filter(_is_whole, _strings(list(vars(module).values())))
            for raised in ast.walk(ast.parse(inspect.getsource(module))):
                if isinstance(raised, ast.Raise):
                    yield from filter(_is_whole, _literals(raised))


def _literals(node: ast.AST) -> Iterator[str]:
    """Give the texts of a node that are whole: not those between the values of an f-string."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif not isinstance(node, ast.JoinedStr):
        for child in ast.iter_child_nodes(node):
            yield from _literals(child)


def _is_whole(words: str) -> bool:
    return words.endswith("。") and "{" not in words and bool(_HAN.search(words))


def _strings(value: object) -> Iterator[str]:
    if type(value) is str:
        yield value
    elif isinstance(value, dict):
        yield from _strings(list(value.values()))
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from _strings(each)


def english() -> Catalog:
    """Return the catalog of the file, with new sentences added (empty) and dead ones dropped."""
    known = _contents(read_po(BytesIO(_path("en", "po").read_bytes()), "en"))
    return _catalog("en", lambda key: known.get(key, ()))


def traditional() -> Catalog:
    """Return every sentence as OpenCC converts it (s2tw), after the list of what it gets wrong."""
    from archive.languages.scripts import to_script

    overrides = tomllib.loads((ROOT / "locale" / "zh_Hant" / "overrides.toml").read_text("utf-8"))

    def convert(sentence: str) -> str:
        text = to_script(sentence, "hant")
        for wrong, right in overrides["phrases"].items():
            text = text.replace(wrong, right)
        return text

    return _catalog("zh_Hant", lambda key: (overrides["sentences"].get(key[1]) or convert(key[1]),))


def _catalog(language: str, translate: Callable[[Key], tuple[str, ...]]) -> Catalog:
    """Return the catalog; its headers are the same in each run."""
    catalog = Catalog(language, header_comment="#", project="jiceng", creation_date=datetime(2026, 1, 1, tzinfo=UTC))
    catalog.fuzzy = False
    for (context, sentence), is_counted in sentences().items():
        forms = (*translate((context, sentence)), "", "")[: catalog.num_plurals]
        message = ((sentence, sentence), forms) if is_counted else (sentence, forms[0])
        catalog.add(*message, context=context or None)
    return catalog


def _path(language: str, ending: str, domain: str = "django") -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / f"{domain}.{ending}"


def _compiled(catalog: Catalog) -> bytes:
    write_mo(file := BytesIO(), catalog)
    return file.getvalue()


def _contents(catalog: Catalog) -> dict[Key, tuple[str, ...]]:
    """Return {(context, sentence): its translations}, whatever the headers."""
    return {(each.context or "", _forms(each.id)[0]): _forms(each.string) for each in catalog if each.id}


def _forms(id_or_string: str | tuple[str, ...]) -> tuple[str, ...]:
    return (id_or_string,) if isinstance(id_or_string, str) else tuple(id_or_string)


def faults(catalog: Catalog) -> Iterator[str]:
    """Yield a line for each sentence without a translation, and for each translation that loses or invents a value."""
    for (_, sentence), forms in _contents(catalog).items():
        if not all(forms):
            yield f"untranslated: {sentence}"
        for text in filter(None, () if sentence in _DATES else forms):
            if set(_SLOT.findall(text)) - set(_SLOT.findall(sentence)):
                yield f"a value that the sentence has not: {text}"
            # One of several plural forms may leave the number out.
            if len(forms) == 1 and _values(sentence) - _values(text):
                yield f"a value is lost: {text}"


def _values(text: str) -> set[str]:
    return {slot.strip("{}").partition(":")[0] for slot in _SLOT.findall(text)} - {"%%"}


def behind(*, write: bool = False) -> list[str]:
    """Return a line for each fault of both catalogs, none if they are whole and compiled; ``write`` makes them anew."""
    lines = []
    for language, made in (("en", english()), ("zh_Hant", traditional())):
        if write:
            with _path(language, "po").open("wb") as file:
                write_po(file, made, width=0, sort_output=True)
            _path(language, "mo").write_bytes(_compiled(made))
        lines += [f"{language}: {fault}" for fault in faults(made)]
        if _contents(read_po(BytesIO(_path(language, "po").read_bytes()), language)) != _contents(made):
            lines.append(f"{language}: django.po is behind the code")
        if _path(language, "mo").read_bytes() != _compiled(made):
            lines.append(f"{language}: django.mo is behind the catalog")
    for domain in _BY_HAND:
        compiled = _compiled(read_po(BytesIO(_path(DESK, "po", domain).read_bytes()), DESK))
        if write:
            _path(DESK, "mo", domain).write_bytes(compiled)
        if _path(DESK, "mo", domain).read_bytes() != compiled:
            lines.append(f"{DESK}: {domain}.mo is behind the catalog")
    return lines


def main() -> int:
    """Write or check the catalogs; return the exit code."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing, fail if anything is behind")
    lines = behind(write=not parser.parse_args().check)
    if lines:
        print(*lines, "Write the missing English into locale/en, then run `make messages`.", sep="\n")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
