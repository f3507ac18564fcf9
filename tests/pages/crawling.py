"""Every public page in three languages, fetched once for all tests that read whole pages."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from django.http import HttpResponse, QueryDict
from django.test import Client
from django.urls import Resolver404, resolve

from archive.models import Corpus, Measure, NearPair, Pack
from archive.research.packs.contents import make_contents
from archive.research.packs.keeping import store_pack
from archive.research.packs.question import read_question
from tests.making import ReportMaker
from tests.pages.conftest import Page
from tests.research.making import read_into_table

#: zh-hans is what a page is in without a choice.
LANGUAGES = ("zh-hans", "zh-hant", "en")
QUERIES = (
    "软弱涣散 整顿",
    "标题:党支部",
    "软弱?散 -范文",
    "整顿 NEAR/20 党组织",
    "(网格化 OR 积分制) 2019..2021",
    "*",
    "地区:定西 党建",
    "“不成对",
)
_FIXED = (
    "/", "/search/", "/search/advanced/", "/regions/", "/regions/621100/", "/regions/110000/", "/regions/none/", "/measures/", "/about/", "/about/archive/", "/about/api/", "/saved/", "/login/",
    "/watch/", "/watch/?q=整顿&region=62", "/watch/?region=99", "/watch/confirm/?t=x", "/watch/leave/?t=x", "/watch/letter/?t=x",
    "/search/?q=整顿", "/search/?q=整顿 甘肃 2021", "/search/?q=绝无此词绝无此词", "/search/?region=99", "/search/?from=2021&to=2019", "/search/?mode=x",
    "/search/?kind=report&not=script:hant&from=2019&to=2020", "/search/?q=软弱涣散&mode=script", "/search/?q=" + "(" * 40,
    "/compare-words/", "/compare-words/?q=整顿&c=62&c=2021", "/regions/?place=定西", "/regions/?place=dingxi", "/no-such-page",
    "/figures/", "/figures/?q=软弱涣散&region=62&from=2018&status=done", "/figures/?q=绝无此词&unit=名", "/figures/?region=99",
    "/neighbours/", "/neighbours/?q=整顿", "/neighbours/?q=软弱涣散&by=string&window=10&order=ll&near=all&samples=1", "/neighbours/?window=x",
    "/promises/", "/promises/?region=62", "/promises/?region=62&remark=no_report&from=2019", "/promises/?region=none",
    "/concordance/", "/concordance/?q=整顿", "/concordance/?q=整顿&corpus=gansu", "/formulas/", "/formulas/?q=绝无此词&sort=oldest", "/formulas/?standing=x", "/formulas/四联五带/", "/corpora/", "/corpora/?page=2", "/corpora/?page=x", "/corpora/gansu/", "/reuse/", "/reuse/?region=62&with=52&least=16", "/reuse/?with=x", "/packs/", "/packs/?id=x", "/packs/new/?q=整顿", "/packs/new/?q=绝无此词", "/packs/new/?of=figures&q=软弱涣散", "/packs/new/?region=99", "/concordance/?q=软弱*党&order=left&beside=1&near=all&samples=1",
    "/trends/", "/trends/?t=软弱涣散&t=整顿 OR 网格&of=chars", "/trends/?t=整顿&by=province", "/trends/?t=整顿&to=1999", "/trends/?by=x",
)  # fmt: skip


#: Links to one page with the same parameters that are followed; the list of all regions alone has four hundred.
_OF_ONE_KIND = 8


@dataclass(frozen=True)
class Crawl:
    """What was fetched, and what its links and forms lead to."""

    #: {(language, address): page}
    pages: dict[tuple[str, str], Page] = field(default_factory=dict)
    #: {address that a page links to, without anchor: the answer}
    targets: dict[str, HttpResponse] = field(default_factory=dict)
    #: {(where a form leads, its fields as they stand): status}
    forms: dict[tuple, int] = field(default_factory=dict)

    def in_language(self, language: str) -> dict[str, Page]:
        return {address: page for (its_language, address), page in self.pages.items() if its_language == language}


def crawl(make_report: ReportMaker) -> Crawl:
    """Fetch the pages of a small archive in which every page has something to show."""
    found = Crawl()
    addresses = [*_FIXED, *_of_reports(make_report)]
    addresses += [f"{page}?q={query}" for page in ("/search/", "/search/advanced/") for query in QUERIES]
    for language in LANGUAGES:
        client = Client()
        if language != LANGUAGES[0]:
            client.cookies["lang"] = language
        for address in addresses:
            found.pages[language, address] = Page(client.get(address))
    client, kinds = Client(), Counter()
    for address, page in found.in_language(LANGUAGES[0]).items():
        for link in sorted(links_of(page) - found.targets.keys()):
            kinds[_kind(link)] += 1
            if kinds[_kind(link)] <= _OF_ONE_KIND:
                found.targets[link] = client.get(
                    link, follow=True
                )  # a report is added by a link that leads on to its list
        for form in page.document.forms:
            target, fields = form.get("action") or address.partition("?")[0], values_of(form)
            if (target, fields) not in found.forms:
                send = client.post if form.method == "POST" else client.get
                found.forms[target, fields] = send(target, dict(fields)).status_code
    return found


def values_of(form) -> tuple[tuple[str, str], ...]:
    """Return what a browser sends of a form: of a ticked radio its own value, also an empty one, which lxml sends as "on"."""
    radios = form.xpath(".//input[@type='radio'][@checked]")
    empty = {radio.get("name") for radio in radios if radio.get("value") == ""}
    return tuple((name, "" if name in empty else value) for name, value in form.form_values())


def links_of(page: Page) -> set[str]:
    """Return the pages of ours that a page links to; the switch of languages leads back to the page itself."""
    links = {link.partition("#")[0] for link in page.all("//a/@href")}
    return {link for link in links if link.startswith("/") and not link.startswith("/api/") and "lang=" not in link}


def _kind(link: str) -> tuple:
    """Return the page that a link names, and the parameters that it gives."""
    path, _, query = link.partition("?")
    try:
        page = resolve(path).url_name
    except Resolver404:
        page = path
    return page, *sorted({name for name, _ in parse_qsl(query)})


def _of_reports(make_report: ReportMaker) -> list[str]:
    """Make the reports, and return the addresses that name one."""
    text = "一、基本情况\n2019年，定西市安定区整顿软弱涣散党组织12个，网格化治理成效明显。\n二、主要做法\n推行积分制和“四联五带”工作法，即四级联动、五员带头。**区不计。"
    one = make_report(
        title="关于整顿软弱涣散党组织的报告", text=text, region="621102", date="2019-11", source="甘肃日报", kind="report",
    )  # fmt: skip
    two = make_report(
        title="整頓軟弱渙散黨組織的做法", text="整頓軟弱渙散黨組織。" * 20, script="hant", is_truncated=True
    )
    three = make_report(
        title="定西的整顿", text="一、整顿\n正文整顿。\n二、以后\n再整顿。", region="621102", date="2021-08-16", source="陇中党建通讯",
    )  # fmt: skip
    counted = next(row for row in read_into_table(one) if row.value is not None)
    NearPair.objects.create(first=one, second=two, similarity=0.97)
    Measure.objects.update_or_create(name="软弱涣散", defaults={"group": "组织建设"})
    Corpus.objects.create(
        slug="gansu",
        name="甘肃整顿",
        query="q=整顿&region=62",
        listed=[two.pk],
        left_out=[three.pk, 999],
        notes="定西各篇。",
    )
    pack = store_pack(make_contents(read_question("", QueryDict("q=整顿 OR 整頓&near=all"))))
    Pack.objects.filter(pk=pack.pk).update(kept_at=pack.made_at)
    two.author = "别人"
    two.save()
    return [
        f"/packs/{pack.pk}/", f"/packs/{pack.pk}/again/",
        f"/reports/{one.pk}/", f"/reports/{one.pk}/?q=软弱涣散&edits=1", f"/reports/{one.pk}/?script=x", f"/reports/{two.pk}/?script=hans",
        f"/reports/{three.pk}/?q=整顿", f"/reports/{three.pk}/?edits=1", f"/reports/{one.pk}/compare/{two.pk}/",
        f"/reports/{one.pk}/compare/{three.pk}/", f"/reports/{one.pk}/compare/", f"/reports/{one.pk}/reuse/", f"/reports/{one.pk}/reuse/?with={three.pk}&least=16",
        f"/promises/?report={one.pk}", f"/figures/?report={one.pk}", f"/figures/?q=软弱涣散&pick={one.pk}.{counted.start}",
        f"/saved/?ids={one.pk},{two.pk},999", f"/saved/?ids={three.pk}",
    ]  # fmt: skip
