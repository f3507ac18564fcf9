"""The table of docs/exports.md that maps the fields of each format is what the formats write."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from lxml import etree

from archive.dumps.lines import record_of
from archive.models import Report
from archive.text.evidence import Candidate, Evidence
from tests.conftest import PROJECT

_CODE = re.compile(r"`([^`]+)`")


def table() -> dict[str, list[list[str]]]:
    """Return {format: for each row the names that it gives in code}."""
    section = (
        (PROJECT / "docs/exports.md").read_text("utf-8").split("## The fields of each format")[1].split("\n## ")[0]
    )
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:1] == "|"]
    heads = [head.strip("`") for head in rows[0]]
    return {head: [_CODE.findall(row[at]) for row in rows[2:]] for at, head in enumerate(heads) if at}


@pytest.fixture
def written(make_report, client) -> dict[str, set[str]]:
    """{format: the names in a file of a report of which everything is known, and of one that is full of doubts}."""
    found: dict[str, set[str]] = {}
    doubt = Evidence(
        "2021-08-16", "labelled", "8月16日", 0.6, (Candidate("2020", "body", "", 0.2),), ("agreed",)
    ).to_dict()
    unsure = Evidence(None, "unsure", "", 0.4, (Candidate("621100", "head", "定西", 0.4),)).to_dict()
    full = {"date": "2021-08-16", "source": "陇中党建通讯", "author": "顾苇杭", "kind": "news", "content_years": [2020]}
    flags = {"is_working_title": True, "is_redacted": True, "is_sample": True}
    reports = [
        make_report(region="621102", filename="a.pdf", **flags, **full),
        make_report(**{**full, "evidence": {"date": doubt, "region": unsure}}, is_sample=True),
    ]
    type(reports[0].original).objects.filter(pk=reports[0].original_id).update(media_type="application/pdf")
    for report in reports:
        for name, names in _names_of(client, report.pk).items():
            found.setdefault(name, set()).update(names)
    return found


def _names_of(client, number: int) -> dict[str, set[str]]:
    page = client.get(f"/reports/{number}/").content.decode()
    ris, bibtex = (client.get(f"/reports/{number}/cite.{ending}").content.decode() for ending in ("ris", "bib"))
    table = client.get(f"/saved/export.csv?ids={number}").getvalue().decode("utf-8-sig")
    lines = client.get(f"/saved/export.jsonl?ids={number}&text=1").getvalue().decode().splitlines()
    return {
        "page head": set(re.findall(r'<meta name="([^"]+)"', page)),
        "JSON API": set(_keys(client.get(f"/api/v1/reports/{number}").json())),
        "CSV": set(next(csv.reader(io.StringIO(table)))),
        "JSONL": {*_keys(json.loads(lines[1])), "?text=1"},
        "RIS": set(re.findall(r"^([A-Z][A-Z0-9])  -", ris, re.MULTILINE)),
        "BibTeX": set(re.findall(r"^  (\w+) +=", bibtex, re.MULTILINE)),
        "GB/T 7714": set(),
        "dump": {*_keys(record_of(Report.objects.get(pk=number))), "--originals"},
        **{prefix: _elements(client, prefix, number) for prefix in ("oai_dc", "jiceng")},
    }


def _keys(value) -> list[str]:
    if isinstance(value, list):
        return [key for each in value for key in _keys(each)]
    return [key for name in value for key in (name, *_keys(value[name]))] if isinstance(value, dict) else []


def _elements(client, prefix: str, number: int) -> set[str]:
    arguments = {"verb": "GetRecord", "metadataPrefix": prefix, "identifier": f"oai:testserver:reports/{number}"}
    root = etree.fromstring(client.get("/oai", arguments).content)
    record = root.find(".//{*}metadata")[0]
    names = {etree.QName(each).localname for each in record.iter()}
    return names | {etree.QName(name).localname for each in record.iter() for name in each.attrib}


def test_every_name_of_the_table_is_written_by_its_format(written):
    named = {form: {name for row in rows for name in row} for form, rows in table().items()}
    lost = {form: names - written.get(form, names) for form, names in named.items()}
    assert {form: names for form, names in lost.items() if names} == {}
    assert written.keys() == named.keys()


def test_every_field_of_the_harvested_formats_stands_in_the_table(written):
    named = {form: {name for row in rows for name in row} for form, rows in table().items()}
    assert written["oai_dc"] - named["oai_dc"] - {"dc", "schemaLocation"} == set()
    inner = {"schemaLocation", "type", "level", "filename", "mediaType", "size", "rule", "confidence", "value", "quote", "sign", "rival", "field", "redacted", "truncated", "damaged"}  # fmt: skip
    assert written["jiceng"] - named["jiceng"] == inner
