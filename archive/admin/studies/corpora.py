"""Corpora on the desk: a query, a list, what is left out, and notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from django import forms
from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString

from archive.admin.bases import SeenAdmin
from archive.models import Corpus, Report
from archive.searching.corpora.names import how_of
from archive.searching.form import corpus_numbers, read_parameters
from archive.web.addresses import report_number, search_parameters
from archive.web.fields import GREATEST_ID
from search.documents import Query, QueryError

_BETWEEN = re.compile(r"[\s,，、;；]+")
#: Wrong words that a sentence quotes.
_QUOTED = 5
_AT_ONCE = 500


class NumbersField(forms.CharField):
    """Numbers of reports, or addresses of their pages, with blanks, commas or lines between them; cleaned to a sorted list."""

    def __init__(self, label: str, help_text: str) -> None:
        super().__init__(label=label, required=False, help_text=help_text, widget=forms.Textarea(attrs={"rows": 4}))

    def prepare_value(self, value: Any) -> Any:
        return " ".join(map(str, value)) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value: Any) -> list[int]:
        typed = [each for each in _BETWEEN.split(super().clean(value)) if each]
        read = {each: report_number(each) for each in typed[: Corpus.MOST_LISTED + 1]}
        if len(typed) > Corpus.MOST_LISTED:
            raise forms.ValidationError(f"至多写 {Corpus.MOST_LISTED:,} 篇，请改用检索式。")
        if wrong := [each for each, number in read.items() if number is None or number > GREATEST_ID]:
            raise forms.ValidationError(f"看不懂：{'、'.join(wrong[:_QUOTED])[:100]}。请写报告号或报告页的地址。")
        numbers = sorted({number for number in read.values() if number is not None})
        if unknown := sorted(set(numbers) - set(_public(numbers))):
            named = "、".join(map(str, unknown[:_QUOTED]))
            raise forms.ValidationError(f"没有发布过第 {named} 号报告。请核对后再存。")
        return numbers


def _public(numbers: Sequence[int]) -> list[int]:
    """Return those of the numbers that are public or were. A query for each _AT_ONCE."""
    found: list[int] = []
    for first in range(0, len(numbers), _AT_ONCE):
        some = numbers[first : first + _AT_ONCE]
        found += Report.objects.once_published().filter(pk__in=some).values_list("pk", flat=True)
    return found


class CorpusForm(forms.ModelForm):
    """The form of one corpus; a report that was listed before and is erased now may stay."""

    listed = NumbersField("列入", "检索式找不到也收的报告：报告号或报告页的地址，以空格、逗号或换行隔开。")
    left_out = NumbersField("排除", "检索式找到也不收的报告，写法同上。为什么排除，请写在说明里。")

    class Meta:
        model = Corpus
        fields = ("name", "slug", "query", "listed", "left_out", "notes")
        widgets = {
            "query": forms.Textarea(attrs={"rows": 3}),
            "notes": forms.Textarea(attrs={"rows": 8}),
        }
        help_texts = {"query": "先在检索页查好，把地址整个贴来；筛选都算在内。留空则名单固定，只收“列入”的报告。"}
        error_messages = {"slug": {"unique": "已有同样短名的语料库。"}}

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"].strip()
        if self.instance.pk and self.instance.slug != slug:
            raise forms.ValidationError("短名在地址和引文里，定了不能改。要换短名请另建一个语料库。")
        return slug

    def clean_query(self) -> str:
        """Return the parameters of the search that was pasted, in their own order; words alone are its ``q``."""
        typed = self.cleaned_data["query"].strip()
        if not typed:
            return ""
        parameters = urlsplit(typed).query if "?" in typed else typed
        if "=" not in parameters:
            parameters = urlencode({"q": typed})
        try:
            query = read_parameters(parameters)
        except QueryError as error:
            raise forms.ValidationError(str(error)) from error
        if (query := replace(query, page=1, size=Query().size, sort="relevance", fold=False)) == Query():
            raise forms.ValidationError("这个地址没有检索词也没有筛选，那是全部报告，不必另立语料库。")
        return urlencode(search_parameters(query), doseq=True)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        if not (cleaned["query"] or cleaned["listed"]):
            raise forms.ValidationError("请写检索式，或列入几篇报告。")
        if both := sorted({*cleaned["listed"]} & {*cleaned["left_out"]}):
            raise forms.ValidationError(f"第 {both[0]} 号报告既列入又排除，请去掉一处。")
        named = {name: cleaned[name] for name in ("name", "query", "listed", "left_out")}
        corpus_numbers(Corpus(**named))  # refuses a query that finds too many
        return cleaned


class CorpusAdmin(SeenAdmin):
    """Corpora, which editors add, change and delete; the readers' pages follow at once."""

    form = CorpusForm
    list_display = ("name", "slug", "how", "updated_at", "page")
    search_fields = ("name__folded", "slug", "notes__folded")
    search_help_text = "按名称、短名或说明查找，繁简不拘"
    fields_not_seen = ("updated_at",)

    @admin.display(description="怎样收")
    def how(self, corpus: Corpus) -> str:
        return how_of(corpus)

    @admin.display(description="读者所见")
    def page(self, corpus: Corpus) -> SafeString:
        return format_html('<a href="{}">打开</a>', corpus.get_absolute_url())
