"""The documents of the project, as text, and the pages that they speak of."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.zh-CN.md")
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/*.md"),
        *ROOT.glob("docs/zh/*.md"),
        *ROOT.glob("docs/decisions/*.md"),
    )
)


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def code_lines(text: str) -> list[str]:
    """The indented lines of code, without their comments."""
    return [line.split("#")[0].strip() for line in text.splitlines() if line.startswith("    ") and line.strip()]


def inline_code(text: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", text)


@pytest.fixture
def tour(make_report, client, django_user_model) -> str:
    """All that can be read or pressed on the pages of the READMEs' tour, as a person sees them."""
    from django.urls import reverse
    from lxml import html

    edits = [
        {"start": 0, "before": "首页 > 党建\n", "after": "", "kind": "clean", "rule": "breadcrumb"},
        {"start": 9, "before": "區(qū)", "after": "區", "kind": "repair", "rule": "pinyin"},
    ]
    report = make_report(
        text="我區整顿软弱涣散村党组织，软弱涣散村逐村销号。",
        extracted_text="首页 > 党建\n我區(qū)整顿软弱涣散村党组织，软弱涣散村逐村销号。",
        edits=edits, region="621102", source="定西日报", date="2021-08-16", is_sample=True,
    )  # fmt: skip
    draft = make_report(text="草稿里的软弱涣散。", status="draft")
    pages = [client.get(address) for address in ("/", "/search/?q=软弱涣散", f"/reports/{report.pk}/?q=软弱涣散")]
    client.force_login(django_user_model.objects.create_superuser("guanliyuan", password="x"))
    pages += [
        client.get(reverse("admin:index")),
        client.get(reverse("admin:archive_report_upload")),
        client.get(reverse("admin:archive_report_change", args=[draft.pk])),
    ]
    assert [page.status_code for page in pages] == [200] * len(pages)
    return "\n".join(html.fromstring(page.content.decode()).text_content() for page in pages)
