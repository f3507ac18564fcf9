"""The shapes that the API answers with; the OpenAPI document is made from them."""

from __future__ import annotations

from typing import Any

from ninja import Field, Schema


class Problem(Schema):
    """An answer other than 200: a Chinese sentence that says what is wrong and what is allowed."""

    error: str


class SubsetParameters(Schema):
    """The query and the filters of the search page. All optional; SearchForm says what each allows."""

    q: str = Field("", description="检索式；空则列出全部已发布报告")
    mode: str = Field("", description="folded（繁简通，默认）、script（精确字形）、exact（完全一致）")
    region: list[str] = Field(
        [], description="行政区划代码或其前缀，如 62、620000、621100；none 为未注明；可重复，任一即可"
    )
    date_from: str = Field("", alias="from", description="YYYY、YYYY-MM 或 YYYY-MM-DD，含当日")
    date_to: str = Field("", alias="to", description="YYYY、YYYY-MM 或 YYYY-MM-DD，含当日")
    year: list[str] = Field([], description="YYYY，日期在这一年；none 为未注明；可重复，任一即可")
    undated: str = Field("", description="1 时含日期未注明的报告")
    section: str = Field(
        "",
        alias="in",
        description="段落：做法、问题、下一步、启示、概况（或 measures、problems、next、lessons、overview）；"
        "词须在这种段落里，不写词则列出有此段落的报告",
    )
    corpus: str = Field("", description="语料库的短名，只在其中找；都列在 /corpora/")
    samples: str = Field("", description="0 时不计示例")
    source: list[str] = Field([], description="来源的全名；none 为未注明；可重复，任一即可")
    kind: list[str] = Field(
        [], description="report、news、experience、template、academic、other；none 为未注明；可重复，任一即可"
    )
    script: list[str] = Field([], description="hans、hant、mixed；可重复，任一即可")
    quality: list[str] = Field([], description="complete、redacted、truncated、damaged；可重复，任一即可")
    excluded: list[str] = Field([], alias="not", description="要排除的值，如 kind:academic；可重复")
    near: str = Field("", description="all（近似篇逐篇列出，默认）、fold（每组近似只列最相关的一篇）")


class SearchParameters(SubsetParameters):
    """The parameters of the search page: filters, order and page."""

    sort: str = Field("", description="relevance（默认）、newest、oldest、added（新收录的在前）")
    page: str = Field("", description="页码，从 1 起")
    size: str = Field("", description="每页篇数，至多 100，默认 20")


class RegionOut(Schema):
    code: str
    name: str
    path: list[str]


class HitOut(Schema):
    """One report of a list.

    ``updated`` is the time of its last public change (UTC), null where that has no number yet; ``status`` is published.
    ``date`` is YYYY-MM-DD, YYYY-MM, YYYY or null. ``doubts`` names the fields whose value may be wrong. ``snippets`` are HTML: escaped text and ``<mark>``. ``folded``, only in
    a folded list, holds the ids of the report's near duplicates among all hits.
    """

    id: int
    title: str
    url: str
    region: RegionOut | None
    date: str | None
    source: str | None
    kind: str | None
    sample: bool
    doubts: list[str]
    updated: str | None
    status: str
    score: float
    snippets: list[str]
    folded: list[int] = []


class RegionCount(Schema):
    """A count of a region; ``code`` is the prefix that the parameter ``region`` takes, or ``none`` (未注明)."""

    code: str
    name: str
    count: int


class ValueCount(Schema):
    """A count of another facet; ``value`` is what the parameter takes, or ``none`` (未注明)."""

    value: str
    count: int


class FacetsOut(Schema):
    region: list[RegionCount]
    year: list[ValueCount]
    source: list[ValueCount]
    kind: list[ValueCount]
    script: list[ValueCount]
    quality: list[ValueCount]


class TermCount(Schema):
    """A term of the query as an expression of its own, and how many published reports hold it, whatever the filters."""

    term: str
    hits: int


class SearchOut(Schema):
    """A page of a list. ``total`` counts all hits; ``folded_total``, only in a folded list, counts its entries."""

    total: int
    folded_total: int | None = None
    page: int
    size: int
    took_ms: float
    explain: list[str]
    terms: list[TermCount]
    hits: list[HitOut]
    facets: FacetsOut


class CompletionOut(Schema):
    """One completion.

    ``kind`` is measure, place or title, ``url`` is where it leads, ``count`` is its number of reports, or null. ``note``
    tells it from others: the measure of a variant, the regions above a place.
    """

    text: str
    kind: str
    url: str
    count: int | None
    note: str


class CompletionsOut(Schema):
    completions: list[CompletionOut]


class AuthorOut(Schema):
    """An author; ``type`` is person or organization."""

    name: str
    type: str


class OriginalOut(Schema):
    filename: str
    media_type: str
    size: int
    sha256: str
    url: str


class EditOut(Schema):
    kind: str
    rule: str
    before: str
    after: str


class ReportOut(Schema):
    """A report whole.

    ``updated`` is the time of its last public change (UTC); ``status`` is published.
    Where ``working_title`` is true, ``title`` is made of the first sentence, and its evidence has no value. ``evidence``
    maps title, region, date, source, author, kind and script to value, rule, quote, confidence, rivals. ``recognised``
    says that the text was recognised in pictures and may hold wrong characters. ``doubts``
    names the fields whose value may be wrong; ``candidates`` maps a field left null to its possible values, best first.
    ``central``: an editor marked it as a central document (中央文件).
    """

    id: int
    title: str
    working_title: bool
    url: str
    region: RegionOut | None
    date: str | None
    source: str | None
    author: str | None
    kind: str | None
    script: str
    redacted: bool
    truncated: bool
    damaged: bool
    recognised: bool
    sample: bool
    central: bool
    doubts: list[str]
    updated: str
    status: str
    cited_title: str
    authors: list[AuthorOut]
    candidates: dict[str, list[str]]
    content_years: list[int]
    text: str
    original: OriginalOut
    edits: list[EditOut]
    evidence: dict[str, dict[str, Any]]


class RegionDetail(Schema):
    """A region. ``count`` counts published reports of the region and all below it, ``own`` those of the region itself."""

    code: str
    name: str
    level: str
    path: list[str]
    url: str
    count: int
    own: int
    children: list[RegionCount]


class ChangeOut(Schema):
    """The last public change of a report. ``status`` is published, withdrawn or erased; ``url`` null unless published.

    ``updated`` is a time in UTC; ``reason`` is that of a lawful erasure.
    """

    id: int
    status: str
    updated: str
    url: str | None
    reason: str | None


class ChangesOut(Schema):
    """Changes, oldest first, each report once. ``cursor`` goes on after them, ``next`` is the address that does; ``more``: at once."""

    changes: list[ChangeOut]
    cursor: str
    more: bool
    next: str


class AddressOut(Schema):
    method: str
    path: str
    summary: str


class StartOut(Schema):
    """What the API is, and its addresses; ``page`` says the same for people."""

    name: str
    version: str
    description: str
    page: str
    openapi: str
    feed: str
    addresses: list[AddressOut]
