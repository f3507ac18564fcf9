"""The candidate regions of reports without a region, as their evidence has them at this moment."""

import django.db.models.deletion
from django.db import migrations, models

OFFERED = 5


def write_candidates(apps, schema_editor) -> None:
    alias = schema_editor.connection.alias
    reports = apps.get_model("archive", "Report").objects.using(alias)
    candidates = apps.get_model("archive", "RegionCandidate").objects.using(alias)
    for number in list(reports.filter(region=None).order_by("pk").values_list("pk", flat=True)):
        row = reports.filter(pk=number).values_list("evidence", flat=True).get().get("region") or {}
        if row.get("value") is None:
            codes = list(dict.fromkeys(rival["value"] for rival in row.get("rivals", ())))[:OFFERED]
            candidates.bulk_create([candidates.model(report_id=number, code=code) for code in codes])


class Migration(migrations.Migration):
    dependencies = [("archive", "0012_kind_may_be_unknown")]

    operations = [
        migrations.CreateModel(
            name="RegionCandidate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=6, verbose_name="地区代码")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="region_candidates",
                        to="archive.report",
                    ),
                ),
            ],
            options={
                "verbose_name": "候选地区",
                "verbose_name_plural": "候选地区",
                "indexes": [models.Index(fields=["code", "report"], name="reports_by_candidate")],
            },
        ),
        migrations.RunPython(write_candidates, migrations.RunPython.noop),
    ]
