"""The whole card: each field is described once, in the order in which one needs the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from archive.text.characters import describe_script
from archive.text.clean.cleaned import Cleaned
from archive.text.confidence import settle
from archive.text.dates import content_years, describe_date
from archive.text.evidence import Candidate, Evidence
from archive.text.formats.extracted import PageHints
from archive.text.lines import above_related, below_furniture, read_lines, read_page
from archive.text.metadata.author import describe_author
from archive.text.metadata.kind import describe_kind
from archive.text.metadata.source import describe_source
from archive.text.metadata.title import describe_title, first_sentence, working_title
from archive.text.places.gazetteer import Gazetteer
from archive.text.places.region import describe_region


@dataclass(frozen=True, slots=True)
class Description:
    """The values of a report's card with their evidence. A field whose ``value`` is None is unknown (未注明).

    ``region`` is a six-digit code, ``date`` ISO at its own precision; ``kind`` and ``script`` are words of the
    models. ``content_years`` are the years that the text speaks of. Where the copy has no title, ``working_title`` is
    true and ``working_title_text`` holds one made of the first sentence.
    """

    FIELDS: ClassVar[tuple[str, ...]] = ("title", "region", "date", "source", "author", "kind", "script")

    title: Evidence
    region: Evidence
    date: Evidence
    source: Evidence
    author: Evidence
    kind: Evidence
    script: Evidence
    content_years: tuple[int, ...] = ()
    working_title_text: str = ""

    @property
    def working_title(self) -> bool:
        """Return whether the archive made the title."""
        return self.title.value is None


def describe(
    repaired_text: str,
    *,
    cleaned: Cleaned,
    hints: PageHints,
    filename: str,
    gazetteer: Gazetteer,
    today: date,
    weigh: Callable[[str, Evidence], Evidence] = settle,
) -> Description:
    """Describe a report: ``repaired_text`` still holds source line and footer, ``cleaned`` only the report.

    ``hints`` are the page's own values, ``today`` is the day of import: later dates are refused. ``weigh`` turns what the
    rules of a field say into what is written; fields that come later see what was written.
    """
    page = read_page(repaired_text, cleaned)
    body = read_lines(cleaned.text)
    title = weigh(
        "title",
        describe_title(page, body, cleaned, hint=hints.title, site_name=hints.site_name, filename=filename),
    )
    page = below_furniture(page, title.value or "")
    source = weigh(
        "source",
        describe_source(
            page,
            cleaned,
            hint=hints.source,
            site_name=hints.site_name,
            page_title=hints.title,
            title=title.value or "",
        ),
    )
    weak = Candidate(hints.weak_date, hints.weak_date_rule, hints.weak_date, 0.2) if hints.weak_date else None
    shown = "\n".join(line.text for line in above_related(page))
    dated = weigh(
        "date",
        describe_date(
            shown,
            today=today,
            hint=hints.date,
            url=hints.url,
            filename=filename,
            title=title.value or "",
            own_site=bool(hints.site_name and source.value == hints.site_name),
            rival=weak,
        ),
    )
    spoken = content_years(cleaned.text)
    # The date decides which place had the name; without one, the years that the text speaks of do.
    years = (int(dated.value[:4]),) if dated.value else spoken
    removed = "\n".join(removal.text for removal in cleaned.removed)
    region = weigh(
        "region",
        describe_region(
            title.value or "",
            cleaned.text,
            outlet=source.value or "",
            years=years,
            removed=removed,
            gazetteer=gazetteer,
        ),
    )
    kind = weigh(
        "kind",
        describe_kind(
            title.value or "",
            cleaned.text,
            body,
            source=source.value or "",
            page=repaired_text,
            removed=removed,
            is_placed=region.value is not None,
        ),
    )
    author = weigh(
        "author",
        describe_author(
            page, body, cleaned, hint="" if hints.author and hints.author in hints.site_name else hints.author
        ),
    )
    return Description(
        title=title,
        region=region,
        date=dated,
        source=source,
        author=author,
        kind=kind,
        script=describe_script(cleaned.text),
        content_years=spoken,
        working_title_text="" if title.value else working_title(first_sentence(body)),
    )
