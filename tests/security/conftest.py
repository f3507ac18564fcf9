"""A small archive in which every page has something to show, and what its reports hold is hostile."""

from __future__ import annotations

import pytest

from tests.security.hostile import SCRIPT


@pytest.fixture
def numbers(make_report) -> list[int]:
    """Ids of published reports, two of them near duplicates, of a draft and of a withdrawn one."""
    from archive.models import NearPair

    text = "一、整顿\n全市整顿软弱涣散党组织二百七十九个。\n" * 40
    made = [
        make_report(title="定西市整顿", text=text, region="621100", date="2021-08-16", source="陇中晨讯", kind="news"),
        make_report(title="整顿情况", text="軟弱渙散村黨組織逐村施策。", region="621121", date="2020", script="hant"),
        make_report(title=SCRIPT, text=f"{SCRIPT}**区党建整顿\u202e倒\u202c", source=SCRIPT, filename='a"\u202e.txt'),
        make_report(title="草稿", status="draft"),
        make_report(title="撤回", status="withdrawn"),
    ]
    NearPair.objects.create(first=made[0], second=made[1], similarity=0.9)
    return [report.pk for report in made]
