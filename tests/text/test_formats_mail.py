"""Mails saved as files: their words, what they say of themselves, and what is attached."""

from email.message import EmailMessage

import pytest

from archive.text.formats import extract_text
from archive.text.formats.media_types import MAIL, MHTML, is_mail
from archive.text.formats.web.letter import attached_files
from tests.text import made_files
from tests.text.made_files import CLOSING, PROSE, TITLE, docx_file
from tests.text.reading import read, refusal


def mail(**bodies: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "王明远 <wang@example.org>"
    message["To"] = "li@example.org"
    message["Subject"] = f"转发：{TITLE}"
    message["Date"] = "Mon, 16 Aug 2021 09:32:00 +0800"
    message["Message-ID"] = "<1@example.org>"
    if "plain" in bodies:
        message.set_content(bodies["plain"], cte=bodies.get("cte", "base64"))
    if "html" in bodies and "plain" in bodies:
        message.add_alternative(bodies["html"], subtype="html")
    elif "html" in bodies:
        message.set_content(bodies["html"], subtype="html")
    return message


@pytest.mark.parametrize("cte", ["base64", "quoted-printable", "8bit"])
def test_a_mail_gives_its_words_and_none_of_its_headers(cte):
    extracted = extract_text(mail(plain=f"{PROSE}\n{CLOSING}\n", cte=cte).as_bytes(), "a.txt")
    assert (extracted.text, extracted.media_type) == (f"{PROSE}\n{CLOSING}", MAIL)
    assert extracted.hints.title == TITLE
    assert (extracted.hints.weak_date, extracted.hints.weak_date_rule) == ("2021-08-16", "file-created")


def test_of_two_forms_of_a_body_the_words_come_once():
    page = f"<html><body><p>{PROSE}</p><p>{CLOSING}</p></body></html>"
    assert read(mail(plain=f"{PROSE}\n{CLOSING}", html=page).as_bytes()) == f"{PROSE}\n{CLOSING}"
    assert read(mail(plain=f"{PROSE}\n{CLOSING}", html="<html></html>").as_bytes()) == f"{PROSE}\n{CLOSING}"
    assert read(mail(html=page).as_bytes()) == f"{PROSE}\n{CLOSING}"


@pytest.mark.parametrize("charset", ["gb2312", "us-ascii", "iso-8859-1", "x-unknown"])
def test_words_in_gbk_are_read_whatever_the_charset_says(charset):
    head = f"From: a@example.org\nTo: b@example.org\nMIME-Version: 1.0\nContent-Type: text/plain; charset={charset}\n"
    data = head.encode() + b"Subject: " + TITLE.encode("gbk") + b"\n\n" + PROSE.encode("gbk")
    extracted = extract_text(data, "a.eml")
    assert (extracted.text, extracted.hints.title) == (PROSE, TITLE)


def test_the_files_attached_to_a_mail_are_given_with_their_names():
    message, document = mail(plain=PROSE), docx_file()
    message.add_attachment(document, maintype="application", subtype="msword", filename="总结.docx")
    message.add_attachment(b"seal", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    message.add_attachment(mail(plain=CLOSING))
    data = message.as_bytes()
    files = attached_files(data)
    assert [name for name, _ in files] == ["总结.docx", "附带邮件2.eml"]
    assert files[0][1] == document
    assert read(files[1][1]) == CLOSING
    extracted = extract_text(data, "a.eml")
    assert extracted.text == PROSE
    assert "2 个附件：总结.docx" in extracted.warnings[0]


def test_a_picture_that_the_body_shows_is_no_attached_file():
    message = mail(html=f"<p>{PROSE}</p><img src='cid:1'>")
    message.add_related(b"\x89PNG", maintype="image", subtype="png", cid="<1>")
    assert attached_files(message.as_bytes()) == []


def test_a_mail_of_apple_is_read_without_its_list_of_properties():
    data = mail(plain=PROSE).as_bytes()
    assert read(b"%d\n" % len(data) + data + b"<?xml version='1.0'?><plist/>") == PROSE


def test_a_mail_without_words_names_the_remedy():
    message = mail()
    message.add_attachment(docx_file(), maintype="application", subtype="msword", filename="总结.docx")
    assert "附件另存" in refusal(message.as_bytes())


def test_a_box_of_mails_names_the_remedy():
    one = b"From a@example.org Mon Aug 16 09:32:00 2021\n" + mail(plain=PROSE).as_bytes()
    assert read(one) == PROSE
    assert "逐封" in refusal(one + b"\n" + one)


def test_a_saved_page_and_a_typed_memo_are_no_mails():
    saved = b"From: <Saved by Blink>\r\nSubject: a\r\n" + made_files.MAIL.encode()
    assert not is_mail(saved)
    assert extract_text(saved, "a.mht").media_type == MHTML
    memo = f"From: 组织部\nTo: 各支部\nSubject: 通知\n\n{PROSE}"
    assert extract_text(memo.encode(), "a.txt").text == memo
