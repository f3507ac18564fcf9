"""A report's kind may be unknown ("").

The columns stay as they are, so no table is written anew; reports of kind ``other`` stay so until they are read again.
"""

from django.db import migrations, models

KINDS = (
    ("report", "汇报总结"), ("news", "新闻"), ("experience", "经验做法"), ("template", "范文"), ("academic", "论文"),
    ("other", "其他"),
)  # fmt: skip


def kind() -> models.CharField:
    return models.CharField(
        blank=True, choices=KINDS, db_index=True, default="", max_length=10, verbose_name="类别"
    )


class Migration(migrations.Migration):
    dependencies = [("archive", "0011_doubtful")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField("historicalreport", "kind", kind()),
                migrations.AlterField("report", "kind", kind()),
            ]
        )
    ]
