"""The line that the publishing system of many newspapers leaves under a page: day, names, paper, title.

2019-08-24 谢永 孙维 1 1 陇中日报 content_76432.html 1 通渭：四把尺子 /enpproperty-->
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.text.metadata.lines import FoldedLine

_LINE = re.compile(
    r"^(?:19|20)\d\d-\d\d-\d\d (?P<names>[^0-9\n]{0,60}?) ?\d{1,3} (?:\d{1,3} )?"
    r"(?P<source>[\u4e00-\u9fff]{2,16}) content_\d{1,12}\.html? \d{1,3} (?:\d{1,3} )?(?P<title>.{4,90}?) ?/enpproperty"
)
TAIL = 4


@dataclass(frozen=True, slots=True)
class Newsprint:
    """The values of the line, each as written, and the line as quote.

    ``names`` are the authors, or the first line of a title of two lines; "" for neither.
    """

    names: str
    source: str
    title: str
    quote: str


def read_newsprint(lines: list[FoldedLine]) -> Newsprint | None:
    """Return the system's line among the last four lines, or None."""
    for line in lines[-TAIL:]:
        if match := _LINE.match(line.folded, 0, 400):
            names, source, title = (
                line.text[slice(*match.span(group))].strip() for group in ("names", "source", "title")
            )
            return Newsprint(names, source, title, line.text[: match.end("title")])
    return None
