"""The queue against a mail server that refuses, vanishes and comes back, and against kills."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from archive.models import Letter, Watch
from archive.storage.processes import lock_path, try_lock
from archive.watching.numbers import read_numbers, write_numbers
from archive.watching.sending import PAUSES, Round, SendingBusy, SendingOff, send_letters
from tests.cluster.fake import make_certificate
from tests.watching.conftest import NEXT
from tests.watching.mailing import mail_server, raw_head

DAY = timedelta(days=1)


def test_a_letter_that_a_killed_process_was_sending_counts_as_sent_and_is_in_doubt(
    mailbox, make_watch, publish, client, django_user_model
):
    make_watch("")
    publish()
    mailbox.breaks = "after"  # taken, but nobody here knows
    assert send_letters(NEXT).doubt == 1
    mailbox.breaks = ""
    assert send_letters(NEXT + timedelta(hours=1)) == Round()
    (letter,) = Letter.objects.all()
    assert letter.state == Letter.State.DOUBT
    client.force_login(django_user_model.objects.create_superuser("admin"))
    page = client.get("/admin/status/").content.decode()
    assert "1 封，不知寄到没有，算作已寄，不再寄" in page
    assert letter.key in page
    assert "example.com" not in page


def test_a_letter_keeps_its_message_id_and_its_bytes_through_all_tries(mailbox, make_watch, publish):
    watch = make_watch("")
    publish()
    seen = []
    for _ in range(2):
        mailbox.of_texts[watch.address] = "450 full"
        send_letters(NEXT)
        seen.append(Letter.objects.get().key)
        Letter.objects.update(next_try_at=NEXT)
    mailbox.empty()
    assert send_letters(NEXT).sent == 1
    ((_, text),) = mailbox.taken
    assert set(seen) == {Letter.objects.get().key}
    assert f"Message-ID: <{seen[0]}@jiceng.example>".encode() in raw_head(text)


def test_a_letter_refused_for_now_is_tried_again_later_each_time_and_then_given_up(mailbox, make_watch, publish):
    watch = make_watch("")
    publish()
    mailbox.answers[watch.address] = "451 greylisted"
    now, tries = NEXT, 0
    while Letter.objects.count() == 0 or Letter.objects.filter(state="waiting").exists():
        tries += send_letters(now).refused
        now = max(now + timedelta(minutes=1), Letter.objects.get().next_try_at)
    assert tries == len(PAUSES) + 1
    assert (Letter.objects.get().state, Letter.objects.get().reason) == ("failed", "451")
    assert Watch.objects.filter(pk=watch.pk).exists()


def test_an_address_that_refuses_three_letters_for_good_is_forgotten_and_one_that_takes_one_is_not(
    mailbox, make_watch, publish
):
    watch = make_watch("")
    for day in range(5):
        publish(at=NEXT + day * DAY - timedelta(hours=1))
        mailbox.empty()
        if day != 1:
            mailbox.answers[watch.address] = "550 no such mailbox"
        send_letters(NEXT + day * DAY)
    assert not Watch.objects.exists()
    assert not Letter.objects.exists()


def test_while_the_mail_server_is_away_letters_wait_and_none_is_doubled_when_it_is_back(
    mailbox, make_watch, publish, settings
):
    make_watch("")
    make_watch("q=%E6%95%B4%E9%A1%BF")
    publish()
    there = settings.MAIL_SERVER
    settings.MAIL_SERVER = type(there)("127.0.0.1", 9, "none", sender=there.sender)
    for hours in range(3):
        done = send_letters(NEXT + timedelta(hours=hours))
        assert (done.sent, done.away) == (0, "no-answer")
    assert list(Letter.objects.values_list("state", "tries", "reason")) == [("waiting", 0, "no-answer")] * 2
    publish(at=NEXT + timedelta(hours=2))
    send_letters(NEXT + DAY)
    assert Letter.objects.count() == 2  # a watch has one letter in the queue
    settings.MAIL_SERVER = there
    assert send_letters(NEXT + DAY + timedelta(hours=1)).sent == 2
    assert send_letters(NEXT + DAY + timedelta(hours=2)).sent == 2  # what came meanwhile
    assert send_letters(NEXT + DAY + timedelta(hours=3)).sent == 0


def test_two_processes_make_one_letter(mailbox, make_watch, publish):
    make_watch("")
    publish()
    with try_lock(lock_path("letters")), pytest.raises(SendingBusy):
        send_letters(NEXT)
    assert Letter.objects.count() == 0


def test_two_machines_of_which_one_lost_its_lock_send_a_letter_once(mailbox, make_watch, publish, monkeypatch):
    """The other machine takes the lock between claim and handing over: it finds the letter being sent, and leaves it."""
    make_watch("")
    publish()
    from archive.watching.post import Post

    hand_over = Post.hand_over

    def beaten(post, address, letter):
        monkeypatch.setattr(Post, "hand_over", hand_over)
        monkeypatch.setattr("archive.watching.sending.lock_path", lambda name: lock_path(f"{name}-lost"))
        assert send_letters(NEXT).sent == 0
        assert Letter.objects.get().state == Letter.State.DOUBT
        hand_over(post, address, letter)

    monkeypatch.setattr(Post, "hand_over", beaten)
    assert send_letters(NEXT).sent == 1
    assert len(mailbox.taken) == 1
    assert Letter.objects.get().state == Letter.State.SENT  # the first machine knows better


def test_two_machines_that_make_letters_at_once_make_one(mailbox, make_watch, publish, monkeypatch):
    from archive.watching import making

    make_watch("")
    publish()
    found_among = making.found_among

    def beaten(query, numbers):
        monkeypatch.setattr(making, "found_among", found_among)
        assert making.make_letters(NEXT) == 1
        return found_among(query, numbers)

    monkeypatch.setattr(making, "found_among", beaten)
    assert making.make_letters(NEXT) == 0
    assert Letter.objects.count() == 1


def test_a_mail_server_that_answers_strangely_costs_one_letter_and_no_other(mailbox, make_watch, publish):
    bad, good = make_watch(""), make_watch("")
    publish()
    mailbox.answers[bad.address] = "554 we do not like you"
    done = send_letters(NEXT)
    assert (done.refused, done.sent) == (1, 1)
    assert [address for address, _ in mailbox.taken] == [good.address]


def test_an_archive_without_a_mail_server_or_that_is_closed_sends_nothing(mailbox, make_watch, publish, settings):
    make_watch("")
    publish()
    settings.REQUIRE_LOGIN = True
    with pytest.raises(SendingOff):
        send_letters(NEXT)
    settings.REQUIRE_LOGIN, settings.MAIL_SERVER = False, type(settings.MAIL_SERVER)()
    with pytest.raises(SendingOff):
        send_letters(NEXT)
    assert Letter.objects.count() == 0


def test_numbers_written_as_runs_are_short_and_read_back():
    chance = random.Random(7)
    assert write_numbers([42, *range(17, 40), 3]) == "3,17-39,42"
    for most in (0, 1, 2, 9, 60, 300):
        numbers = {number for number in range(1, most + 1) if chance.random() < 0.6}
        assert read_numbers(write_numbers(numbers)) == numbers


def test_where_encryption_is_asked_for_no_letter_goes_over_an_open_line(mailbox, make_watch, publish, settings):
    make_watch("")
    publish()
    settings.MAIL_SERVER = replace(settings.MAIL_SERVER, security="starttls")
    done = send_letters(NEXT)
    assert (done.sent, done.away, mailbox.taken) == (0, "no-answer", [])


def test_a_login_that_the_server_does_not_take_leaves_the_letters_waiting(mailbox, make_watch, publish, settings):
    make_watch("")
    publish()
    settings.MAIL_SERVER = replace(settings.MAIL_SERVER, user="jiceng", password="falsch")
    assert (send_letters(NEXT).sent, mailbox.taken) == (0, [])
    assert Letter.objects.get().state == "waiting"


def test_a_letter_goes_over_tls_with_a_login_and_only_to_a_server_whose_certificate_is_trusted(
    mailbox, make_watch, publish, settings, tmp_path, monkeypatch
):
    make_watch("")
    publish()
    certificate = make_certificate(tmp_path, "mail", "IP:127.0.0.1")
    with mail_server(certificate) as box:
        server = replace(settings.MAIL_SERVER, port=box.port, security="starttls", user="jiceng", password="geheim")
        settings.MAIL_SERVER = server
        assert send_letters(NEXT).away == "no-answer"
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        settings.MAIL_SERVER = replace(server, password="falsch")
        assert send_letters(NEXT).away == "no-login"
        settings.MAIL_SERVER = server
        assert send_letters(NEXT).sent == 1
        assert len(box.taken) == 1
