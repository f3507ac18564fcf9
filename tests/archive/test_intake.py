"""From a file to a draft: values with evidence, edits that can be undone, duplicates, bad files."""

from __future__ import annotations

import io

import pytest
from docx import Document as Docx

from archive.intake.drafts import Duplicate, FileRefused
from archive.models import ImportBatch, Original, Report
from archive.text.edits import undo_edits
from tests.archive.uploading import stored

pytestmark = pytest.mark.django_db

TEXT = """陇原县：把支部建在马铃薯窖门口

来源：陇中党建通讯　发布时间：2021-08-16 09:32　点击量：378

甘肃省定西市渭源县委组织部今年以来对全县软弱涣散村党组织逐一排查，列出问题清单，一村一策整顿。
全县共排查出软弱涣散村党组织九个，选派第一书记九名，年底前全部通过验收。

责任编辑：李某
版权声明：本文内容由互联网用户自发贡献，该文观点仅代表作者本人。
"""


@pytest.fixture
def batch(regions):
    return ImportBatch.objects.create(label="试")


def receive(batch, text: str | bytes, filename: str = "a.txt"):
    data = text if isinstance(text, bytes) else text.encode()
    return stored(data, filename, batch)


def test_a_file_becomes_a_draft_with_its_card_and_its_evidence(batch):
    report = receive(batch, TEXT)
    report.refresh_from_db()
    assert report.status == Report.Status.DRAFT
    assert report.title == "陇原县：把支部建在马铃薯窖门口"
    assert report.source.name == "陇中党建通讯"
    assert report.partial_date.iso == "2021-08-16"
    assert report.region_id == "621123"
    assert "2021-08-16" in report.evidence["date"]["quote"]
    assert report.evidence["region"]["rule"]


def test_the_boilerplate_is_an_edit_and_the_sentences_stay(batch):
    report = receive(batch, TEXT)
    assert "版权声明" not in report.text
    assert "点击量" not in report.text
    assert "列出问题清单，一村一策整顿。" in report.text
    assert undo_edits(report.text, report.edit_list) == report.extracted_text


def test_the_original_is_kept_byte_for_byte(batch):
    data = TEXT.encode("gb18030")
    original = receive(batch, data).original
    assert original.path.read_bytes() == data
    assert original.encoding == "gb18030"
    assert original.size == len(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_same_text_in_another_encoding_is_recognised_as_the_same(batch, encoding):
    first = receive(batch, TEXT.encode("utf-16"))
    again = receive(batch, TEXT.encode(encoding))
    assert isinstance(again, Duplicate)
    assert again.report == first


def test_the_same_bytes_come_back_as_their_twin_and_leave_no_row(batch):
    first = receive(batch, TEXT)
    again = receive(batch, TEXT, "other name.txt")
    assert isinstance(again, Duplicate)
    assert again.report == first
    assert "逐字节相同" in again.sentence
    assert Report.objects.count() == Original.objects.count() == 1


def test_a_docx_comes_in_with_its_tables(batch):
    docx = Docx()
    docx.add_paragraph("关于整顿软弱涣散党组织的情况报告")
    docx.add_paragraph("今年以来，全县对软弱涣散党组织进行了集中整顿，取得了明显成效。")
    table = docx.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "石沟湾村", "已销号"
    file = io.BytesIO()
    docx.save(file)
    report = receive(batch, file.getvalue(), "report.docx")
    assert report.title == "关于整顿软弱涣散党组织的情况报告"
    assert "石沟湾村" in report.text
    assert "已销号" in report.text


def test_nothing_is_guessed_where_the_text_is_redacted(batch):
    text = "**区软弱涣散党组织整顿工作总结\n\n****年，**区委高度重视，对**个软弱涣散村党组织进行了整顿，成效明显。\n"
    report = receive(batch, text)
    assert (report.region, report.date) == (None, None)
    assert report.evidence["region"]["rule"] == "redacted"
    assert report.evidence["date"]["rule"] == "redacted"
    assert report.is_redacted


def test_without_a_title_one_is_made_and_marked_as_made(batch):
    text = "近年来，我县坚持党建引领，不断加强基层组织建设，为全面推进乡村振兴提供坚强组织保障，取得了一定成绩。\n" * 1
    report = receive(batch, text)
    assert report.is_working_title
    assert report.evidence["title"]["value"] is None
    assert report.title
    assert text.startswith(report.title.rstrip("…"))


@pytest.mark.parametrize(
    ("data", "filename", "word"),
    [
        (b"", "empty.txt", "空"),
        (b"\x7fELF\x02\x01\x01" + b"\x00\x01\xfe\xff" * 200, "program.txt", "文件"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "scan.txt", "PDF"),
        (b"PK\x03\x04" + b"\x00" * 50, "broken.docx", "docx"),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence_and_leaves_nothing(batch, data, filename, word, settings):
    with pytest.raises(FileRefused, match=word):
        receive(batch, data, filename)
    assert not Report.objects.exists()
    assert not Original.objects.exists()
    assert not settings.ORIGINALS_DIR.exists()


def test_a_file_over_the_limit_is_refused_by_its_size(batch, settings):
    settings.MAX_UPLOAD_BYTES = 1024 * 1024
    with pytest.raises(FileRefused, match="1 MB"):
        receive(batch, b"x" * (1024 * 1024 + 1))


def test_a_report_of_a_sample_batch_is_a_sample(regions):
    batch = ImportBatch.objects.create(is_sample=True)
    assert receive(batch, TEXT).is_sample
