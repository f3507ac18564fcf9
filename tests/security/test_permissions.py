"""The permission matrix: every address of the resolver, asked by everybody, against the table below.

A row: the address's name, then the answers to GET and to an empty POST for a reader without an account, an editor and an
administrator. ``draft`` rows ask for a report, or what belongs to it, that is not published. An address without a row
fails the test: whoever adds one says here who may what.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.http import QueryDict
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from archive.desk.permissions import ADMINISTRATORS, EDITORS
from archive.desk.tokens import make_token
from archive.models import Corpus, Formula, FormulaUse, ImportBatch, IndexChange, Measure, NearPair, Report
from archive.research.packs.contents import make_contents
from archive.research.packs.keeping import store_pack
from archive.research.packs.question import read_question
from tests.security.matrix import ROWS

#: The way out: asked last by nobody, because it would end the cast.
OUT = ("admin:logout", "logout")
ROLES = ("reader", "editor", "administrator")


def patterns(resolver: URLResolver, space: str = "", route: str = "") -> Iterator[tuple[str, str]]:
    """(name, route) of every pattern; a pattern without a name goes by its route."""
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            inner = f"{space}{each.namespace}:" if each.namespace else space
            yield from patterns(each, inner, route + str(each.pattern))
        elif isinstance(each, URLPattern):
            yield f"{space}{each.name or route + str(each.pattern)}", route + str(each.pattern)


@pytest.fixture
def cast(make_report, monkeypatch) -> dict[str, object]:
    """One row of everything that an address may name."""
    public = make_report(title="公开的报告", region="621100", source="定西日报")
    draft = make_report(title="草稿中的报告", status="draft")
    changed = Report.objects.get(pk=draft.pk)
    changed.author = "周岩"
    changed.save()
    NearPair.objects.create(first=public, second=draft, similarity=0.9)
    monkeypatch.setattr("archive.admin.batches.start_and_wait", lambda *_: None)
    Formula.objects.create(key="四联五带", name="四联五带", type="numbered", standing="local", reports=1)
    FormulaUse.objects.create(report=public, start=0, end=4, key="四联五带", type="numbered", is_sure=True)
    return {
        "report": public,
        "draft": draft,
        "state": Report.history.filter(id=draft.pk).latest().pk,
        "importbatch": ImportBatch.objects.create(),
        "original": draft.original,
        "source": public.source,
        "region": public.region,
        "measure": Measure.objects.first(),
        "corpus": Corpus.objects.create(slug="public", name="公开的", query="q=报告"),
        "pack": store_pack(make_contents(read_question("", QueryDict("q=报告")))),
        "apitoken": make_token(User.objects.create_user("andere"), name="别人的", days=30)[0],
        "indexchange": IndexChange.objects.create(report_id=public.pk),
        "user": User.objects.create_user("jemand"),
        "group": Group.objects.create(name="jemand"),
    }


@pytest.fixture
def browsers(db) -> dict[str, Client]:
    people = {"reader": Client(raise_request_exception=True)}
    for role, group in (("editor", EDITORS), ("administrator", ADMINISTRATORS)):
        user = User.objects.create_user(role, is_staff=True)
        user.groups.add(Group.objects.get(name=group))
        people[role] = Client()
        people[role].force_login(user)
    return people


def fill(route: str, name: str, cast: dict[str, object], *, draft: bool) -> str:
    """A real path for a route: the numbers of the cast where it asks for numbers."""
    report = cast["draft" if draft or name.startswith("admin:") else "report"]
    parts = name.removeprefix("admin:").split("_")
    model = parts[1] if len(parts) > 2 else ""
    thing = cast.get(model if model != "report" else "draft")
    path = route.replace("<int:report_id>", str(report.pk)).replace("{report_id}", str(report.pk))
    path = path.replace("<int:other_id>", str(cast["draft" if not draft else "report"].pk))
    path = path.replace("<str:suffix>", "bib").replace("(?P<code>[0-9]{6})", "621100")
    path = path.replace("(?P<report_id>[0-9]{1,18})", str(report.pk))
    path = re.sub(r"\(\?P<ending>[^)]*\)", "csv", re.sub(r"<(str:)?code>|{code}", "621100", path))
    path = (
        path.replace("<slug:slug>", "public")
        .replace("formulas/<str:key>", "formulas/四联五带")
        .replace("packs/<str:digest>", f"packs/{cast['pack'].pk}")
    )
    path = path.replace("<int:file>", "1").replace(
        "<int:number>",
        str(cast["state"] if "history" in path else cast["apitoken" if "apitoken" in path else "importbatch"].pk),
    )
    path = path.replace("{batch_id}", str(cast["importbatch"].pk)).replace(
        "<int:batch_id>", str(cast["importbatch"].pk)
    )
    path = re.sub(r"\(\?P<app_label>[^)]*\)", "archive", path).replace("<int:content_type_id>", "1")
    path = path.replace("<path:object_id>", str(getattr(thing, "pk", thing or 1))).replace(
        "<id>", str(getattr(thing, "pk", 1))
    )
    path = re.sub(r"\(\?P<url>\.\*\)|<path:[a-z_]+>", "x", path)
    return "/" + path.replace("^", "").replace("$", "").replace("\\.", ".")


def asked(cast: dict[str, object]) -> Iterator[tuple[str, str]]:
    for name, route in patterns(get_resolver()):
        yield name, fill(route, name, cast, draft=False)
        if "report_id" in route and not name.startswith("admin:"):
            yield f"{name} draft", fill(route, name, cast, draft=True)


def answers(path: str, browsers: dict[str, Client]) -> tuple[str, str]:
    """Status codes of GET and POST for each role, in a row."""
    rows = []
    for method in ("get", "post"):
        codes = []
        for role in ROLES:
            response = getattr(browsers[role], method)(path)
            if response.streaming:
                b"".join(response.streaming_content)
            login = response.status_code == 302 and "/login/" in response["Location"]
            codes.append("login" if login else str(response.status_code))
        rows.append(" ".join(codes))
    return rows[0], rows[1]


def test_every_address_answers_everybody_as_the_table_says(cast, browsers):
    shown = {"/admin/r/1/x/": f"/admin/r/{ContentType.objects.get_for_model(Report).pk}/{cast['report'].pk}/"}
    paths = [(name, shown.get(path, path)) for name, path in asked(cast) if name not in OUT]
    found = {name: answers(path, browsers) for name, path in paths}
    assert found == ROWS
