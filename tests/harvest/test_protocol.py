"""The six verbs of OAI-PMH 2.0 and its errors, each answer valid by the protocol's schema."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as few
from hypothesis import strategies as st

from archive.models import Report
from archive.publishing.erasing import erase_report
from archive.publishing.publish import withdraw_report
from tests.harvest.conftest import Answer

LIST = "verb=ListRecords&metadataPrefix=oai_dc"


@pytest.fixture
def report(make_report):
    return make_report(title="定西的整顿", region="621102", date="2021-08", source="陇中党建通讯", kind="news")


def test_the_archive_tells_who_it_is(ask, report, settings):
    settings.EDITORS_EMAIL = "bianzhe@jiceng.example"
    answer = ask(verb="Identify")
    assert answer.texts("//o:Identify/*")[:5] == [
        "基层文库", "http://testserver/oai", "2.0", "bianzhe@jiceng.example", answer.texts("//o:earliestDatestamp")[0],
    ]  # fmt: skip
    assert answer.texts("//o:deletedRecord | //o:granularity") == ["persistent", "YYYY-MM-DDThh:mm:ssZ"]
    assert answer.all("/o:OAI-PMH/o:request/@verb") == ["Identify"]


def test_an_archive_without_reports_or_mail_answers_too(ask):
    assert ask(verb="Identify").texts("//o:adminEmail") == ["nobody@jiceng.invalid"]
    assert ask(LIST).error == "noRecordsMatch"


def test_identifiers_are_described_where_the_host_is_a_domain(ask, settings):
    assert ask(verb="Identify").all("//o:description") == []
    settings.SITE_URL = "https://ku.jiceng.example:8443"
    answer = ask(verb="Identify")
    assert answer.all("//o:description//*[local-name()='sampleIdentifier']/text()") == [
        "oai:ku.jiceng.example:reports/17"
    ]
    assert answer.texts("//o:baseURL") == ["https://ku.jiceng.example:8443/oai"]


def test_the_formats_are_those_of_every_report(ask, report):
    every = ask(verb="ListMetadataFormats")
    assert every.texts("//o:metadataPrefix") == ["oai_dc", "jiceng"]
    one = ask(verb="ListMetadataFormats", identifier=f"oai:testserver:reports/{report.pk}")
    assert one.texts("//o:metadataPrefix") == ["oai_dc", "jiceng"]
    assert ask(verb="ListMetadataFormats", identifier="oai:testserver:reports/99999").error == "idDoesNotExist"


def test_our_own_schema_lies_where_the_list_of_formats_says(ask, client):
    address = ask(verb="ListMetadataFormats").texts("//o:schema")[1]
    assert b"urn:x-jiceng:card:1" in client.get(address.removeprefix("http://testserver")).content


@pytest.mark.parametrize("prefix", ["oai_dc", "jiceng"])
def test_one_record_is_given_by_its_identifier(ask, report, prefix):
    answer = ask(verb="GetRecord", metadataPrefix=prefix, identifier=f"oai:testserver:reports/{report.pk}")
    assert answer.texts("//o:header/o:identifier") == [f"oai:testserver:reports/{report.pk}"]
    assert len(answer.all("//o:metadata/*")) == 1


def test_a_withdrawn_report_is_told_with_no_word_of_it(ask, report):
    withdraw_report(report)
    for query in (LIST, "verb=ListRecords&metadataPrefix=jiceng", "verb=ListIdentifiers&metadataPrefix=oai_dc"):
        answer = ask(query)
        assert answer.all("//o:header/@status") == ["deleted"]
        assert answer.all("//o:metadata | //o:setSpec") == []
        assert "整顿" not in answer.source
    one = ask(verb="GetRecord", metadataPrefix="jiceng", identifier=f"oai:testserver:reports/{report.pk}")
    assert one.all("//o:header/@status") == ["deleted"]


def test_an_erased_report_is_told_for_ever(ask, report):
    ask(LIST)
    number = report.pk
    erase_report(number, reason="依法删除")
    answer = ask(LIST)
    assert answer.texts("//o:header/o:identifier") == [f"oai:testserver:reports/{number}"]
    assert answer.all("//o:header/@status") == ["deleted"]


def test_a_draft_is_nowhere(ask, make_report):
    draft = make_report(title="草稿的题名", status=Report.Status.DRAFT)
    assert ask(LIST).error == "noRecordsMatch"
    told = ask(verb="GetRecord", metadataPrefix="oai_dc", identifier=f"oai:testserver:reports/{draft.pk}")
    assert told.error == "idDoesNotExist"


def test_a_deletion_stands_inside_from_and_until(ask, report):
    withdraw_report(report)
    (stamp,) = ask(LIST).texts("//o:datestamp")
    day = stamp[:10]
    for limits in (f"&from={stamp}", f"&until={stamp}", f"&from={stamp}&until={stamp}", f"&from={day}&until={day}"):
        assert ask(LIST + limits).all("//o:header/@status") == ["deleted"]
    assert ask(f"{LIST}&until=2001-01-01").error == "noRecordsMatch"
    assert ask(f"{LIST}&from=2999-01-01T00:00:00Z").error == "noRecordsMatch"


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("", "badVerb"), ("verb=", "badVerb"), ("verb=identify", "badVerb"), ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&verb=ListSets", "badVerb"), ("Verb=Identify", "badVerb"), ("verb=%00", "badVerb"), ("verb=%FF", "badVerb"),
        ("verb=Identify&set=region", "badArgument"), ("verb=Identify&nonsense=1", "badArgument"), ("verb=GetRecord", "badArgument"),
        ("verb=GetRecord&identifier=oai:testserver:reports/1", "badArgument"), ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=a&identifier=b", "badArgument"), ("verb=ListRecords", "badArgument"),
        (f"{LIST}&metadataPrefix=oai_dc", "badArgument"), (f"{LIST}&from=2021", "badArgument"), (f"{LIST}&from=2021-02-30", "badArgument"),
        (f"{LIST}&from=", "badArgument"), (f"{LIST}&set=", "badArgument"), (f"{LIST}&set=地区", "badArgument"), (f"{LIST}&set=region:", "badArgument"),
        (f"{LIST}&from=2021-01-01&until=2020-01-01", "badArgument"), (f"{LIST}&from=2021-01-01&until=2021-02-01T00:00:00Z", "badArgument"),
        (f"{LIST}&from=2021-01-01T00:00:00", "badArgument"), (f"{LIST}&from=2021-01-01T00:00:00%2B08:00", "badArgument"),
        (f"{LIST}&from=0000-01-01", "badArgument"), (f"{LIST}&until=２０２１-01-01", "badArgument"), (f"{LIST}&lang=en", "badArgument"),
        (f"{LIST}&resumptionToken=x", "badArgument"), ("verb=ListSets&metadataPrefix=oai_dc", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=a b", "badArgument"), ("verb=ListRecords&metadataPrefix=é", "badArgument"),
        ("verb=ListRecords&metadataPrefix=mods", "cannotDisseminateFormat"), ("verb=ListIdentifiers&metadataPrefix=mods", "cannotDisseminateFormat"),
        ("verb=GetRecord&metadataPrefix=mods&identifier=oai:testserver:reports/1", "cannotDisseminateFormat"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:testserver:reports/0", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:elsewhere.example:reports/1", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:testserver:reports/9223372036854775808", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:testserver:reports/" + "9" * 5000, "idDoesNotExist"),
        ("verb=ListRecords&resumptionToken=", "badResumptionToken"), ("verb=ListIdentifiers&resumptionToken=x", "badResumptionToken"),
        ("verb=ListSets&resumptionToken=%00", "badResumptionToken"), ("verb=ListRecords&resumptionToken=党", "badResumptionToken"),
        (f"{LIST}&set=nowhere", "noRecordsMatch"), (f"{LIST}&set=region:99", "noRecordsMatch"), (f"{LIST}&set=year:0000", "noRecordsMatch"),
    ],
)  # fmt: skip
def test_what_the_protocol_does_not_allow_gets_its_error(ask, query, error):
    answer = ask(query)
    assert answer.error == error
    assert answer.texts("//o:error")[0]
    if error in ("badVerb", "badArgument"):
        assert answer.all("/o:OAI-PMH/o:request/@*") == []


@pytest.mark.parametrize("prefix", ["oai_dc", "jiceng"])
def test_a_page_asks_the_database_as_often_for_ten_reports_as_for_one(ask, make_report, prefix):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            ask(f"verb=ListRecords&metadataPrefix={prefix}&set=year:2021")
        return len(asked)

    full = {"region": "621102", "date": "2021", "author": "顾苇杭"}
    with make_report.together():
        make_report(source="陇上报", **full)
        ask(LIST)  # what was published gets its number
        one = queries()
        for number in range(9):
            make_report(source=f"第{number}报", **full)
    ask(LIST)
    assert queries() == one <= 7  # on PostgreSQL one for the clock


def test_a_post_is_answered_as_a_get(ask, client, report):
    form = {"verb": "ListRecords", "metadataPrefix": "jiceng"}
    posted = Answer(Client(enforce_csrf_checks=True).post("/oai", form and _sent(form), content_type=FORM))
    asked = ask("verb=ListRecords&metadataPrefix=jiceng")
    assert posted.texts("//*")[2:] == asked.texts("//*")[2:]
    assert Answer(client.post("/oai?verb=Identify", _sent({"verb": "Identify"}), content_type=FORM)).error == "badVerb"
    assert Answer(client.post("/oai", form)).error == "badVerb"  # a multipart body is none of the protocol's


FORM = "application/x-www-form-urlencoded"


def _sent(form: dict[str, str]) -> str:
    from urllib.parse import urlencode

    return urlencode(form)


def test_other_methods_are_refused_and_a_head_has_no_body(client, db):
    assert client.put("/oai").status_code == 405
    answer = client.head("/oai", {"verb": "Identify"})
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_harvester_that_asks_too_fast_waits_as_it_is_told(client, db, settings):
    from django.core.cache import caches

    from archive.web.clients import CACHE

    caches[CACHE].clear()
    settings.THROTTLE, settings.THROTTLE_LIMITS = True, dict.fromkeys(settings.THROTTLE_LIMITS, 1)
    answers = [client.get("/oai", {"verb": "Identify"}) for _ in range(3)]
    caches[CACHE].clear()
    assert answers[0].status_code == 200
    assert answers[2].status_code == 503
    assert int(answers[2]["Retry-After"]) >= 1


_NAMES = st.sampled_from(
    ["verb", "identifier", "metadataPrefix", "from", "until", "set", "resumptionToken", "lang", "x", "\x00"]
)
_VALUES = st.one_of(
    st.sampled_from(
        [
            "Identify", "ListRecords", "ListIdentifiers", "ListSets", "ListMetadataFormats", "GetRecord", "oai_dc", "jiceng", "region:62",
            "year:2021", "source:1", "kind:none", "2021-01-01", "2021-01-01T00:00:00Z", "0001-01-01", "9999-12-31T23:59:59Z", "oai:testserver:reports/1",
            "oai:x:%", "oai:::", "a:b%zz", "a:#x#", "a:[", "://",
        ]
    ),
    st.text(max_size=30),
)  # fmt: skip


@few(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=st.lists(st.tuples(_NAMES, _VALUES), max_size=5), verb=st.sampled_from(["", "ListRecords", "GetRecord"]))
def test_whatever_is_asked_the_answer_is_valid(client, report, pairs, verb):
    from urllib.parse import quote

    sent = [("verb", verb), *pairs] if verb else pairs
    query = "&".join(f"{quote(name)}={quote(value.encode('utf-8', 'surrogatepass'))}" for name, value in sent)
    Answer(client.get("/oai", QUERY_STRING=query))
    Answer(client.post("/oai", query, content_type=FORM))


@few(max_examples=50)
@given(
    identifier=st.from_regex(
        r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+", fullmatch=True
    )
)
def test_every_uri_may_be_repeated_in_the_answer(identifier):
    from archive.harvest.arguments import Asked
    from archive.harvest.elements import Element, document, leaf
    from archive.harvest.endpoint import _request
    from archive.harvest.records import Site
    from tests.harvest.harvesting import faults

    asked = Asked("GetRecord", {"identifier": identifier, "metadataPrefix": "oai_dc"})
    error = leaf("error", "没有", code="idDoesNotExist")
    root = Element(
        "OAI-PMH",
        (leaf("responseDate", "2026-01-01T00:00:00Z"), _request(asked, Site("http://testserver")), error),
        {"xmlns": "http://www.openarchives.org/OAI/2.0/"},
    )
    assert faults(document(root).encode()) == []
