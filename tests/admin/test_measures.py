"""The list of measures: what editors may write in it, and what the readers see of it."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from archive.holdings.measures import count_measures, names_of_measures, other_names
from archive.models import Measure

pytestmark = pytest.mark.django_db


@pytest.fixture
def form() -> dict[str, str]:
    return {"name": "庭院党建", "group": "治理与发展", "order": "305", "variants": "院落党建\n党建小院", "note": ""}


def faults(**fields) -> str:
    """What the desk says of a measure, in one line; "" where nothing is wrong."""
    measure = Measure(**{"name": "庭院党建", "group": "治理与发展"} | fields)
    try:
        measure.full_clean()
    except ValidationError as error:
        return "".join(error.messages)
    return ""


def test_every_measure_of_the_seed_keeps_the_rules():
    for measure in Measure.objects.all():
        measure.full_clean()


def test_the_seed_has_three_groups_of_ten_in_their_order():
    assert [(group.name, len(group.measures)) for group in count_measures()] == [
        ("组织建设", 10),
        ("带头人与队伍", 10),
        ("治理与发展", 10),
    ]


def test_an_editor_adds_a_measure_and_readers_see_it_in_its_place(admin_client, client, form):
    assert admin_client.post(reverse("admin:archive_measure_add"), form).status_code == 302
    names = [measure.name for measure in count_measures()[2].measures]
    assert names.index("庭院党建") == names.index("集体经济") + 1


def test_the_form_explains_every_field_in_chinese(admin_client):
    page = admin_client.get(reverse("admin:archive_measure_add")).content.decode()
    for words in ("最通行的叫法", "做法索引里的一栏", "小的在前", "每行一种", "一句话"):
        assert words in page


def test_the_list_shows_variants_in_a_row(admin_client):
    page = admin_client.get(reverse("admin:archive_measure_changelist")).content.decode()
    assert "4+2工作法、4+2工作机制" in page


def test_the_list_costs_the_same_however_many_measures(admin_client, django_assert_max_num_queries):
    Measure.objects.bulk_create(Measure(name=f"做法第{number}", group="组织建设") for number in range(60))
    with django_assert_max_num_queries(9):
        admin_client.get(reverse("admin:archive_measure_changelist"))


def test_order_is_changed_in_the_list_itself(admin_client):
    first, *_ = rows = list(Measure.objects.in_order())
    form = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": len(rows), "_save": "保存"}
    for number, measure in enumerate(rows):
        form |= {
            f"form-{number}-id": measure.pk,
            f"form-{number}-order": 195 if measure == first else measure.order,
        }
    admin_client.post(reverse("admin:archive_measure_changelist"), form)
    assert count_measures()[0].measures[-1].name == first.name


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": "软弱涣散"}, "已经有了"),
        ({"name": "軟弱渙散"}, "“軟弱渙散”这条做法已经有了"),
        ({"name": "后进党组织"}, "“后进党组织”已列在“软弱涣散”之下"),
        ({"variants": "头雁"}, "一种说法只能归一条做法"),
        ({"variants": "庭院黨建"}, "就是名称本身"),
        ({"name": "“庭院党建”"}, "不要带引号"),
        ({"name": "党"}, "须是 2 到 30 字"),
        ({"name": "——"}, "没有可以检索的字"),
        ({"variants": "\n".join(f"说法第{number}" for number in range(13))}, "至多 12 种"),
        ({"group": "  "}, "请写明属于哪一组"),
    ],
)
def test_a_name_that_cannot_serve_is_refused_with_a_remedy(fields, words):
    assert words in faults(**fields)


def test_variants_may_be_written_in_one_line():
    measure = Measure(name="庭院党建", group="治理与发展", variants="院落党建、党建小院；院落黨建")
    measure.full_clean()
    assert measure.variants == "院落党建\n党建小院"


def test_a_measure_keeps_its_own_name_when_it_is_saved_again():
    measure = Measure.objects.get(name="软弱涣散")
    measure.note = "另写"
    measure.full_clean()


def test_an_editor_without_the_right_may_not_touch_the_list(colleague):
    assert colleague.get(reverse("admin:archive_measure_changelist")).status_code == 403


@pytest.mark.parametrize(
    ("term", "words"),
    [
        ("软弱涣散", ["后进党组织", "后进村党组织", "后进支部", "整顿后进"]),
        ("軟弱渙散", ["后进党组织", "后进村党组织", "后进支部", "整顿后进"]),
        ("后进党组织", ["软弱涣散", "后进村党组织", "后进支部", "整顿后进"]),
        ("软弱涣散村", ["后进党组织", "后进村党组织", "后进支部", "整顿后进"]),
        ("书记主任一肩挑", ["一人兼任", "交叉任职"]),
        ("软弱", []),
        ("整顿", []),
    ],
)
def test_other_names_for_a_term_are_those_of_its_measure(term, words):
    assert other_names(term, names_of_measures()) == words
