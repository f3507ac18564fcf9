"""A report by its lines, numbered as on its page, a bounded stretch at a time."""

from __future__ import annotations

from typing import Any

from archive.assistants.arguments import Arguments, Refused, read_form, report_argument
from archive.exporting.told import report_head
from archive.layout.numbering import NumberedLine, numbered_lines

#: Characters of an answer unless the caller says otherwise.
USUAL = 6_000
#: Lines of an answer at most.
MOST_LINES = 500


def read_report(arguments: Arguments) -> dict[str, Any]:
    """Return the lines of a report from ``start`` or ``paragraph`` on. Raises Refused."""
    options = read_form(arguments)
    report = report_argument(arguments)
    text = report.text
    lines = numbered_lines(text)
    start = options["start"] or 0
    if options["paragraph"] is not None:
        found = [line for line in lines if not line.level and line.number == options["paragraph"]]
        if not found:
            last = sum(not line.level for line in lines)
            raise Refused(f"第 {report.pk} 号报告没有第 {options['paragraph']} 段，只到第 {last} 段。")
        start = max(start, found[0].start)
    if start and start >= len(text):
        raise Refused(f"第 {report.pk} 号报告只有 {len(text)} 字，没有第 {start} 字。")
    shown, following = _stretch(text, lines, start, options["characters"] or USUAL)
    return {
        **report_head(report),
        "characters": len(text),
        "paragraphs": sum(not line.level for line in lines),
        "lines": shown,
        "next_start": following,
        "continue": f"还没有完：再问一次，写 start={following}。" if following is not None else None,
    }


def _stretch(text: str, lines: list[NumberedLine], start: int, room: int) -> tuple[list[dict[str, Any]], int | None]:
    """Return lines from ``start`` on that are ``room`` characters together, and where the next ones begin, None for the end."""
    shown: list[dict[str, Any]] = []
    for line in lines:
        if line.end <= start:
            continue
        begin = max(start, line.start)
        if shown and (len(shown) == MOST_LINES or line.end - begin > room):
            return shown, begin
        end = min(line.end, begin + room)
        shown.append(
            {
                "kind": "heading" if line.level else "paragraph",
                "number": line.number,
                "text": text[begin:end],
                **({"begins_inside": True} if begin > line.start else {}),
                **({"goes_on": True} if end < line.end else {}),
            }
        )
        if end < line.end:
            return shown, end
        room -= end - begin
    return shown, None
