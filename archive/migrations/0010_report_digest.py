"""A digest for each report (archive/models/digests.py), worked out from the rows as they are at this moment."""

from django.db import migrations, models

from archive.models.digests import digest_of

# As of this migration; one that changes the columns under the digest works all of them out again.
DIGESTED = (
    "original_id", "status", "title", "is_working_title", "region_id", "date", "date_precision", "source_id", "author",
    "kind", "script", "evidence", "content_years", "text", "extracted_text", "edits", "text_fingerprint", "is_redacted",
    "is_truncated", "is_damaged", "is_sample", "gaps", "created_at", "published_at", "withdrawn_at", "original__sha256",
    "original__filename", "original__media_type", "original__encoding", "original__size", "original__address",
)  # fmt: skip


def write_digests(apps, schema_editor) -> None:
    rows = apps.get_model("archive", "Report").objects.using(schema_editor.connection.alias)
    for number in list(rows.order_by("pk").values_list("pk", flat=True)):
        row = rows.filter(pk=number).values(*DIGESTED).get()
        rows.filter(pk=number).update(digest=digest_of(row, DIGESTED))


class Migration(migrations.Migration):
    dependencies = [("archive", "0009_index_tries")]

    operations = [
        migrations.AddField("report", "digest", models.CharField(default="", editable=False, max_length=64)),
        migrations.RunPython(write_digests, migrations.RunPython.noop),
    ]
