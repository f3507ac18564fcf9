"""What stands in a letter: plain text, and headers that no reader's word can break.

Values reach a header through the classes of Python's ``email``, which refuse a line break. The two headers of leaving hold
addresses of ours alone, longer than a line that these classes would leave whole (RFC 2369, RFC 8058).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import override

from archive.exporting.citation.description import marked_sample
from archive.languages import date_words, say
from archive.models import Letter, Report, Watch
from archive.watching.found import Publication, ToldSet, tell
from archive.watching.links import CONFIRM_DAYS, confirm_address, leave_address, letter_address
from archive.watching.numbers import read_numbers
from archive.watching.searched import SearchRefused, WatchedSearch, read_search
from archive.web.addresses import querystring_of

#: Titles of a letter; the others are a number, and the link to all.
MOST_TITLES = 50
#: Characters of the search in a subject.
_SUBJECT = 40


def confirmation_letter(letter: Letter) -> bytes:
    """Return the letter that asks an address to confirm. It holds nothing that was typed into the form."""
    with override(letter.language):
        text = say(
            "有人（多半是您）在基层文库请求：有合乎某个检索式的新报告时，写信到这个地址。\n\n"
            "是您的话，请打开下面的链接，看清检索式，再点“确认”（{0} 天内有效）：\n{1}\n\n"
            "不是您的话，不必理会：不确认就不会有别的信，这个地址也不留在本库。\n",
            CONFIRM_DAYS,
            confirm_address(letter.token),
        )
        return _bytes(letter, letter.address, say("基层文库：请确认您的关注"), text)


def news_letter(letter: Letter, watch: Watch, reports: ToldSet) -> bytes:
    """Return the letter that tells ``reports``, all of them public. Three queries."""
    with override(watch.language):
        search = _search(watch)
        words = search.words if search else say("您的检索")
        subject = say("基层文库：{0}（新发布 {1:,} 篇）", _shortened(words), reports.reports)
        return _bytes(letter, watch.address, subject, "\n".join(_lines(letter, watch, search, reports)), watch.key)


def told_by(letter: Letter) -> ToldSet:
    """Return the reports of a letter that are public now, as it tells them. One query."""
    rows = Report.objects.published().order_by().filter(pk__in=read_numbers(letter.reports))
    values = rows.values_list("pk", "published_at", "batch_id")
    return tell({number: Publication(at or letter.made_at, batch) for number, at, batch in values})


def _lines(letter: Letter, watch: Watch, search: WatchedSearch | None, told: ToldSet) -> Iterable[str]:
    if search:
        yield say("检索：{0}", search.words)
    if watch.remark:
        yield say("附注：{0}", watch.remark)
    yield say("新发布 {0:,} 篇，按发布的时间算，截至 {1}。", told.reports, minute_of(letter.made_at))
    yield ""
    carried = querystring_of(search.query) if search else ""
    shown = told.titles[:MOST_TITLES]
    found = Report.objects.published().for_list().defer("text").in_bulk(shown)
    for place, report in enumerate((found[number] for number in shown if number in found), 1):
        yield f"{place}. {marked_sample(report, ' '.join(report.title.split()))}"
        yield f"   {_card(report)}"
        yield f"   {settings.SITE_URL}{report.get_absolute_url()}{carried}"
    if left := len(told.titles) - len(shown):
        yield say("另有 {0:,} 篇，没有一一列出。", left)
    for batch, numbers in told.batches.items():
        whole = Report.objects.published().filter(batch=batch).count()
        yield say("批次：{0:,} 篇，其中新发布并合乎此式的 {1:,} 篇。", whole, len(numbers))
        yield f"   {letter_address(letter.key, batch=batch)}"
    yield ""
    yield say("恰好这 {0:,} 篇的清单：", told.reports)
    yield letter_address(letter.key)
    if search:
        yield say("这一检索现在的全部结果：")
        yield settings.SITE_URL + search.list_address
    yield ""
    yield say("不想再收：打开这个链接，点一下“退订”，地址就从本库删去。")
    yield leave_address(watch.key)


def _search(watch: Watch) -> WatchedSearch | None:
    try:
        return read_search(QueryDict(watch.search))
    except SearchRefused:
        return None


def _card(report: Report) -> str:
    place = "".join(unit.name for unit in report.region.path) if report.region else say("地区未注明")
    when = date_words(report.partial_date) if report.date else say("日期未注明")
    return "　".join((place, when, report.source.name if report.source else say("来源未注明")))


def minute_of(moment: datetime) -> str:
    """Return a moment by the clock of the archive: 2026-12-01 07:00."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def _shortened(words: str) -> str:
    return words if len(words) <= _SUBJECT else words[: _SUBJECT - 1] + "…"


def _bytes(letter: Letter, address: str, subject: str, text: str, watch: str = "") -> bytes:
    """Return the message as it goes over the line: the same for a letter whenever it is asked for."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(say("基层文库"), addr_spec=settings.MAIL_SERVER.sender)
    message["To"] = Address(addr_spec=address)
    message["Subject"] = subject
    message["Date"] = format_datetime(letter.made_at)
    message["Message-ID"] = f"<{letter.key}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text, cte="base64")
    head = b""
    if watch:
        leave = leave_address(watch).encode("ascii")
        head = b"List-Unsubscribe: <%s>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" % leave
    return head + message.as_bytes()
