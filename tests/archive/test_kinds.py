"""Files of further kinds on their way to a draft."""

from __future__ import annotations

from datetime import date

import pytest

from archive.intake.drafts import prepare_text
from archive.intake.files import import_files
from archive.models import ImportBatch, ImportFile, Report
from archive.publishing.publish import PublishingError
from archive.text.formats import extract_text

pytestmark = pytest.mark.django_db

SENTENCE = "全县组织部门对软弱涣散的村党组织逐个会诊，一村一策制定整顿方案。\n"


@pytest.mark.parametrize(("sentences", "is_damaged"), [(2, True), (40, False)])
def test_a_text_is_damaged_if_more_than_one_character_in_five_hundred_is_lost(regions, sentences, is_damaged):
    data = "".join(SENTENCE.replace("村", f"{number}村", 1) for number in range(sentences)).encode("gb18030")
    prepared = prepare_text(
        extract_text(data[:20] + b"\xff" + data[20:], "a.txt"), filename="a.txt", today=date(2026, 11, 30)
    )
    assert prepared.text.count("\ufffd") == 1
    assert prepared.damaged is is_damaged


@pytest.mark.parametrize(
    "text",
    [
        "ひらがなのぶんしょう。ここにあるのはみじかいぶん。",
        "كەنت پارتىيە ياچېيكىسىنىڭ يىللىق خىزمەت دوكلاتى.",
        "གྲོང་ཚོའི་ཏང་ཨུ་ཡོན་ལྷན་ཁང་གི་ལོ་འཁོར་ལས་དོན་སྙན་ཞུ།",
        "Годовой отчёт партийной ячейки села.",
        "마을 당지부의 연간 보고서.",
    ],
)
def test_a_text_of_any_script_has_a_title(regions, text):
    card = prepare_text(extract_text(text.encode(), "a.txt"), filename="a.txt", today=date(2026, 11, 30)).description
    title = card.title.value or card.working_title_text
    assert title
    assert text.startswith(title[:10])


def test_a_draft_that_may_not_be_published_stays_one_and_its_row_says_why(regions, tmp_path, monkeypatch):
    def refuse(report, by=None):
        raise PublishingError("报告没有题名。请先填写题名再发布。")

    monkeypatch.setattr("archive.intake.files.publish_report", refuse)
    path = tmp_path / "a.txt"
    path.write_text(SENTENCE * 3, encoding="utf-8")
    batch = ImportBatch.objects.create(label="试", publish=True)
    (result,) = import_files([path], batch=batch, publish=True)
    assert (result.status, result.report.status) == ("created", Report.Status.DRAFT)
    assert "没有发布：报告没有题名" in result.warnings[-1]
    assert "没有发布：报告没有题名" in ImportFile.objects.get(batch=batch).note
