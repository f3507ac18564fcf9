"""关于本库: who runs the archive, what is in it, rights, privacy, correction and removal, contact, how to cite it."""

from __future__ import annotations

from archive.models import ErasedReport
from archive.publishing.outbox import apply_index_changes
from archive.publishing.samples import note_samples

ADDRESS = "/about/archive/"


def test_the_page_says_who_runs_the_archive_and_how_to_reach_them(engine, read, settings):
    settings.ARCHIVE_OPERATOR, settings.EDITORS_EMAIL = "某大学<图书馆>", "bianzhe@jiceng.example"
    settings.ARCHIVE_CONTACT, settings.ARCHIVE_RIGHTS = "电话 010-00000000", "文字各归其主。"
    page = read(ADDRESS)
    assert page.texts("//h1") == ["关于本库"]
    assert "本库由某大学<图书馆>运营" in page.text
    assert page.all("//main//a/@href[starts-with(., 'mailto:')]") == ["mailto:bianzhe@jiceng.example"]
    assert "电话 010-00000000" in page.text
    assert "文字各归其主。" in page.text


def test_what_the_settings_do_not_say_is_said_to_be_missing(engine, read):
    page = read(ADDRESS)
    assert "运营者没有写明自己的名称" in page.text
    assert "运营者没有公布联系方式" in page.text
    assert "本库不主张权利" in page.text


def test_the_page_counts_what_is_in_it_and_what_was_erased(make_report, read):
    make_report(date="2019")
    make_report(date="2021")
    make_report(is_sample=True)
    note_samples()  # as the publication of the others does
    apply_index_changes()
    ErasedReport.objects.create(report_id=99, reason="依法")
    page = read(ADDRESS)
    assert "现有报告 2 篇，原件 2 件，日期自 2019 年至 2021 年" in page.text
    assert "另有 1 篇示例" in page.text
    assert "这样删除过 1 篇" in page.text


def test_an_archive_of_samples_alone_says_so(make_report, read):
    make_report(is_sample=True)
    assert "现在所收都是示例" in read(ADDRESS).text


def test_the_archive_itself_can_be_cited(engine, read, settings):
    settings.ARCHIVE_OPERATOR, settings.SITE_URL = "某大学图书馆", "https://jiceng.example"
    gb, apa, chicago = read(ADDRESS).texts("//dl[@class='terms']//dd")
    assert gb.startswith("某大学图书馆. 基层文库[DB/OL]. [20")
    assert gb.endswith("]. https://jiceng.example/.")
    assert apa.startswith("某大学图书馆. (n.d.). Jiceng Archive (基层文库). Retrieved ")
    assert chicago.startswith("某大学图书馆. Jiceng Archive (基层文库). Accessed ")


def test_privacy_says_what_is_noted_of_searches(engine, read, settings):
    settings.SEARCH_NOTES = True
    assert "只记检索式和时间" in read(ADDRESS).text
    settings.SEARCH_NOTES = False
    assert "不记任何人查过什么" in read(ADDRESS).text


def test_every_page_leads_there(engine, read):
    for address in ("/", "/search/", "/about/", "/nowhere"):
        assert ADDRESS in read(address).links("关于本库"), address
