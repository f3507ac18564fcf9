"""Files of further kinds on their way to a draft."""

from __future__ import annotations

from datetime import date

import pytest

from archive.intake.drafts import prepare_text
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
