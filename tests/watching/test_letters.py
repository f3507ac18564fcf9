"""What a letter tells, and when."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest

from archive.models import ImportBatch, IndexChange, Letter, Watch
from archive.publishing.publish import publish_report, withdraw_report
from archive.watching.numbers import read_numbers
from archive.watching.schedule import next_letter
from archive.watching.sending import send_letters
from tests.watching.conftest import NEXT, NOW
from tests.watching.mailing import SITE, link_in

RUANRUO = f"q={quote('软弱涣散')}"
DAY = timedelta(days=1)


def test_a_letter_tells_what_was_published_since_the_last_one_whatever_its_date(mailbox, make_watch, publish):
    make_watch(RUANRUO, address="duzhe@example.com", remark="写给论文第三章")
    publish(title="早就在馆", at=NOW - DAY)
    old = publish(title="一九九八年的旧文今天入库", date="1998", region="621102", source="定西日报")
    publish("网格化治理。", title="不合此式")
    send_letters(NEXT)
    (text,) = mailbox.texts()
    assert "一九九八年的旧文今天入库" in text
    assert "甘肃省定西市安定区　1998年（月日未注明）　定西日报" in text
    assert f"{SITE}/reports/{old.pk}/?q={quote('软弱涣散')}" in text
    assert "检索：软弱涣散\n附注：写给论文第三章\n新发布 1 篇" in text
    assert "早就在馆" not in text
    assert "不合此式" not in text


def test_nothing_new_is_no_letter_and_before_the_morning_there_is_none(mailbox, make_watch, publish):
    make_watch(RUANRUO)
    assert send_letters(NEXT - timedelta(seconds=1)).made == 0
    assert send_letters(NEXT).made == 0
    publish(at=NEXT + timedelta(hours=1))
    assert send_letters(NEXT + timedelta(hours=2)).made == 0
    assert send_letters(NEXT + DAY).sent == 1
    assert send_letters(NEXT + 2 * DAY).made == 0


def test_letters_go_out_at_seven_daily_or_on_mondays(db):
    assert next_letter("daily", NOW) == NEXT
    assert next_letter("daily", NEXT) == NEXT + DAY
    monday = next_letter("weekly", NOW)
    assert monday.weekday() == 0
    assert next_letter("weekly", monday) == monday + 7 * DAY


def test_the_titles_end_at_fifty_with_the_number_of_the_others_and_a_link_to_exactly_the_set(
    mailbox, make_watch, publish, make_report, client
):
    make_watch(RUANRUO)
    with make_report.together():
        made = [publish(title=f"第{number}号材料") for number in range(53)]
        publish("与此无关。", title="无关的一篇")
    send_letters(NEXT)
    publish(title="信后的一篇", at=NEXT + timedelta(hours=1))
    (text,) = mailbox.texts()
    assert text.count("号材料") == 50
    assert "另有 3 篇，没有一一列出。" in text
    page = client.get(link_in(text, "letter")).content.decode()
    assert all(f'"/reports/{report.pk}/"' in page for report in made)
    assert "53 篇" in page
    assert "无关的一篇" not in page
    assert "信后的一篇" not in page


def test_an_import_is_one_line_with_its_number_and_a_link_to_its_part(
    mailbox, make_watch, publish, make_report, client
):
    make_watch(RUANRUO)
    batch = ImportBatch.objects.create(label="内部说明不外传")
    with make_report.together():
        for number in range(8):
            publish(title=f"批里的{number}", batch=batch)
        for _ in range(4):
            publish("别的事。", batch=batch)
        publish(title="单来的一篇")
    send_letters(NEXT)
    (text,) = mailbox.texts()
    assert "新发布 9 篇" in text
    assert "批次：12 篇，其中新发布并合乎此式的 8 篇。" in text
    assert text.count("批里的") == 0
    assert "单来的一篇" in text
    assert "内部说明" not in text
    link = next(line.strip() for line in text.splitlines() if "batch=" in line).removeprefix(SITE)
    page = client.get(link).content.decode()
    assert page.count("批里的") == 8
    assert "单来的一篇" not in page


def test_a_report_is_told_once_though_it_is_withdrawn_and_published_again(mailbox, make_watch, publish):
    make_watch(RUANRUO)
    report = publish()
    assert send_letters(NEXT).sent == 1
    withdraw_report(report)
    publish_report(report)
    report.published_at = NEXT + timedelta(hours=3)
    report.save()
    assert send_letters(NEXT + DAY).made == 0


def test_what_was_withdrawn_before_the_letter_went_is_not_in_it_and_comes_when_it_is_back(mailbox, make_watch, publish):
    watch = make_watch(RUANRUO)
    gone, other = publish(title="先撤后还"), publish(title="一直都在")
    mailbox.answers[watch.address] = "451 later"
    assert send_letters(NEXT).refused == 1
    withdraw_report(gone)
    mailbox.empty()
    assert send_letters(NEXT + timedelta(hours=1)).sent == 1
    assert "先撤后还" not in mailbox.texts()[0]
    assert read_numbers(Watch.objects.get().sent) == {other.pk}
    publish_report(gone)
    gone.published_at = NEXT + timedelta(hours=2)
    gone.save()
    IndexChange.objects.all().delete()  # as after the commit: the index never lost it
    assert send_letters(NEXT + DAY).sent == 1
    assert "先撤后还" in mailbox.texts()[1]


def test_a_letter_whose_reports_all_went_away_is_not_sent(mailbox, make_watch, publish):
    watch = make_watch(RUANRUO)
    report = publish()
    mailbox.answers[watch.address] = "451 later"
    send_letters(NEXT)
    withdraw_report(report)
    mailbox.empty()
    assert send_letters(NEXT + timedelta(hours=1)).sent == 0
    assert Letter.objects.count() == 0


def test_a_publication_that_the_index_does_not_know_yet_comes_with_the_next_letter(
    mailbox, make_watch, publish, engine
):
    from archive.publishing.outbox import to_document

    make_watch(RUANRUO)
    first = publish(title="先到索引")
    late = publish(title="后到索引")
    engine.apply(deletes=[late.pk])
    waiting = IndexChange.objects.create(report_id=late.pk)
    send_letters(NEXT)
    assert [first.title in mailbox.texts()[0], late.title in mailbox.texts()[0]] == [True, False]
    engine.apply(upserts=[to_document(late)])
    waiting.delete()
    send_letters(NEXT + DAY)
    assert [first.title in mailbox.texts()[1], late.title in mailbox.texts()[1]] == [False, True]


def test_a_publication_whose_transaction_ended_after_the_letter_is_not_lost(mailbox, make_watch, publish):
    make_watch(RUANRUO)
    publish(title="按时提交")
    send_letters(NEXT)
    publish(title="晚提交", at=NEXT - timedelta(minutes=1))
    send_letters(NEXT + DAY)
    assert "晚提交" in mailbox.texts()[1]
    assert "按时提交" not in mailbox.texts()[1]


def test_filters_of_the_search_hold_in_its_letters(mailbox, make_watch, publish, regions):
    make_watch(f"{RUANRUO}&region=62")
    publish(title="甘肃的", region="621102")
    publish(title="贵州的", region="520100")
    send_letters(NEXT)
    (text,) = mailbox.texts()
    assert "检索：软弱涣散；地区=甘肃省" in text
    assert "贵州的" not in text


def test_letters_come_in_the_language_of_the_page_that_asked(mailbox, make_watch, publish):
    make_watch(RUANRUO, address="en@example.com", language="en")
    make_watch(RUANRUO, address="tw@example.com", language="zh-hant")
    publish(title="整顿的报告")
    send_letters(NEXT)
    assert "Search: 软弱涣散" in mailbox.texts("en@example.com")[0]
    assert "檢索：软弱涣散" in mailbox.texts("tw@example.com")[0]


@pytest.mark.parametrize("search", ["region=999999", "source=没有这一家"])
def test_a_search_that_can_no_longer_be_answered_stops_no_other_letter(mailbox, make_watch, publish, search):
    make_watch(search)
    make_watch(RUANRUO)
    publish()
    assert send_letters(NEXT).sent == 1
    assert Watch.objects.filter(next_at__gt=NEXT).count() == 2


def test_an_old_draft_far_below_the_newest_hits_is_found_as_surely(
    mailbox, make_watch, publish, make_report, monkeypatch
):
    from archive.watching import found

    monkeypatch.setattr(found, "LARGEST_PAGE", 2)
    monkeypatch.setattr(found, "_PAGES", 1)
    make_watch(RUANRUO)
    with make_report.together():
        publish(title="久放的草稿")
        publish("与此无关。", title="久放的另一件")
        for number in range(6):
            publish(title=f"早已发布{number}", at=NOW - DAY)
        publish(title="新的一篇")
    for few in (0, 200):
        monkeypatch.setattr(found, "_FEW", few)
        Letter.objects.all().delete()
        Watch.objects.update(sent="", covered_to=NOW, next_at=NEXT)
        send_letters(NEXT)
        text = mailbox.texts()[-1]
        assert "新发布 2 篇" in text
        assert ("久放的草稿" in text, "新的一篇" in text, "久放的另一件" in text) == (True, True, False)
