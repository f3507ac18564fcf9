"""One description of a report for whoever cites it: formats of citation, the head of its page, exports, feeds, the API.

Everything here is on one line, with no mark of a format in it; each writer escapes what its format asks for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext_noop

from archive.languages.labels import FIELDS
from archive.models import Report
from archive.text.credits.people import is_by_sound, may_be_name
from archive.text.dates import PartialDate
from search.sentences import one_line

#: The name under which the archive is cited.
ARCHIVE = "基层文库"
#: Behind the title of a sample report, wherever it is cited: it was made up, and its county is a real one.
SAMPLE_MARK = gettext_noop("示例，非史料")
_BETWEEN_AUTHORS = re.compile(r"[、，,；;\u3000\n\t]| (?=[\u3400-\u9fff])")
#: The last character of an office, an outlet or a group of writers: 县委组织部, 本刊记者, 评论员, 课题组.
_ORGAN = re.compile(r"[部委办局会社室组院校站所处厅科队心司团村镇乡县市区省州盟旗支报网台端刊者员馆]$")


class Titled(Protocol):
    """What a cited title is made of: a report, or its row in a list."""

    @property
    def title(self) -> str: ...
    @property
    def is_working_title(self) -> bool: ...
    @property
    def is_sample(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Author:
    """One author; ``is_person`` is false for an office, an outlet, a group."""

    name: str
    is_person: bool


@dataclass(frozen=True, slots=True)
class CitedReport:
    """What a citation says of a report. Unknown values are "", None or ().

    ``title``: in square brackets if the archive made it, with SAMPLE_MARK behind it if the report was made up.
    ``place``: 甘肃省定西市安定区. ``kind``: in Chinese. ``language``: a tag of BCP 47.
    ``doubtful``: the names of card fields whose value may be wrong.
    """

    number: int
    title: str
    authors: tuple[Author, ...]
    source: str
    date: PartialDate | None
    place: str
    kind: str
    language: str
    is_sample: bool
    is_recognised: bool
    doubtful: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        """The names of the authors, in their order."""
        return [author.name for author in self.authors]

    def is_sure(self, name: str) -> bool:
        """Return whether the value of a card field is not doubtful."""
        return name not in self.doubtful

    def warning(self, *shown: str) -> str:
        """Return a sentence part that says whether the report is made up, which ``shown`` fields may be wrong, how it was read.

        "" if nothing is to be said.
        """
        doubtful = [FIELDS[name] for name in self.doubtful if name in shown]
        said = ["示例报告，为试用本库而写，不是史料"] if self.is_sample else []
        said += [f"{'、'.join(doubtful)}存疑，可能不对，请核对原件"] if doubtful else []
        if self.is_recognised:
            said.append("正文由文字识别得到，引用请核对原件")
        return "；".join(said)


def describe_report(report: Report) -> CitedReport:
    """Return the description. It reads ``report.region.path``, ``source`` and ``original``: select them with a list."""
    return CitedReport(
        number=report.pk,
        title=cited_title(report),
        authors=tuple(Author(name, is_person(name)) for name in author_names(report.author)),
        source=one_line(report.source.name) if report.source else "",
        date=report.partial_date,
        place="".join(unit.name for unit in report.region.path) if report.region else "",
        kind=report.get_kind_display() if report.kind else "",
        language=language_tag(report.script),
        is_sample=report.is_sample,
        is_recognised=report.is_recognised,
        doubtful=report.doubts_of_card,
    )


def cited_title(report: Titled) -> str:
    """Return the title on one line; one that the archive made stands in square brackets, as cataloguers write it."""
    words = one_line(report.title)
    return marked_sample(report, f"[{words}]" if report.is_working_title else words)


def marked_sample(report: Titled, title: str) -> str:
    """Return ``title`` with SAMPLE_MARK behind it if the report was made up."""
    return f"{title}[{SAMPLE_MARK}]" if report.is_sample else title


def language_tag(script: str) -> str:
    """Return the tag of BCP 47 for a script of Report."""
    return "zh-Hant" if script == Report.Script.HANT else "zh-Hans"


def is_person(name: str) -> bool:
    """Return whether an author is a person, by the surname and the ending; latin names of two or more words are."""
    if re.fullmatch(r"[A-Za-z.'’-]+(?: [A-Za-z.'’-]+)+", name):
        return True
    return (may_be_name(name) or is_by_sound(name)) and not (len(name) > 2 and _ORGAN.search(name))


def author_names(words: str) -> list[str]:
    """Return the authors one by one: two names for 顾苇杭、戚小满.

    An organ stays whole; a blank separates names of Han characters only.
    """
    return [name for name in (one_line(part) for part in _BETWEEN_AUTHORS.split(words)) if name]
