"""Note for each report which of its card's values may be wrong, as the evidence says at this moment."""

from django.db import migrations, models

from archive.text.confidence import doubtful_fields


def note_doubtful_fields(apps, schema_editor) -> None:
    rows = apps.get_model("archive", "Report").objects.using(schema_editor.connection.alias)
    for number in list(rows.order_by("pk").values_list("pk", flat=True)):
        evidence = rows.filter(pk=number).values_list("evidence", flat=True).get()
        if doubtful := " ".join(doubtful_fields(evidence)):
            rows.filter(pk=number).update(doubtful=doubtful)


class Migration(migrations.Migration):
    dependencies = [("archive", "0010_report_digest")]

    operations = [
        migrations.AddField(
            "report",
            "doubtful",
            models.CharField(blank=True, default="", editable=False, max_length=50, verbose_name="存疑的著录"),
        ),
        migrations.RunPython(note_doubtful_fields, migrations.RunPython.noop),
    ]
