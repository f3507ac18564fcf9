"""Asking, confirming, leaving, and the pages around them."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from archive.models import AskedToday, ImportBatch, Letter, Watch
from archive.watching import asking
from archive.watching.asking import ask
from archive.watching.links import letter_address
from archive.watching.sending import send_letters
from config.letters import MailServer
from tests.pages.conftest import Page
from tests.watching.mailing import SITE, link_in, raw_head

SEARCH = "软弱涣散"
FORM = {"q": SEARCH, "address": "duzhe@example.com", "frequency": "daily", "remark": "论文第三章"}
NOW = timezone.now()


def asked(client, **changes):
    return client.post("/watch/", {**FORM, **changes})


def confirm_link(mailbox, address: str = "duzhe@example.com") -> str:
    send_letters()
    return link_in(mailbox.texts(address)[-1], "confirm")


def test_from_a_search_to_the_first_letter_and_out_again(mailbox, client, publish, settings):
    page = Page(client.get(f"/search/?q={SEARCH}"))
    (way,) = page.links("关注此检索 邮件") or page.all("//a[starts-with(@href, '/watch/')]/@href")
    assert "请寄确认信" in Page(client.get(way)).text
    assert "请到邮箱里确认" in Page(asked(client)).text
    assert Watch.objects.count() == 0
    link = confirm_link(mailbox)
    before = Page(client.get(link))
    assert [each in before.text for each in (SEARCH, "duzhe@example.com", "每天早上", "论文第三章")] == [True] * 4
    assert Watch.objects.count() == 0  # a program that opens links confirms nothing
    assert "已关注" in Page(client.post(link)).text
    watch = Watch.objects.get()
    assert (watch.address, watch.search, watch.remark) == ("duzhe@example.com", f"q={quote(SEARCH)}", "论文第三章")
    publish(title="新来的一篇", at=timezone.now())
    send_letters(watch.next_at)
    text = mailbox.texts()[-1]
    assert "新来的一篇" in text
    leave = link_in(text, "leave")
    assert "点一下“退订”" in text
    client.get(leave)
    assert Watch.objects.count() == 1
    assert "已退订" in Page(client.post(leave)).text
    assert (Watch.objects.count(), Letter.objects.count()) == (0, 0)
    assert "已退订" in Page(client.get(leave)).text


def test_the_one_click_of_a_mail_program_ends_a_watch_without_cookie_or_login(mailbox, make_watch, publish, settings):
    watch = make_watch("")
    publish()
    send_letters(watch.next_at)
    ((_, text),) = mailbox.taken
    head = raw_head(text).decode()
    assert "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in f"\r\n{head}\r\n"
    (address,) = [line[19:-1] for line in head.splitlines() if line.startswith("List-Unsubscribe: ")]
    assert address.startswith(f"{SITE}/watch/leave/?t=")
    settings.REQUIRE_LOGIN = True
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(address.removeprefix(SITE), {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert not Watch.objects.exists()


def test_all_watches_of_an_address_are_left_at_once(mailbox, make_watch, client, publish):
    one, _ = make_watch("", address="a@example.com"), make_watch(f"q={SEARCH}", address="a@example.com")
    make_watch("")
    publish()
    send_letters(one.next_at)
    leave = link_in(mailbox.texts("a@example.com")[0], "leave")
    assert "另外 1 条，全部退订" in Page(client.get(leave)).text
    client.post(leave, {"all": "1"})
    assert [watch.address for watch in Watch.objects.all()] == ["duzhe3@example.com"]


def test_a_second_click_makes_no_second_watch_and_the_same_search_keeps_what_was_told(mailbox, client):
    asked(client)
    link = confirm_link(mailbox)
    client.post(link)
    Watch.objects.update(sent="7-9")
    client.post(link)
    AskedToday.objects.all().delete()
    asked(client, frequency="weekly", remark="另一句")
    client.post(confirm_link(mailbox))
    (watch,) = Watch.objects.all()
    assert (watch.sent, watch.frequency, watch.remark) == ("7-9", "weekly", "另一句")
    assert watch.next_at.astimezone(timezone.get_default_timezone()).weekday() == 0


def test_a_link_to_confirm_expires_and_none_is_made_up(mailbox, client, monkeypatch):
    asked(client)
    link = confirm_link(mailbox)
    monkeypatch.setattr("archive.watching.links.CONFIRM_DAYS", -1)
    assert "已过期" in Page(client.post(link)).text
    for wrong in (link[:-1], link + "x", "/watch/confirm/", "/watch/confirm/?t=" + "a" * 9000, "/watch/leave/?t=a:b"):
        response = client.post(wrong)
        assert response.status_code == 400
        assert "这个链接不完整" in Page(response).text
    assert Watch.objects.count() == 0


def test_the_key_of_one_link_opens_no_other(mailbox, make_watch, publish, client):
    watch = make_watch("")
    publish()
    send_letters(watch.next_at)
    letter = link_in(mailbox.texts()[0], "letter")
    assert client.get(letter).status_code == 200
    assert client.post(letter.replace("/letter/", "/leave/")).status_code == 400
    assert Watch.objects.exists()


def test_before_it_is_saved_it_shows_the_last_thirty_days_and_an_import_as_lines(mailbox, client, publish, make_report):
    batch = ImportBatch.objects.create()
    with make_report.together():
        for _ in range(7):
            publish(at=NOW - timedelta(days=3), batch=batch)
        publish(at=NOW - timedelta(days=29))
        publish(at=NOW - timedelta(days=31))
        publish("别的事。", at=NOW)
    page = Page(client.get(f"/watch/?q={SEARCH}"))
    assert "新发布 8 篇，其中 7 篇随 1 个批次入库，每批在信里只占一行；平均每天不过 1 行。" in page.text


def test_a_search_with_more_than_fifty_a_day_is_refused_with_the_remedy(mailbox, client, publish, monkeypatch):
    monkeypatch.setattr("archive.watching.found.MOST_A_DAY", 0)
    publish(at=NOW)
    page = Page(client.get(f"/watch/?q={SEARCH}"))
    assert "每天超过 50 篇，信会看不过来，所以不收。请加一个条件" in page.text
    assert not page.all("//input[@name='address']")
    assert "请加一个条件" in Page(asked(client)).text
    assert Letter.objects.count() == 0


@pytest.mark.parametrize("address", ["", "duzhe", "a@b", "a@b.com\r\nBcc: c@d.com", "a@b.com,c@d.com", "<a@b.com>", "a b@c.com", '"a b"@c.com', "a@[127.0.0.1]", "读者@例子.中国", "a" * 65 + "@b.com", "a@" + "b" * 250 + ".com", "a@b.com\0"])  # fmt: skip
def test_what_is_no_plain_address_is_refused_with_a_sentence(mailbox, client, address):
    response = asked(client, address=address)
    assert response.status_code == 400
    assert "这不像一个邮箱地址" in Page(response).text
    assert (Letter.objects.count(), AskedToday.objects.count()) == (0, 0)


def test_no_word_of_a_reader_breaks_a_header_and_the_confirmation_holds_none(mailbox, client, publish):
    hostile = "整顿\r\nBcc: alle@example.org\r\n\r\nhttps://spam.example"
    asked(client, q=f"软弱涣散 OR {hostile}", remark=hostile)
    link = confirm_link(mailbox)
    assert "spam" not in mailbox.texts()[0]
    client.post(link)
    publish(at=timezone.now())
    send_letters(Watch.objects.get().next_at)
    for (to, text), letter in zip(mailbox.taken, mailbox.letters(), strict=True):
        assert to == "duzhe@example.com"
        assert letter["Bcc"] is None
        assert set(letter.keys()) <= {"List-Unsubscribe", "List-Unsubscribe-Post", "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Type", "Content-Transfer-Encoding", "MIME-Version"}  # fmt: skip
        assert max(map(len, text.split(b"\r\n"))) < 998
    assert "\n附注：整顿 Bcc: alle@example.org https://spam.example\n" in mailbox.texts()[1]


def test_an_address_gets_one_confirmation_a_day_whoever_asks_and_however_it_is_written(mailbox, client):
    answers = {
        asked(client, address=address, q=query).content.replace(address.encode(), b"")
        for query, address in ((SEARCH, "a.b@example.com"), (SEARCH, "A.B@example.com"), (SEARCH, "ab+x@EXAMPLE.com"))
    }  # fmt: skip
    assert Letter.objects.count() == 1
    assert len(answers) <= 3
    assert all("请到邮箱里确认" in answer.decode() for answer in answers)  # nobody learns which addresses are known
    AskedToday.objects.update(at=NOW - timedelta(days=1, seconds=1))
    asked(client, address="ab@example.com")
    assert Letter.objects.count() == 2


def test_a_client_and_the_whole_archive_ask_for_so_many_confirmations_a_day(db, monkeypatch):
    monkeypatch.setattr(asking, "MOST_OF_A_CLIENT", 2)
    monkeypatch.setattr(asking, "MOST_A_DAY", 3)
    more = {"search": "", "frequency": "daily", "language": "zh-hans", "remark": ""}
    for number, client in enumerate(("192.0.2.1", "192.0.2.1", "192.0.2.2")):
        ask(f"a{number}@example.com", client=client, **more)
    for client, words in (("192.0.2.1", "您的网络今天"), ("192.0.2.3", "人太多")):
        with pytest.raises(asking.AskRefused, match=words):
            ask("neu@example.com", client=client, **more)
    assert Letter.objects.count() == 3
    assert not AskedToday.objects.filter(client_mark__contains="192").exists()


def test_the_form_is_limited_for_each_client(mailbox, client, settings):
    settings.THROTTLE, settings.THROTTLE_LIMITS = True, {**settings.THROTTLE_LIMITS, "watch": 1}
    assert asked(client).status_code == 200
    assert asked(client).status_code == 429
    assert client.get(f"/watch/?q={SEARCH}").status_code == 200


def test_the_form_cannot_be_sent_from_another_site(mailbox, db):
    assert asked(Client(enforce_csrf_checks=True)).status_code == 403


def test_an_address_has_so_many_watches_and_the_archive_too(mailbox, client, make_watch, monkeypatch):
    asked(client)
    link = confirm_link(mailbox)
    make_watch("", address="duzhe@example.com")
    monkeypatch.setattr(asking, "MOST_OF_AN_ADDRESS", 1)
    assert "这个地址已有 1 条关注" in Page(client.post(link)).text
    monkeypatch.undo()
    monkeypatch.setattr(asking, "MOST_WATCHES", 1)
    assert "已满 1 条" in Page(client.post(link)).text


def test_an_archive_without_a_mail_server_says_so_and_offers_the_feed(mailbox, client, settings):
    settings.MAIL_SERVER = MailServer()
    assert "本库不寄信" in Page(client.get("/watch/")).text
    page = Page(client.get(f"/watch/?q={SEARCH}&region="))
    assert page.links("订阅地址") == [f"/search/feed.atom?q={quote(SEARCH)}"]
    assert not page.all("//input[@name='address']")
    assert "本库不寄信" in Page(asked(client)).text
    assert Letter.objects.count() == 0


def test_a_confirmation_leaves_nothing_of_the_address_when_it_was_sent_or_is_in_doubt(mailbox, client):
    asked(client)
    send_letters()
    assert Letter.objects.count() == 0
    mailbox.breaks = "after"
    asked(client, address="andere@example.com")
    assert send_letters().doubt == 1
    (letter,) = Letter.objects.all()
    assert (letter.address, letter.token, letter.state) == ("", "", "doubt")


def test_the_list_of_a_letter_is_for_whoever_has_its_link_and_no_program_keeps_it(mailbox, make_watch, publish, client):
    watch = make_watch("")
    publish()
    send_letters(watch.next_at)
    letter = Letter.objects.get()
    response = client.get(letter_address(letter.key).removeprefix(SITE))
    assert "noindex" in response["X-Robots-Tag"]
    assert "no-store" in response["Cache-Control"]
    assert watch.address not in response.content.decode()
    for page in (f"/watch/letter/?t={letter.key}", "/watch/letter/", "/watch/letter/?t=x%3Ay"):
        assert client.get(page).status_code == 400
    client.get(letter_address(letter.key).removeprefix(SITE) + "&page=99999999999&batch=x")
    watch.delete()
    assert "已不在了" in Page(client.get(letter_address(letter.key).removeprefix(SITE))).text


def test_the_command_sends_and_forgets_an_address(mailbox, make_watch, publish, capsys):
    from django.core.management import call_command

    make_watch("", address="Duzhe@example.com", at=NOW - timedelta(days=8))
    publish(at=NOW - timedelta(days=1))
    call_command("watch", "send")
    assert capsys.readouterr().out.strip() == "做好 1 封，寄出 1 封，存疑 0 封，退回 0 封"
    call_command("watch", "forget", "duzhe@example.com")
    assert capsys.readouterr().out.strip() == "删去关注 1 条"
    assert (Watch.objects.count(), Letter.objects.count()) == (0, 0)


def test_a_backup_holds_watches_and_no_letter_that_may_have_been_sent_since(db):
    from archive.backups.rows import tables_of

    tables = {model._meta.db_table for model in tables_of()}
    assert "archive_watch" in tables
    assert not tables & {"archive_letter", "archive_askedtoday"}
