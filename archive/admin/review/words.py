"""Card fields and repair rules in words, for the editor."""

from __future__ import annotations

from archive.languages import UNKNOWN_LABEL, date_words
from archive.models import Region, Report
from archive.text.dates import PartialDate


def region_in_words(region: Region | None) -> str:
    """Return the path from the province down, or 未注明. At most two queries, none if the parents were selected."""
    return " › ".join(unit.name for unit in region.path) if region else UNKNOWN_LABEL


def value_in_words(name: str, value: str | None, regions: dict[str, Region]) -> str:
    """Return a card field, as evidence writes it (code, ISO date, kind ...), in words.

    ``regions`` holds the regions of all possible codes, with their parents.
    """
    if not value:
        return UNKNOWN_LABEL
    match name:
        case "region":
            region = regions.get(value)
            return f"{region_in_words(region)}（{value}）" if region else value
        case "date":
            try:
                return date_words(PartialDate.from_iso(value))
            except ValueError:
                return value
        case "kind":
            return str(Report.Kind(value).label) if value in Report.Kind.values else value
        case "script":
            return str(Report.Script(value).label) if value in Report.Script.values else value
        case _:
            return value


#: What a repair rule does, in half a sentence; shown when an editor opens one of its edits.
RULE_GLOSSES = {
    "byte-shift": "按字节倒推，整字退回",
    "pinyin-bracket": "转换程序插入的注音",
    "pinyin-word": "转换程序插入的整词注音",
    "mojibake": "按编码倒推，整段退回",
    "editor": "编者所改",
}
