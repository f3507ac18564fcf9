"""A report as it is read, and its original."""

import pytest
from django.contrib.auth.models import Permission, User

from archive.models import Report
from archive.text.evidence import Candidate, Evidence

TEXT = "一、病根\n排出软弱涣散村党组织十九个。\n整顿半年，软弱涣散的少了。\n二、以后\n再整顿。"


@pytest.fixture
def report(make_report):
    return make_report(title="定西的整顿", text=TEXT, region="621102", date="2021-08-16", source="陇中党建通讯")


def hits(page) -> list[str]:
    return page.texts("//div[@class='text']//mark[@id]")


def test_a_report_shows_its_place_its_date_and_its_words(report, read):
    page = read(report.get_absolute_url())
    assert page.status == 200
    assert page.texts("//h1") == ["定西的整顿"]
    assert page.texts("//nav[@class='crumbs']")[0].split(" › ") == ["甘肃省", "定西市", "安定区"]
    assert "2021年8月16日" in page.text
    assert page.texts("//div[@class='text']//p")[0] == "1排出软弱涣散村党组织十九个。"


def test_the_length_counts_characters_and_no_blanks(make_report, read):
    page = read(make_report(text="　　十个字，不算空白。\n\n再三字").get_absolute_url())
    assert "12 字" in page.texts("//article//p[@class='meta']/span")


def test_paragraphs_and_headings_can_be_linked_to(report, read):
    page = read(report.get_absolute_url())
    assert page.all("//div[@class='text']//*/@id") == ["s1", "p1", "p2", "s2", "p3"]
    assert page.all("//nav[@class='outline']//a/@href") == ["#s1", "#s2"]


def test_every_occurrence_is_marked_and_numbered(report, read):
    page = read(report.get_absolute_url(), q="软弱涣散 整顿")
    assert hits(page) == ["软弱涣散", "整顿", "软弱涣散", "整顿"]
    assert page.all("//div[@class='text']//mark/@id") == ["h1", "h2", "h3", "h4"]
    assert len(hits(page)) == TEXT.count("软弱涣散") + TEXT.count("整顿")


def test_the_number_of_hits_is_that_of_the_results_page(report, read):
    assert "文中 4 处" in read("/search/", q="软弱涣散 整顿").text
    assert read(report.get_absolute_url(), q="软弱涣散 整顿").texts("//p[@class='hit-count']") == ["4 处"]


def test_every_link_of_the_hit_bar_leads_to_something(report, read):
    page = read(report.get_absolute_url(), q="软弱涣散 整顿")
    places = {f"#{name}" for name in page.all("//@id")}
    targets = page.all("//section[@class='hit-bar']//a/@href[starts-with(., '#')]")
    assert len(targets) == 4 + 2
    assert set(targets) <= places


def test_one_term_can_be_marked_alone_and_none_at_all(report, read):
    page = read(report.get_absolute_url(), q="软弱涣散 整顿")
    alone = next(link for link in page.all("//p[@class='hit-terms']/a/@href") if "term=1" in link)
    assert hits(read(alone)) == ["整顿", "整顿"]
    (plain,) = page.links("不标")
    assert hits(read(plain)) == []
    assert read(plain).links("全部 4") == [
        f"{report.get_absolute_url()}?q=%E8%BD%AF%E5%BC%B1%E6%B6%A3%E6%95%A3+%E6%95%B4%E9%A1%BF"
    ]


def test_a_term_inside_a_longer_one_is_marked_when_it_is_alone(make_report, read):
    address = make_report(text="软弱涣散，软弱。").get_absolute_url()
    assert hits(read(address, q="软弱涣散 软弱")) == ["软弱涣散", "软弱"]
    assert hits(read(address, q="软弱涣散 软弱", term="1")) == ["软弱", "软弱"]


def test_the_mode_of_the_question_is_kept(make_report, read):
    address = make_report(text="軟弱渙散", script="hant").get_absolute_url()
    assert hits(read(address, q="软弱涣散")) == ["軟弱渙散"]
    assert hits(read(address, q="软弱涣散", mode="script")) == []


@pytest.mark.parametrize("parameters", [{"mode": "x"}, {"term": "-1"}, {"edits": "2"}, {"q": "整" * 401}])
def test_a_question_that_cannot_be_read_still_shows_the_report(report, read, parameters):
    page = read(report.get_absolute_url(), **{"q": "整顿", **parameters})
    assert page.status == 400
    assert page.all("//*[@role='alert']")
    assert "排出软弱涣散村党组织" in page.text


@pytest.mark.parametrize(
    ("date", "shown"),
    [
        ("2021-08-06", "2021年8月6日"),
        ("2019-11", "2019年11月（日未注明）"),
        ("2020", "2020年（月日未注明）"),
        ("", "日期未注明"),
    ],
)
def test_a_date_is_said_as_far_as_it_is_known(make_report, read, date, shown):
    page = read(make_report(date=date).get_absolute_url())
    assert page.texts("//article//p[@class='meta']/span")[0].startswith(shown)


def test_evidence_gives_quote_rule_certainty_and_rivals_in_words(make_report, read):
    evidence = Evidence(
        "2021-08-16", "labelled", "发布时间：2021-08-16", 0.97, (Candidate("2021-08-17", "address", "t20210817", 0.3),)
    )
    report = make_report(date="2021-08-16", evidence={"date": evidence.to_dict()})
    page = read(report.get_absolute_url())
    (shown,) = page.texts("//div[@id='evidence-date']")
    for words in (
        "“",
        "发布时间：2021-08-16",
        "标注的发布时间",
        "几乎确定",
        "2021年8月17日（网址中的日期：“t20210817”）",
    ):
        assert words in shown
    assert page.all("//button[@popovertarget='evidence-date']")


def test_an_unknown_value_says_why_and_where_it_was_looked_for(make_report, read):
    evidence = Evidence(None, "redacted", "自****年3月起")
    page = read(make_report(evidence={"date": evidence.to_dict()}).get_absolute_url())
    (shown,) = page.texts("//div[@id='evidence-date']")
    for words in ("未注明", "原文已隐去", "自****年3月起", "文首五行", "无依据，不填"):
        assert words in shown


def test_a_region_in_evidence_is_named_and_not_coded(make_report, read):
    make_report(region="510500")
    evidence = Evidence("621100", "title", "定西", 0.9, (Candidate("510500", "body", "泸州", 0.2),))
    page = read(make_report(region="621100", evidence={"region": evidence.to_dict()}).get_absolute_url())
    assert "四川省 › 泸州市（正文各段的地名：“泸州”）" in page.texts("//div[@id='evidence-region']")[0]


def test_a_rule_without_a_name_is_shown_by_its_own(make_report, read):
    report = make_report(evidence={"kind": Evidence("other", "brand-new-rule", "", 0.5).to_dict()})
    assert "brand-new-rule" in read(report.get_absolute_url()).texts("//div[@id='evidence-kind']")[0]


def test_a_made_up_title_says_that_it_is_one(make_report, read):
    assert "原文无题，以上为拟题。" in read(make_report(is_working_title=True).get_absolute_url()).text


def test_tags_say_what_is_wrong_with_a_text(make_report, read):
    flags = {"is_redacted": True, "is_truncated": True, "is_damaged": True, "is_sample": True}
    page = read(make_report(script="hant", **flags).get_absolute_url())
    assert page.texts("//article//span[@class='tag']") == ["繁体", "有隐去", "不完整", "有缺损", "示例"]
    assert page.all("//div[@class='text']/@lang") == ["zh-Hant"]


def test_edits_are_drawn_only_when_asked_for(make_report, read):
    edits = [
        {"start": 0, "before": "首页 > 党建\n", "after": "", "kind": "clean", "rule": "navigation"},
        {"start": 10, "before": "(qū)", "after": "", "kind": "repair", "rule": "pinyin-bracket"},
    ]
    report = make_report(text="我區排查。", extracted_text="首页 > 党建\n我區(qū)排查。", edits=edits)
    plain = read(report.get_absolute_url())
    assert plain.all("//div[@class='text']//del") == []
    repaired = read(plain.links("标出修复")[0])
    assert repaired.texts("//div[@class='text']//del") == ["(qū)"]
    both = read(repaired.links("显示删去")[0])
    assert both.texts("//p[@class='removed']") == ["首页 > 党建 导航"]
    assert both.texts("//p[@id='p1']//del") == ["(qū)"]
    assert read(both.links("标出修复")[0]).texts("//div[@class='text']//del") == ["首页 > 党建"]
    assert read(both.links("收起")[0]).all("//div[@class='text']//del") == []


def test_the_counts_of_edits_are_those_that_the_page_shows(make_report, read):
    removed = [
        {"start": 0, "before": "首页\n", "after": "", "kind": "clean", "rule": "navigation"},
        {"start": 3, "before": "\n", "after": "", "kind": "clean", "rule": "blank-lines"},
        {"start": 4, "before": "　　", "after": "", "kind": "clean", "rule": "indent"},
        {"start": 10, "before": "\u200b", "after": "", "kind": "clean", "rule": "invisible"},
        {"start": 13, "before": "点击量：37", "after": "", "kind": "clean", "rule": "counter"},
    ]
    extracted = "首页\n\n　　我区排查\u200b。\n点击量：37"
    report = make_report(text="我区排查。\n", extracted_text=extracted, edits=removed)
    page = read(report.get_absolute_url())
    assert "显示删去2处" in "".join(page.text.split())
    shown = read(page.links("显示删去")[0])
    assert len(shown.texts("//p[@class='removed']") + shown.texts("//div[@class='text']//p[@id]//del")) == 2


def test_the_citation_follows_the_standard(make_report, read):
    report = make_report(title="定西的整顿", author="区委组织部", source="陇中党建通讯", date="2021-08")
    (citation,) = read(report.get_absolute_url()).texts("//p[@class='citation of-gb']")
    assert citation.startswith("区委组织部. 定西的整顿[EB/OL]. 陇中党建通讯, (2021-08)[")
    assert citation.endswith(f"]. 基层文库: http://testserver/reports/{report.pk}/.")


def test_a_citation_leaves_out_what_is_not_known(make_report, read):
    report = make_report(title="无名")
    (citation,) = read(report.get_absolute_url()).texts("//p[@class='citation of-gb']")
    assert citation.startswith("无名[EB/OL]. [20")


@pytest.mark.parametrize("where", ["", "original"])
def test_a_draft_is_not_there_for_a_stranger(make_report, client, where):
    report = make_report(status=Report.Status.DRAFT)
    assert client.get(report.get_absolute_url() + where).status_code == 404


@pytest.mark.parametrize("where", ["", "original"])
def test_a_withdrawn_report_is_gone_and_says_nothing_of_itself(make_report, client, where):
    report = make_report(status=Report.Status.WITHDRAWN, title="机密的题", text="机密的话")
    response = client.get(report.get_absolute_url() + where)
    assert response.status_code == 410
    assert "现已撤回" in response.content.decode()
    assert "机密" not in response.content.decode()


@pytest.mark.parametrize("number", ["0", "999999", "9" * 30])
def test_an_unknown_number_is_not_found(engine, client, number):
    assert client.get(f"/reports/{number}/").status_code == 404
    assert client.get(f"/reports/{number}/original").status_code == 404


def test_uploaded_words_are_never_html(make_report, read):
    bad = "<script>alert(1)</script>"
    evidence = Evidence(bad, bad, bad, 0.5, (Candidate(bad, bad, bad, 0.1),)).to_dict()
    report = make_report(
        title=f"甲{bad}",
        text=f"{bad}<img src=x>**区整顿\n一、{bad}\n二、乙",
        extracted_text=f"{bad}\n{bad}<img src=x>**区整顿\n一、{bad}\n二、乙",
        edits=[{"start": 0, "before": f"{bad}\n", "after": "", "kind": "clean", "rule": bad}],
        source=f"报{bad}",
        author=bad,
        filename=f"{bad}.txt",
        evidence=dict.fromkeys(("title", "region", "date", "source", "author", "kind"), evidence),
    )
    page = read(report.get_absolute_url(), q=f"整顿 {bad}", edits="1")
    assert "<script>alert" not in page.source
    assert "<img" not in page.source
    assert page.source.count("&lt;script&gt;") > 10


def test_the_original_comes_back_byte_for_byte_as_an_attachment(make_report, client):
    data = bytes(range(256)) + b"<script>"
    report = make_report(data=data, filename='总结"\r\nX: y.html')
    response = client.get(f"/reports/{report.pk}/original")
    assert b"".join(response.streaming_content) == data
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "X" not in response.headers


def test_an_editor_may_fetch_the_original_of_a_draft_and_a_stranger_with_an_account_may_not(make_report, client):
    report = make_report(status=Report.Status.DRAFT)
    person = User.objects.create_user("周", is_staff=True)
    client.force_login(person)
    assert client.get(f"/reports/{report.pk}/original").status_code == 404
    person.user_permissions.add(Permission.objects.get(codename="view_report"))
    client.force_login(User.objects.get(pk=person.pk))
    assert client.get(f"/reports/{report.pk}/original").status_code == 200


def test_an_original_that_is_missing_on_disk_is_said_and_logged(report, client, caplog):
    report.original.path.unlink()
    response = client.get(f"/reports/{report.pk}/original")
    assert response.status_code == 404
    assert "原件暂时取不到" in response.content.decode()
    assert report.original.sha256 in caplog.text


def test_the_number_of_queries_does_not_grow_with_the_text(make_report, read, django_assert_max_num_queries):
    report = make_report(text="整顿。\n" * 300, region="621102", source="陇中党建通讯")
    with django_assert_max_num_queries(3):  # the report, its near duplicates, the list of measures
        read(report.get_absolute_url(), q="整顿", edits="1")
