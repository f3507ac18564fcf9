"""Regions, batches, originals, waiting changes: shown, and changed by nobody here; sources, which editors keep."""

from __future__ import annotations

import pytest
from django.urls import reverse

from archive.models import ImportBatch, IndexChange

MODELS = ("importbatch", "original", "source", "region", "indexchange")


@pytest.fixture
def rows(make_report) -> dict[str, object]:
    report = make_report(region="621123", source="定西日报")
    batch = ImportBatch.objects.create(label="一批")
    change = IndexChange.objects.create(report_id=report.pk)
    return {
        "importbatch": batch,
        "original": report.original,
        "source": report.source,
        "region": report.region,
        "indexchange": change,
    }


@pytest.mark.parametrize("model", MODELS)
def test_it_is_listed_and_shown(admin_client, rows, model):
    assert admin_client.get(reverse(f"admin:archive_{model}_changelist")).status_code == 200
    assert admin_client.get(reverse(f"admin:archive_{model}_change", args=[rows[model].pk])).status_code == 200


@pytest.mark.parametrize("model", [model for model in MODELS if model != "source"])
def test_it_is_neither_added_nor_changed_nor_deleted(admin_client, rows, model):
    pk = rows[model].pk
    assert admin_client.post(reverse(f"admin:archive_{model}_add")).status_code == 403
    assert admin_client.post(reverse(f"admin:archive_{model}_change", args=[pk])).status_code == 403
    assert admin_client.post(reverse(f"admin:archive_{model}_delete", args=[pk]), {"post": "yes"}).status_code == 403
    assert type(rows[model]).objects.filter(pk=pk).exists()


def test_a_batch_that_is_not_there_leads_back_to_the_first_page(admin_client):
    response = admin_client.get(reverse("admin:archive_importbatch_change", args=["999"]))
    assert response.status_code == 302
