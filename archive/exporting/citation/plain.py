"""A Chinese footnote of one sentence (责任者：《题名》，来源，日期，地区，基层文库，地址，查阅日期。)."""

from __future__ import annotations

from datetime import date

from archive.exporting.citation.description import ARCHIVE, describe_report
from archive.languages import date_words
from archive.models import Report

_INNER = str.maketrans("《》", "〈〉")  # a title inside a title


def plain(report: Report, *, address: str, accessed: date) -> str:
    """Return one sentence. An unknown date is stated (日期未注明), because a reader of a footnote looks for it.

    What may be wrong is named in brackets behind it.
    """
    cited = describe_report(report)
    names = "、".join(cited.names)
    parts = (
        f"《{cited.title.translate(_INNER)}》",
        cited.source,
        date_words(cited.date) if cited.date else "日期未注明",
        cited.place,
        ARCHIVE,
        address,
        f"{accessed.year}年{accessed.month}月{accessed.day}日查阅。",
    )
    warned = cited.warning("author", "title", "source", "date", "region")
    sentence = (f"{names}：" if names else "") + "，".join(part for part in parts if part)
    return f"{sentence}（{warned}。）" if warned else sentence
