"""Web archives through the intake: a draft a page, with the address and the time of its capture; stopped, killed, resumed."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command

from archive.intake.batches import work_through_batch
from archive.intake.rereading import read_again
from archive.intake.uploads import Upload, store_batch
from archive.models import ImportBatch, Report
from archive.storage.incoming import incoming_folder
from tests.archive.uploading import report_of, uploaded
from tests.text.made_archives import Archive, page, wacz_of, warc_of
from tests.text.made_files import zip_file

pytestmark = pytest.mark.django_db

LINKS = "<html><body>" + "".join(f'<a href="{at}">柳河镇新闻第{at}条</a><br>' for at in range(30)) + "</body></html>"
SUBJECTS = [
    "班子建设",
    "党员教育",
    "村级换届",
    "产业发展",
    "矛盾调解",
    "环境整治",
    "防汛值守",
    "秋收秋种",
    "困难帮扶",
    "账目公开",
    "志愿服务",
    "校舍维修",
]


def address(number: int) -> str:
    return f"http://example.org/dj/t2012{number:04d}.html"


def pages(count: int) -> dict[str, bytes]:
    """Pages no two of which are alike."""
    return {address(at): page(f"第{at}组{SUBJECTS[at % len(SUBJECTS)]}") for at in range(count)}


@pytest.fixture(autouse=True)
def _table(regions, engine):
    """The region table and an empty index."""


def rows_of(batch: ImportBatch) -> list[tuple[str, str]]:
    return list(batch.files.order_by("pk").values_list("path", "status"))


@pytest.mark.parametrize("name", ["网页.warc.gz", "网页.warc", "网页.wacz"])
def test_each_page_becomes_a_draft_with_its_address_and_time_of_capture(name):
    warc = warc_of(pages(3), gz=name != "网页.warc")
    batch = uploaded({name: wacz_of({"data.warc.gz": warc}) if name.endswith("wacz") else warc})
    assert work_through_batch(batch.pk) == 3
    assert rows_of(batch) == [(f"{name}/{address(at)}", "created") for at in range(3)]
    report = Report.objects.order_by("pk").first()
    assert (report.original.address, report.original.filename) == (address(0), "t20120000.html")
    assert report.original.captured_at == datetime(2021, 3, 4, 5, 6, 7, tzinfo=UTC)
    assert report.original.path.read_bytes() == pages(1)[address(0)]
    assert "镇党委抓好第0组班子建设" in report.text
    batch.refresh_from_db()
    assert batch.note == f"{name}：取出网页 3 篇。"
    assert not incoming_folder(batch.pk).exists()


def test_the_time_of_capture_is_no_date_of_publication_and_bounds_it():
    later = page("班子建设").replace(b"<p>", "<p>发布时间：2021-03-05</p><p>".encode(), 1)
    dated = page("党员教育").replace(b"<p>", "<p>发布时间：2021-03-02</p><p>".encode(), 1)
    none = page("村级换届")
    batch = uploaded({"a.warc": warc_of({address(1): later, address(2): dated, address(3): none}, gz=False)})
    work_through_batch(batch.pk)
    days = dict(Report.objects.values_list("original__address", "date"))
    assert days == {address(1): None, address(2): date(2021, 3, 2), address(3): None}
    for report in Report.objects.all():
        assert "given" not in {evidence["rule"] for evidence in report.evidence.values()}
        assert not read_again(report.pk, preview=True).changes


def test_a_list_of_links_is_passed_over_by_name_and_a_stub_too():
    stub = b"<html><head><script>location.href='/index.html'</script></head><body></body></html>"
    data = warc_of({**pages(1), "http://example.org/": LINKS.encode(), "http://example.org/go": stub})
    batch = uploaded({"a.warc.gz": data})
    work_through_batch(batch.pk)
    assert [status for _, status in rows_of(batch)] == ["created", "passed", "passed"]
    row = batch.files.filter(status="passed").first()
    assert "没有成句的正文" in row.note
    assert not row.stored


def test_a_home_page_with_a_few_sentences_around_its_links_is_passed_over_and_a_report_among_links_is_not():
    welcome = "<body><p>柳河镇人民政府网站欢迎各界朋友光临！</p>"
    notice = "<p>本站内容未经书面授权不得转载。</p></body>"
    home = LINKS.replace("<body>", welcome).replace("</body>", notice)
    story = "<p>今年以来，镇党委把第{0}件实事办在群众家门口，逐村走访，逐户登记，群众反映良好。</p>"
    report = home.replace("<p>本站", "".join(story.format(at) for at in range(9)) + "<p>本站")
    batch = uploaded({"a.warc.gz": warc_of({"http://example.org/": home.encode(), address(1): report.encode()})})
    work_through_batch(batch.pk)
    assert [status for _, status in rows_of(batch)] == ["passed", "created"]


def test_revisits_and_repeated_pages_are_told_in_the_note_of_the_batch():
    archive = Archive()
    for each, body in pages(2).items():
        archive.response(each, body)
    archive.response("http://example.org/again", pages(1)[address(0)])
    archive.response(address(1), b"", record="revisit")
    batch = uploaded({"a.warc.gz": archive.bytes})
    work_through_batch(batch.pk)
    assert Report.objects.count() == 2
    batch.refresh_from_db()
    assert "逐字节相同的网页 1" in batch.note
    assert "重访记录" in batch.note


def test_a_text_that_is_here_already_is_a_duplicate_row():
    first, second = (uploaded({f"{name}.warc.gz": warc_of(pages(2))}) for name in "ab")
    for batch in (first, second):
        work_through_batch(batch.pk)
    assert [status for _, status in rows_of(second)] == ["duplicate", "duplicate"]
    assert Report.objects.count() == 2


def test_an_address_that_is_longer_than_the_archive_keeps_is_left_out():
    long = "http://example.org/" + "a" * 3000
    batch = uploaded({"a.warc.gz": warc_of({long: page("班子建设")})})
    work_through_batch(batch.pk)
    report = Report.objects.get()
    assert (report.original.address, report.original.captured_at.year) == ("", 2021)


def test_a_list_of_cards_may_name_a_page_and_leaves_it_its_address():
    cards = f"path,source\n{address(1).rpartition('/')[2]},定西日报\n"
    batch = uploaded({"a.warc.gz": warc_of(pages(2)), "cards.csv": cards.encode()})
    work_through_batch(batch.pk)
    report = Report.objects.get(original__address=address(1))
    assert (report.source.name, report.original.captured_at.year) == ("定西日报", 2021)


def test_a_web_archive_in_a_zip_is_opened_too():
    batch = uploaded({"a.zip": zip_file({"站/a.warc.gz": warc_of(pages(2)), "b.txt": report_of("乙")})})
    work_through_batch(batch.pk)
    assert dict(rows_of(batch)) == {
        "a.zip/b.txt": "created",
        **{f"a.zip/站/a.warc.gz/{address(at)}": "created" for at in range(2)},
    }


def test_a_broken_wacz_fails_with_a_sentence_and_keeps_its_bytes():
    whole = wacz_of({"data.warc.gz": warc_of(pages(2))})
    at = whole.index(b"archive/data.warc.gz") + 20
    batch = uploaded({"a.wacz": whole[:at] + b"\xff" * 200 + whole[at + 200 :]})
    work_through_batch(batch.pk)
    batch.refresh_from_db()
    assert "损坏" in batch.note + "".join(batch.files.values_list("error", flat=True))


def test_a_web_archive_may_be_larger_than_a_file_and_nothing_else_may(settings):
    settings.MAX_UPLOAD_BYTES = 500
    settings.MAX_WEB_ARCHIVE_BYTES = 5000
    archive = warc_of(pages(2))
    huge = warc_of(pages(40), gz=False)
    files = {
        "a.warc.gz": archive,
        "b.zip": zip_file({"a.txt": b"\xe7\x94\xb2" * 9000 + bytes(range(256)) * 3}),
        "c.warc": huge,
    }
    assert 500 < len(archive) < 5000 < len(huge)
    batch = store_batch(Upload(name, len(data) + 501 * (name == "b.zip"), [data]) for name, data in files.items())
    assert dict(rows_of(batch)) == {"a.warc.gz": "waiting", "b.zip": "failed", "c.warc": "failed"}
    assert "网络档案" in batch.files.get(path="c.warc").error
    assert [path.name for path in incoming_folder(batch.pk).iterdir()] == ["00001"]


def run(path) -> str:
    out = io.StringIO()
    call_command("import_reports", str(path), stdout=out)
    return out.getvalue()


def test_the_command_reads_an_archive_and_goes_on_after_a_stop(tmp_path, monkeypatch, capsys):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "站.warc.gz").write_bytes(warc_of({**pages(5), "http://example.org/": LINKS.encode()}))
    with monkeypatch.context() as patch:
        real, left = Report.save, [3]

        def dying(report, *arguments, **options):
            left[0] -= 1
            if not left[0]:
                raise KeyboardInterrupt
            return real(report, *arguments, **options)

        patch.setattr(Report, "save", dying)
        with pytest.raises(SystemExit):
            run(folder)
    assert Report.objects.count() == 2
    said = run(folder)
    assert "已入库 3，重复 2，失败 0，略过 1" in said
    assert sorted(Report.objects.values_list("original__address", flat=True)) == sorted(pages(5))
    assert "站.warc.gz：取出网页 6 篇。" in capsys.readouterr().err
