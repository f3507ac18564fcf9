"""Measures (做法) that readers often look for: an editors' list, with other words for each."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.db import models

from search.analysis import has_word
from search.fold import fold

SHORTEST, LONGEST = 2, 30
VARIANTS_AT_MOST = 12
#: Separators between two variants on one line.
_BETWEEN = re.compile(r"[\r\n、，,；;]+")
#: A query for a measure puts it in quotes, so that it cannot hold one.
_QUOTES = frozenset('"“”„‟«»「」『』〝〞〟″＂')


def split_variants(text: str) -> list[str]:
    """Return the variants of a field, in the order written, each once (繁 and 简 are one)."""
    return list(variants_by_fold(text).values())


def variants_by_fold(text: str) -> dict[str, str]:
    """Return {folded variant: variant as written} of a field, in the order written."""
    found: dict[str, str] = {}
    for part in _BETWEEN.split(text):
        if name := part.strip():
            found.setdefault(fold(name), name)
    return found


class MeasureQuerySet(models.QuerySet["Measure"]):
    def in_order(self) -> MeasureQuerySet:
        """Return them in the order of the index of measures; equal places by number, so that the order is stable."""
        return self.order_by("order", "id")


class Measure(models.Model):
    """One measure under its usual name (做法). ``variants``: one a line; a search offers them and never adds them unasked."""

    name = models.CharField(
        "名称",
        max_length=LONGEST,
        unique=True,
        help_text="最通行的叫法，如“软弱涣散”。繁体简体只写一种，检索时都算；不写引号。",
        error_messages={"unique": "这条做法已经有了，请到原有的那一条去改。"},
    )
    group = models.CharField(
        "组", max_length=20, help_text="做法索引里的一栏，如“组织建设”。同组的写得一字不差，才会排在一起。"
    )
    order = models.PositiveSmallIntegerField(
        "次序", default=1000, help_text="小的在前；组的先后随组里最小的一条。首页每组取前五条。"
    )
    variants = models.TextField(
        "别的说法",
        blank=True,
        help_text="每行一种，如“后进党组织”。读者检索这条做法时，这些说法连同篇数列在一旁供选，不会自动并入结果。",
    )
    note = models.CharField("说明", max_length=100, blank=True, help_text="一句话，显示在做法索引里；可以不写。")

    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering = ["order", "id"]
        verbose_name = verbose_name_plural = "做法"

    def __str__(self) -> str:
        return self.name

    @property
    def variant_names(self) -> list[str]:
        return split_variants(self.variants)

    def clean(self) -> None:
        """Refuse names that a search cannot match, and any name of another measure. One query."""
        super().clean()
        self.name, self.group, self.note = self.name.strip(), self.group.strip(), self.note.strip()
        names = self.variant_names
        problems = {
            "name": _faults(self.name),
            "group": [] if self.group else ["请写明属于哪一组。"],
            "variants": [fault for name in names for fault in _faults(name)],
        }
        if len(names) > VARIANTS_AT_MOST:
            problems["variants"].append(f"别的说法至多 {VARIANTS_AT_MOST} 种，现在有 {len(names)} 种，请留下最常用的。")
        owners = {
            fold(name): other.name
            for other in Measure.objects.exclude(pk=self.pk)
            for name in (other.name, *other.variant_names)
        }
        if owner := owners.get(fold(self.name)):
            known = "这条做法已经有了" if fold(owner) == fold(self.name) else f"已列在“{owner}”之下"
            problems["name"].append(f"“{self.name}”{known}，请到原有的那一条去改。")
        for name in names:
            if fold(name) == fold(self.name):
                problems["variants"].append(f"“{name}”就是名称本身，不必再写。")
            elif owner := owners.get(fold(name)):
                problems["variants"].append(f"“{name}”已列在“{owner}”之下，一种说法只能归一条做法。")
        if any(problems.values()):
            raise ValidationError({field: faults for field, faults in problems.items() if faults})
        self.variants = "\n".join(names)


def _faults(name: str) -> list[str]:
    """Return the reasons why a name is not allowed, as sentences."""
    if not SHORTEST <= len(name) <= LONGEST:
        return [f"“{name}”有 {len(name)} 字，每种叫法须是 {SHORTEST} 到 {LONGEST} 字。"]
    if _QUOTES.intersection(name):
        return [f"“{name.strip(''.join(_QUOTES))}”请不要带引号：检索时整条会加引号。"]
    if not has_word(name):
        return [f"“{name}”里没有可以检索的字。"]
    return []
