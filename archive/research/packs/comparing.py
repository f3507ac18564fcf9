"""What differs between a pack and the same question today? Every difference is named, or the two are equal (pure)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

from archive.research.packs.contents import PackContents

#: In the order of the page. ``erased_entry``: the pack itself no longer says what it held of the report.
Kind = Literal["more", "fewer", "text", "card", "hits", "figures", "erased_entry"]
KINDS: tuple[Kind, ...] = ("more", "fewer", "text", "card", "hits", "figures", "erased_entry")


@dataclass(frozen=True, slots=True)
class Difference:
    """``kind`` of what differs at ``report``; ``details``: names of card fields, or two counts."""

    kind: Kind
    report: int
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """``question``: names of what differs beside the reports: ``corpus``, ``format``, ``versions.index``, ``counts.hits`` …, each with both values."""

    is_same: bool
    differences: tuple[Difference, ...] = ()
    question: tuple[tuple[str, str, str], ...] = ()

    def of(self, kind: Kind) -> tuple[Difference, ...]:
        return tuple(each for each in self.differences if each.kind == kind)


def compare(stored: PackContents, today: PackContents) -> Comparison:
    """Return what differs. ``is_same`` says that the manifests are equal byte by byte; else something is named."""
    if stored.manifest == today.manifest:
        return Comparison(True)
    old, new = json.loads(stored.manifest), json.loads(today.manifest)
    before, after = dict(old.pop("reports")), dict(new.pop("reports"))
    differences = [Difference("more", number) for number in after.keys() - before.keys()]
    differences += [Difference("fewer", number) for number in before.keys() - after.keys()]
    for number in before.keys() & after.keys():
        if before[number] != after[number]:
            differences += _of_entry(number, stored.entries.get(number), today.entries[number])
    differences.sort(key=lambda each: (KINDS.index(each.kind), each.report))
    return Comparison(False, tuple(differences), tuple(_of_values("", old, new)))


def _of_entry(number: int, stored: str | None, today: str) -> list[Difference]:
    if stored is None:
        return [Difference("erased_entry", number)]
    old, new = json.loads(stored), json.loads(today)
    found = []
    if old["text"] != new["text"]:
        found.append(Difference("text", number))
    if fields := tuple(name for name in new["card"] if old["card"].get(name) != new["card"][name]):
        found.append(Difference("card", number, fields))
    for kind in ("hits", "figures"):
        if old[kind] != new[kind]:
            found.append(Difference(kind, number, (_count(old[kind]), _count(new[kind]))))
    return found


def _count(values: list[Any] | None) -> str:
    return "" if values is None else str(len(values))


def _of_values(name: str, old: Any, new: Any) -> list[tuple[str, str, str]]:
    """Return (name, before, now) of each value of two nested tables that differs."""
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return [] if old == new else [(name, _as_words(old), _as_words(new))]
    found = []
    for key in sorted(old.keys() | new.keys()):
        found += _of_values(f"{name}.{key}" if name else key, old.get(key), new.get(key))
    return found


def _as_words(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
