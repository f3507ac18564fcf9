"""The advanced form (高级检索): boxes that are written as an expression, and an expression read back into the boxes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from archive.languages import UNKNOWN_LABEL, say, say_later
from archive.models import Region, code_prefix, full_code
from archive.searching.form import MAX_VALUES, MODES, SearchForm, section_field, sentences
from archive.web.fields import DateField, choice_field, number_field
from search.analysis import has_word
from search.documents import UNKNOWN, QueryError
from search.query import (
    MAX_DISTANCE,
    And,
    DateRange,
    Everything,
    InRegion,
    Near,
    Node,
    Not,
    Or,
    Term,
    parse_query,
    query_text,
)
from search.query.dates import is_swapped, read_date
from search.query.regions import find_regions

USUAL_DISTANCE = 20
_ROW = {"autocomplete": "off", "spellcheck": "false"}


@dataclass(frozen=True, slots=True)
class Boxes:
    """The contents of the boxes. ``rest``: the part of the expression that no other box can express."""

    all: str = ""
    phrase: str = ""
    any: str = ""
    without: str = ""
    near: str = ""
    beside: str = ""
    distance: int | None = None
    title: str = ""
    source: str = ""
    author: str = ""
    region: str = ""
    date_from: str = ""
    date_to: str = ""
    rest: str = ""


def _words(label: str, example: str = "") -> forms.CharField:
    """Return the field of a box; ``example`` is the expression for it, shown beside the box."""
    errors = {
        "null_characters_not_allowed": say_later("“{0}”里不能有空字符（NUL）。", gettext_lazy(label)),
        "max_length": say_later("“{0}”最长 %(limit_value)d 字，请缩短。", gettext_lazy(label)),
    }
    return forms.CharField(
        label=gettext_lazy(label),
        required=False,
        max_length=400,
        widget=forms.TextInput(attrs=_ROW),
        error_messages=errors,
        help_text=example,
    )


class AdvancedForm(forms.Form):
    """The boxes and the choices beside them, all optional."""

    all = _words("全部这些词", "软弱涣散 整顿")
    phrase = _words("整句", "“整顿软弱涣散党组织”")
    any = _words("任一词", "积分制 OR 网格化")
    without = _words("不含", "-范文")
    near = _words("这个词", "第一书记")
    beside = _words("与这个词", "集体经济")
    distance = number_field("相距字数（distance）", MAX_DISTANCE)
    title = _words("题名含", "标题:换届")
    source = _words("来源含", "来源:日报")
    author = _words("作者含", "作者:石小禾")
    region = _words("地区", "地区:定西")
    date_from = DateField(label=gettext_lazy("起始日期（date_from）"), required=False)
    date_to = DateField(label=gettext_lazy("截止日期（date_to）"), required=False)
    rest = _words("其他条件", "(党建 OR 党务) 标题:总结")
    mode = choice_field("匹配方式（mode）", MODES)
    script = SearchForm.base_fields["script"]
    kind = SearchForm.base_fields["kind"]
    quality = SearchForm.base_fields["quality"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["in"] = section_field()  # not in the class body: ``in`` is a keyword of Python
        # Boxes that share a row with another box, which has the row's label.
        for name, label in (("beside", "与这个词"), ("distance", "相距多少字以内"), ("date_to", "到哪一天")):
            self.fields[name].widget.attrs["aria-label"] = label
        # One example stands for the row of both.
        self.fields["beside"].widget.attrs["aria-describedby"] = f"{self['near'].auto_id}_helptext"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("date_from"), cleaned.get("date_to")
        if start and end and is_swapped(start, end):
            cleaned["date_from"], cleaned["date_to"] = end, start
        if bool(cleaned.get("near")) != bool(cleaned.get("beside")):
            self.add_error("beside", say("“相距”要填两个词，请补上另一个，或都留空。"))
        return cleaned

    @property
    def error_sentence(self) -> str:
        """Return all errors as one paragraph."""
        return sentences(self)

    def boxes(self) -> Boxes:
        """Return the boxes of a valid form."""
        return Boxes(**{each.name: self.cleaned_data[each.name] for each in fields(Boxes)})


def expression(boxes: Boxes) -> str:
    """Return the expression of the boxes; "" for empty ones. Raises QueryError above the limits of expressions."""
    parts = tuple(_parts(boxes))
    return query_text(parts[0] if len(parts) == 1 else And(parts)) if parts else ""


def _parts(boxes: Boxes) -> Iterator[Node]:
    yield from _read(boxes.all)
    if boxes.phrase:
        yield Term(boxes.phrase)
    if words := boxes.any.split():
        terms = tuple(Term(word) for word in words)
        yield terms[0] if len(terms) == 1 else Or(terms)
    for word in boxes.without.split():
        yield Not(Term(word))
    if boxes.near and boxes.beside:
        yield Near((Term(boxes.near), Term(boxes.beside)), (boxes.distance or USUAL_DISTANCE,))
    for name in ("title", "source", "author"):
        for word in getattr(boxes, name).split():
            yield Term(word, name)
    if boxes.region:
        yield InRegion(boxes.region, ())
    if boxes.date_from or boxes.date_to:
        yield DateRange(boxes.date_from, boxes.date_to)
    yield from _read(boxes.rest)


def _read(text: str) -> Iterator[Node]:
    """Yield the parts of an expression that must all be true."""
    root = parse_query(text).root
    if isinstance(root, And):
        yield from root.children
    elif not isinstance(root, Everything):
        yield root


def read_back(text: str) -> Boxes:
    """Return the boxes of an expression; parts that no box can express stand in ``rest``.

    Raises QueryError above the limits of expressions.
    """
    filled: dict[str, Any] = {}
    rest: list[Node] = []
    for node in _read(text):
        for name, value in _box_of(node).items():
            if name in filled and name not in _SEVERAL:
                rest.append(node)
                break
            filled[name] = f"{filled[name]} {value}" if name in filled else value
        else:
            if not _box_of(node):
                rest.append(node)
    if rest:
        filled["rest"] = query_text(rest[0] if len(rest) == 1 else And(tuple(rest)))
    return Boxes(**filled)


def boxes_of(parameters: QueryDict) -> dict[str, object]:
    """Return the form's values for the expression ``q``; an unreadable one stands in ``rest`` unchanged."""
    text = parameters.get("q", "").strip()
    try:
        boxes = read_back(text)
    except QueryError:
        filled: dict[str, object] = {"rest": text}
    else:
        filled = {each.name: value for each in fields(boxes) if (value := getattr(boxes, each.name))}
    chosen = {name: parameters.getlist(name) for name in ("script", "kind", "quality")}
    filters = _filters(parameters)
    if rest := [str(boxes["rest"]) for boxes in (filled, filters) if boxes.get("rest")]:
        filled["rest"] = " ".join(rest) if len(rest) == 1 else " ".join(f"({each})" for each in rest)
    one = {name: parameters.get(name, "") for name in ("mode", "in")}
    return {**filters, **filled, **chosen, **one}


def _filters(parameters: QueryDict) -> dict[str, object]:
    """Return the boxes of filters that come from a list of results; what the expression itself says goes before them.

    Several regions, years or sources are one condition of the box for the rest.
    """
    named = {"date_from": parameters.get("from", ""), "date_to": parameters.get("to", "")}
    boxes: dict[str, object] = {name: value for name, value in named.items() if value}
    regions = [InRegion(_words_of(code), ()) for code in _listed(parameters, "region")]
    sources = [Term(name, "source") for name in _listed(parameters, "source")]
    if len(regions) == 1:
        boxes["region"] = regions[0].name
    if len(sources) == 1:
        boxes["source"] = sources[0].text
    years = [DateRange(year, year) for year in map(read_date, _listed(parameters, "year")) if len(year) == len("2021")]
    if len(years) == 1 and not boxes.get("date_from") and not boxes.get("date_to"):
        boxes["date_from"] = boxes["date_to"] = years.pop().first
    if rest := [Or(tuple(several)) for several in (regions, years, sources) if len(several) > 1]:
        boxes["rest"] = query_text(rest[0] if len(rest) == 1 else And(tuple(rest)))
    return boxes


def _listed(parameters: QueryDict, name: str) -> list[str]:
    """Return the values of a filter, each once; an expression has no word for a source that is not known."""
    values = dict.fromkeys(each for each in parameters.getlist(name)[:MAX_VALUES] if each)
    return [each for each in values if each != UNKNOWN or name == "region"]


def _words_of(code: str) -> str:
    """Return a region in words where they mean it alone, which reads better than its code; else the code."""
    if code == UNKNOWN:
        return UNKNOWN_LABEL
    found = Region.objects.filter(code=full_code(code)).select_related("parent__parent").first()
    words = "".join(each.name for each in found.path) if found else ""
    return words if [each.prefix for each in find_regions(words)] == [code_prefix(code)] else code


def tick_row(form: AdvancedForm, name: str, label: str) -> dict[str, object]:
    """Return a row of boxes to tick; its ``choices`` are (value, label, whether ticked)."""
    ticked = form[name].value() or ()
    choices = [(value, words, value in ticked) for value, words in form.fields[name].choices]  # type: ignore[attr-defined]
    return {"name": name, "label": label, "choices": choices}


#: Boxes of which every word is a term of its own.
_SEVERAL = {"all", "without", "title", "source", "author"}


def _box_of(node: Node) -> Mapping[str, Any]:
    """Return {box: its value} for a node, {} if no box can express it."""
    match node:
        case Term(text, "") if _is_word(node):
            return {"all": text}
        case Term(text, ""):
            return {"phrase": text}
        case Term(text, field) if field in _SEVERAL and not any(char.isspace() for char in text):
            return {field: text}
        case Not(Term(text, "")) if not any(char.isspace() for char in text):
            return {"without": text}
        case Or(children) if all(_is_word(child) for child in children):
            return {"any": " ".join(query_text(child) for child in children)}
        case Near((Term(one, ""), Term(other, "")), (distance,)):
            return {"near": one, "beside": other, "distance": distance}
        case InRegion(name, _):
            return {"region": name}
        case DateRange(first, last):
            return {"date_from": first, "date_to": last}
        case _:
            return {}


def _is_word(node: Node) -> bool:
    if not isinstance(node, Term) or node.field:
        return False
    # Signs without a letter are a word only where they stand alone.
    return has_word(node.text) and query_text(node) == node.text and not any(char.isspace() for char in node.text)
