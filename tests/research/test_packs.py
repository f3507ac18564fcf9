"""Research packs (研究包): their address is the digest of their manifest, and asking again names every difference (law L10)."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import random
import threading
import zipfile

import pytest
from django.db import connection, connections
from django.http import QueryDict

from archive.backups.fsck import find_faults
from archive.models import Corpus, FigureRow, NearPair, Pack, PackReport, Report
from archive.models.research.packs import PackQuerySet
from archive.publishing.erasing import erase_report
from archive.publishing.outbox import apply_index_changes, note_change, rebuild_index
from archive.publishing.publish import publish_report, withdraw_report
from archive.readings.following import follow_changes
from archive.research.packs import contents, keeping
from archive.research.packs.comparing import Comparison, compare
from archive.research.packs.contents import PackContents, make_contents
from archive.research.packs.keeping import store_pack, stored_contents
from archive.research.packs.question import PackRefused, read_question
from archive.research.packs.zipped import write_zip

pytestmark = pytest.mark.django_db

TEXT = "一、做法\n定西市整顿软弱涣散党组织{0}个，村村有人管。\n二、打算\n明年再看。"


@pytest.fixture
def reports(make_report):
    """Six reports that speak of 整顿, read for their figures, and one that does not."""
    with make_report.together():
        found = [
            make_report(title=f"整顿之{number}", text=TEXT.format(number + 2), region="621100", date=f"{2015 + number}")
            for number in range(6)
        ]
        found.append(make_report(text="积分制管理办法。", region="520000", date="2021"))
    follow_changes()
    return found


def made(parameters: str = "q=整顿", of: str = "") -> PackContents:
    return make_contents(read_question(of, QueryDict(parameters)))


def again(pack: Pack, parameters: str = "q=整顿") -> Comparison:
    apply_index_changes()
    follow_changes()
    return compare(stored_contents(pack), made(parameters))


def files_of(pack: Pack) -> dict[str, str]:
    with zipfile.ZipFile(write_zip(pack, origin="https://jiceng.example")) as zipped:
        return {name: zipped.read(name).decode() for name in zipped.namelist()}


def rows_of(words: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(words.removeprefix("\ufeff"))))


# L10


@pytest.mark.parametrize(
    ("parameters", "of"),
    [("q=整顿", ""), ("region=62&near=all", ""), ("q=整顿&in=做法", "reports"), ("q=软弱涣散党组织", "figures")],
)
def test_asked_again_of_an_unchanged_archive_a_pack_is_the_same_to_the_byte(reports, parameters, of):
    one, pack = made(parameters, of), store_pack(made(parameters, of))
    rebuild_index()
    other = made("&".join(reversed(parameters.split("&"))), of)
    assert one == other
    assert pack.digest == hashlib.sha256(pack.manifest.encode()).hexdigest() == other.digest
    assert store_pack(other) == pack
    assert Pack.objects.count() == 1
    assert compare(stored_contents(pack), other).is_same
    assert write_zip(pack, origin="https://a").read() == write_zip(pack, origin="https://a").read()


def test_every_difference_is_named_whatever_happened(reports, make_report):
    """Any course of events: what is named leads from the stored list to that of today, and nothing more is named."""
    chance = random.Random(10)
    for _ in range(5):
        pack = store_pack(made("q=软弱涣散"))
        expected = {"more": set(), "fewer": set(), "text": set(), "card": set()}
        published = list(Report.objects.published().filter(text__contains="软弱涣散").order_by("pk"))
        for report in chance.sample(published, 3):
            event = chance.choice(["withdraw", "text", "card", "other text"])
            if event == "withdraw":
                withdraw_report(report)
                expected["fewer"].add(report.pk)
                continue
            if event == "card":
                report.author = f"作者{chance.random()}"
                expected["card"].add(report.pk)
            else:
                report.text = "不再说。" if event == "other text" else report.text + "又及。"
                report.extracted_text, report.edits = report.text, []
                expected["fewer" if event == "other text" else "text"].add(report.pk)
            report.save()
            note_change(report)
        expected["more"].add(make_report(text=TEXT.format(chance.randint(20, 90)), region="621100").pk)
        found = again(pack, "q=软弱涣散")
        assert {kind: {each.report for each in found.of(kind)} for kind in expected} == expected
        assert not found.is_same
        old, new = dict(pack.contents["reports"]), dict(json.loads(made("q=软弱涣散").manifest)["reports"])
        named = {each.report for each in found.differences}
        assert named == {number for number in old.keys() | new.keys() if old.get(number) != new.get(number)}


def test_a_figure_that_is_read_otherwise_and_a_changed_corpus_are_named(reports):
    Corpus.objects.create(slug="gansu", name="甘肃", query="q=整顿")
    pack = store_pack(made("q=整顿&corpus=gansu"))
    FigureRow.objects.filter(report=reports[0]).update(noun="党支部")
    Corpus.objects.update(left_out=[reports[1].pk])
    found = compare(stored_contents(pack), made("q=整顿&corpus=gansu"))
    assert [(each.kind, each.report) for each in found.differences] == [
        ("fewer", reports[1].pk),
        ("figures", reports[0].pk),
    ]
    assert {"question.corpus.definition", "counts.reports"} <= {name for name, *_ in found.question}


# What is in it


def test_hits_are_those_that_the_pages_mark_and_quotations_are_drawn_from_the_text(reports, client):
    pack = store_pack(made())
    files = files_of(pack)
    hits = rows_of(files["hits.csv"])
    assert len(hits) == client.get("/api/v1/concordance?q=整顿&near=fold&samples=0").json()["total"] == 12
    assert {row["命中词"] for row in hits} == {"整顿"}
    assert hits[1]["前文"].endswith("定西市")
    figures = rows_of(files["figures.csv"])
    assert [row["数"] for row in figures] == ["2", "3", "4", "5", "6", "7"]
    assert figures[0]["原句"].startswith("定西市整顿软弱涣散党组织2个")
    assert hashlib.sha256(files["pack.json"].encode()).hexdigest() == pack.digest
    assert [hashlib.sha256(line.encode()).hexdigest() for line in files["entries.jsonl"].splitlines()] == [
        digest for _, digest in pack.contents["reports"]
    ]
    assert f"[DS/OL]. 6 篇，馆藏版本 {pack.version}" in files["README.txt"]
    assert "整顿之" not in files["pack.json"] + files["entries.jsonl"]


def test_a_withdrawn_report_stays_as_number_and_digest_and_a_changed_text_is_not_quoted(reports):
    one, two, *_ = reports
    pack = store_pack(made())
    withdraw_report(one)
    two.text = "前面多了一句。" + two.text
    two.save()
    files = files_of(pack)
    assert one.title not in "".join(files.values())
    assert f"第 {one.pk} 号报告：已不公开" in files["README.txt"]
    assert one.pk in [number for number, _ in json.loads(files["pack.json"])["reports"]]
    changed = [row for row in rows_of(files["hits.csv"]) if row["编号"] == str(two.pk) and row["位置"] == "正文"]
    assert [(row["命中词"], bool(row["状态"])) for row in changed] == [("", True)]
    publish_report(one)
    assert one.title in files_of(pack)["hits.csv"]


def test_an_erased_report_leaves_nothing_of_itself_and_the_pack_its_address(reports):
    pack = store_pack(made())
    erase_report(reports[0].pk, reason="依当事人请求")
    assert not PackReport.objects.filter(report_id=reports[0].pk).exists()
    pack.refresh_from_db()
    assert pack.is_sound
    assert f"第 {reports[0].pk} 号报告：已删除" in files_of(pack)["README.txt"]
    assert [each.report for each in again(pack).of("fewer")] == [reports[0].pk]


def test_of_near_duplicates_one_counts_and_fsck_finds_a_changed_pack(reports):
    NearPair.objects.create(first=reports[1], second=reports[4], similarity=1.0)
    note_change(reports[4])
    note_change(reports[1])
    apply_index_changes()
    pack = store_pack(made())
    assert [number for number, _ in pack.contents["reports"]] == [reports[n].pk for n in (0, 1, 2, 3, 5)]
    assert list(Pack.objects.damaged()) == []
    PackReport.objects.filter(report_id=reports[1].pk).delete()
    assert list(Pack.objects.damaged()) == [pack.digest]
    pack.delete()
    pack = store_pack(made())
    PackReport.objects.filter(report_id=reports[0].pk).update(entry="{}")
    assert [fault.subject for fault in find_faults() if fault.kind == "pack"] == [f"archive_pack/{pack.digest}"]


# Bounds, kills and two at once


def test_what_is_too_much_is_refused_and_never_cut(reports, monkeypatch):
    monkeypatch.setattr(contents, "MOST_REPORTS", 5)
    with pytest.raises(PackRefused, match="至多 5 篇"):
        made()
    monkeypatch.setattr(contents, "MOST_REPORTS", 50)
    monkeypatch.setattr(contents, "MOST_HITS", 11)
    with pytest.raises(PackRefused, match="至多 11 处"):
        made()


def test_what_nobody_keeps_makes_room_and_what_an_editor_keeps_stays(reports, monkeypatch):
    monkeypatch.setattr(keeping, "MOST_WAITING", 2)
    kept, *others = [store_pack(made(f"q=整顿&from={year}")) for year in (2015, 2016)]
    Pack.objects.filter(pk=kept.pk).update(kept_at=kept.made_at)
    others += [store_pack(made(f"q=整顿&from={year}")) for year in (2017, 2018, 2019)]
    assert set(Pack.objects.values_list("pk", flat=True)) == {kept.pk, others[-1].pk, others[-2].pk}
    monkeypatch.setattr(keeping, "MOST_BYTES", others[-1].size)
    store_pack(made("q=整顿&from=2020"))
    assert Pack.objects.filter(kept_at=None).count() == 1
    assert PackReport.objects.exclude(pack__in=Pack.objects.all()).count() == 0


@pytest.mark.parametrize("moment", ["make_room", "first rows", "last rows", "commit"])
def test_a_kill_at_any_moment_leaves_a_whole_pack_or_none(reports, monkeypatch, moment):
    class Killed(BaseException):
        pass

    def die(*arguments, **options):
        raise Killed

    made_now = made()
    with monkeypatch.context() as patch:
        if moment == "make_room":
            patch.setattr(keeping, "_make_room", die)
        elif moment == "first rows":
            patch.setattr(PackReport.objects, "bulk_create", die)
        else:
            write = PackReport.objects.bulk_create
            patch.setattr(PackReport.objects, "bulk_create", lambda rows, **o: (write(list(rows), **o), die()))
        with pytest.raises(Killed):
            store_pack(made_now)
    assert (Pack.objects.count(), PackReport.objects.count()) == (0, 0)
    assert store_pack(made_now).is_sound
    assert PackReport.objects.count() == 6


@pytest.mark.django_db(transaction=True)
def test_two_readers_who_make_the_same_pack_get_the_same(make_report):
    make_report(text=TEXT.format(3))
    if connection.vendor == "sqlite":
        pytest.skip("another database: SQLite lets one transaction write at a time")
    now, stored, failed = made(), [], []
    start = threading.Barrier(2)

    def store() -> None:
        try:
            start.wait(10)
            stored.append(store_pack(now).digest)
        except Exception as error:  # told below, in the thread of the test
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=store) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failed == []
    assert stored == [now.digest] * 2
    assert (Pack.objects.count(), PackReport.objects.count()) == (1, 1)


def test_whoever_looks_before_the_other_has_stored_gets_the_other_s_pack(reports, monkeypatch):
    first, look, looked = store_pack(made()), PackQuerySet.get, []

    def too_early(self, *arguments, **options):
        looked.append(1)
        if len(looked) == 1:
            raise Pack.DoesNotExist
        return look(self, *arguments, **options)

    monkeypatch.setattr(PackQuerySet, "get", too_early)
    assert store_pack(made()) == first
    assert (len(looked), Pack.objects.count(), PackReport.objects.count()) == (2, 1, 6)


# Its pages


def test_a_reader_makes_a_pack_from_a_list_and_asks_again(reports, client):
    page = client.get("/search/?q=整顿&region=62").content.decode()
    assert "/packs/new/?q=%E6%95%B4%E9%A1%BF&amp;region=62" in page
    looked = client.get("/packs/new/?q=整顿&region=62").content.decode()
    assert "6 篇" in looked
    assert Pack.objects.count() == 0
    answer = client.post("/packs/new/", {"of": "reports", "q": "整顿", "region": "62"})
    pack = Pack.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/packs/{pack.digest}/")
    shown = client.get(answer["Location"]).content.decode()
    assert pack.digest in shown
    assert "[DS/OL]. 6 篇" in shown
    assert reports[0].title in shown
    assert "一字不差" in client.get(f"/packs/{pack.digest}/again/").content.decode()
    withdraw_report(reports[0])
    told = client.get(f"/packs/{pack.digest}/again/").content.decode()
    assert f"第 {reports[0].pk} 号，已撤回或不再公开" in told
    assert reports[0].title not in told + client.get(f"/packs/{pack.digest}/").content.decode()
    zipped = client.get(f"/packs/{pack.digest}/pack.zip")
    assert zipped["Content-Type"] == "application/zip"
    assert zipfile.ZipFile(io.BytesIO(b"".join(zipped.streaming_content))).testzip() is None
    assert client.get(f"/packs/?id={pack.digest[:12]}")["Location"] == f"/packs/{pack.digest}/"
    assert client.get("/packs/?id=abc").status_code == 400


def test_another_site_makes_no_pack_and_a_wrong_question_is_told(reports, client):
    answer = client.post("/packs/new/", {"q": "整顿"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, Pack.objects.count()) == (403, 0)
    assert client.get("/packs/new/?region=99").status_code == 400
    assert client.get("/packs/new/?of=x").status_code == 400
    assert client.get(f"/packs/{'0' * 64}/").status_code == 404


def test_every_page_of_research_leads_to_a_pack_of_its_own_question(reports, client):
    for page, held in (
        ("/trends/?t=整顿&t=积分制", "%28%E6%95%B4%E9%A1%BF%29+OR+%28%E7%A7%AF%E5%88%86%E5%88%B6%29"),
        ("/concordance/?q=整顿&order=left", "/packs/new/?q=%E6%95%B4%E9%A1%BF"),
        ("/figures/?q=党组织&region=62", "/packs/new/?of=figures&amp;q="),
    ):
        assert held in client.get(page).content.decode(), page
    assert "6 个数字" in client.get("/packs/new/?of=figures&q=党组织").content.decode()


def test_an_editor_keeps_a_pack(reports, admin_client):
    pack = store_pack(made())
    form = {"action": "keep", "_selected_action": [pack.pk]}
    assert admin_client.post("/admin/archive/pack/", form).status_code == 302
    pack.refresh_from_db()
    assert pack.is_kept
    assert "整顿" in admin_client.get("/packs/").content.decode()
    admin_client.post("/admin/archive/pack/", form | {"action": "let_go"})
    assert not Pack.objects.kept().exists()
