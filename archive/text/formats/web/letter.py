"""A mail saved as a file (RFC 5322, .eml and Apple's .emlx): its words, and the files that are attached to it."""

from __future__ import annotations

import contextlib
import email
import email.header
import email.policy
import email.utils
import re
from collections.abc import Iterator
from email.message import Message

from archive.text.formats.decoding import decode_bytes
from archive.text.formats.extracted import FormatError, PageHints
from archive.text.formats.properties import confirmed_hints
from archive.text.formats.web.page import shown_lines
from search.sentences import first_of, say

MAX_PARTS = 2_000
MAX_ATTACHED = 200
_BROKEN = "邮件已损坏，打不开。请在邮件程序里打开它，把正文另存为 txt、附件另存出来再上传。"
_EMPTY = "这封邮件没有正文。请把附件另存出来，逐个上传。"
_WORD = re.compile(r"\w")
_LENGTH = re.compile(rb"\s{0,4}(\d{1,10})\s{0,4}\r?\n")
_FORWARDED = re.compile(r"^(?:\s*(?:re|fwd?|fw|答复|回复|回覆|转发|轉寄|转寄)\s*(?:\[\d+\])?[:：])+\s*", re.IGNORECASE)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs", "hz-gb-2312": "hz"}
#: Charsets that mail programs write whatever the words are.
_MEANINGLESS = frozenset(
    ("", "us-ascii", "ascii", "iso-8859-1", "latin1", "windows-1252", "unknown-8bit", "x-unknown", "default")
)
#: Parts that are no files of the sender's: seals and invitations.
_NOT_FILES = (
    "application/pkcs7-",
    "application/x-pkcs7-",
    "application/pgp-",
    "text/calendar",
    "text/vcard",
    "text/x-vcard",
)


def read_letter(data: bytes) -> tuple[str, PageHints, tuple[str, ...]]:
    """Return the words of a mail, its subject and day as hints, and a warning that names its attached files.

    Of a body in two forms the HTML is read, unless the plain one says much more. Raises FormatError for a mail without
    words or a broken one.
    """
    message = _message(data)
    with _broken_if_it_fails():
        text = "\n\n".join(body for body in _bodies(message) if body.strip())
        names = [name for name, _ in _attached(message)]
        subject = _FORWARDED.sub("", _header(message, "Subject"))
        sender = email.utils.parseaddr(_header(message, "From"))[0]
        day = email.utils.parsedate_to_datetime(_header(message, "Date")).date().isoformat() if message["Date"] else ""
    if not text.strip():
        raise FormatError(_EMPTY)
    hints = confirmed_hints(text, author=sender, created=day)
    told = say("邮件有 {0} 个附件：{1}。", len(names), first_of(names, 5)) if names else ""
    return text, _with_title(hints, subject), (told,) if told else ()


def attached_files(data: bytes) -> list[tuple[str, bytes]]:
    """Return (name, bytes) of the files attached to a mail, MAX_ATTACHED at most; an attached mail is one of them.

    Pictures that the body shows are left out. Raises FormatError for a broken mail.
    """
    message = _message(data)
    with _broken_if_it_fails():
        return list(_attached(message))


def has_words(data: bytes) -> bool:
    """Return whether the body of a mail has words. Raises FormatError for a broken mail."""
    message = _message(data)
    with _broken_if_it_fails():
        return any(_WORD.search(body) for body in _bodies(message))


def _with_title(hints: PageHints, title: str) -> PageHints:
    return PageHints(title=title, author=hints.author, weak_date=hints.weak_date, weak_date_rule=hints.weak_date_rule)


def _message(data: bytes) -> Message:
    # Apple's mails begin with their length, and a list of properties follows.
    if length := _LENGTH.match(data[:20]):
        data = data[length.end() : length.end() + int(length[1])]
    elif data.startswith(b"From "):  # one mail out of a box
        data = data.partition(b"\n")[2]
    with _broken_if_it_fails():
        return email.message_from_bytes(data, policy=email.policy.compat32)


@contextlib.contextmanager
def _broken_if_it_fails() -> Iterator[None]:
    try:
        yield
    except (FormatError, MemoryError):
        raise
    except Exception as error:  # any error of the parser means that the mail is broken
        raise FormatError(_BROKEN) from error


def _header(message: Message, name: str) -> str:
    """Return a header decoded; raw bytes in it are judged as those of a text."""
    raw = next((str(value) for each, value in message.raw_items() if each.lower() == name.lower()), "")
    words = []
    for part, charset in email.header.decode_header(raw):
        content = part.encode("utf-8", "surrogateescape") if isinstance(part, str) else part
        words.append(_decoded(content, charset or ""))
    return " ".join("".join(words).split())


def _decoded(content: bytes, charset: str) -> str:
    charset = charset.lower().strip("\"' ")
    if charset not in _MEANINGLESS:
        with contextlib.suppress(UnicodeDecodeError, LookupError):
            return content.decode(_WIDER.get(charset, charset))
    try:
        return decode_bytes(content)[0]
    except FormatError:
        return content.decode("cp1252", "replace")


def _bodies(message: Message) -> Iterator[str]:
    """Yield the words of each body, in order; of the forms of one body (multipart/alternative) the fullest."""
    for part in _leaves(message):
        if isinstance(part, list):
            forms = [_words(form) for form in part]
            # HTML comes last and shows what the writer saw; some programs leave it empty.
            yield next((form for form in reversed(forms) if 2 * len(form) > max(map(len, forms))), "")
        else:
            yield _words(part)


def _leaves(message: Message) -> Iterator[Message | list[Message]]:
    """Yield the parts of the body that are text; alternatives as a list."""
    if message.get_content_type() == "multipart/alternative" and isinstance(message.get_payload(), list):
        yield [part for part in _walk(message) if _is_body(part)]
        return
    if message.is_multipart() and message.get_content_type() != "message/rfc822":
        for part in _parts(message)[:MAX_PARTS]:
            yield from _leaves(part)
    elif _is_body(message):
        yield message


def _parts(message: Message) -> list[Message]:
    payload = message.get_payload()
    return [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []


def _walk(message: Message) -> Iterator[Message]:
    """Yield the parts of a mail without those of mails attached to it."""
    stack, left = [message], MAX_PARTS
    while stack and left:
        part = stack.pop()
        left -= 1
        yield part
        if part.is_multipart() and (part is message or part.get_content_type() != "message/rfc822"):
            stack += reversed(_parts(part))


def _is_body(part: Message) -> bool:
    kind = part.get_content_type()
    return kind in ("text/plain", "text/html") and not _is_attached(part)


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _words(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    text = _decoded(content, part.get_content_charset("") or "")
    return "\n".join(shown_lines(text)) if part.get_content_type() == "text/html" and text.strip() else text


def _attached(message: Message) -> Iterator[tuple[str, bytes]]:
    count = 0
    for part in _walk(message):
        kind = part.get_content_type()
        is_mail = kind == "message/rfc822" and part is not message
        if count >= MAX_ATTACHED or part.get_content_maintype() == "multipart" or kind.startswith(_NOT_FILES):
            continue
        if not (is_mail or _is_attached(part) or (kind.startswith("application/"))):
            continue
        if part.get_content_maintype() == "image" and (
            part["Content-ID"] or part.get_content_disposition() != "attachment"
        ):
            continue
        content = _mail_inside(part) if is_mail else part.get_payload(decode=True)
        if isinstance(content, bytes) and content:
            count += 1
            yield _name(part) or (f"附带邮件{count}.eml" if is_mail else f"附件{count}"), content


def _mail_inside(part: Message) -> bytes:
    inner = _parts(part)
    return inner[0].as_bytes() if inner else b""


def _name(part: Message) -> str:
    """Return the name of an attached file, in whichever of the three ways it is written."""
    name = part.get_filename() or ""
    words = []
    for piece, charset in email.header.decode_header(name):
        content = piece.encode("utf-8", "surrogateescape") if isinstance(piece, str) else piece
        words.append(_decoded(content, charset or ""))
    return "".join(words).strip()
