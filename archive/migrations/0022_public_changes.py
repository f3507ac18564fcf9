"""The public changes (archive/models/changes/), begun with every report that is or was public, in the order of its last change.

The digests are worked out when a report next changes. Reports that were erased before are left out: nothing tells which of
them had been public.
"""

import archive.models.changes
from django.db import migrations, models
from django.utils import timezone

AT_ONCE = 1000


def fill(apps, schema_editor) -> None:
    alias = schema_editor.connection.alias
    reports = apps.get_model("archive", "Report").objects.using(alias)
    changes = apps.get_model("archive", "PublicChange").objects.using(alias)
    now = timezone.now()
    shown = reports.filter(status__in=("published", "withdrawn"))
    rows = []
    ordered = shown.order_by("updated_at", "pk").values_list("pk", "status", "updated_at")
    for number, (pk, status, changed) in enumerate(list(ordered), 1):
        second = min(changed, now).replace(microsecond=0)
        rows.append(changes.model(report_id=pk, number=number, changed_at=second, status=status))
    changes.bulk_create(rows, batch_size=AT_ONCE)
    apps.get_model("archive", "ChangeSeries").objects.using(alias).create(pk=1)


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0021_place_of_index'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChangeNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('report_id', models.BigIntegerField(verbose_name='报告号')),
            ],
            options={
                'verbose_name': '待编号的变动',
                'verbose_name_plural': '待编号的变动',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='ChangeSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(default=archive.models.changes.new_mark, max_length=12, verbose_name='序列')),
                ('began_at', models.DateTimeField(auto_now_add=True, verbose_name='起始时间')),
            ],
            options={
                'verbose_name': '变动序列',
                'verbose_name_plural': '变动序列',
            },
        ),
        migrations.CreateModel(
            name='PublicChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('report_id', models.BigIntegerField(unique=True, verbose_name='报告号')),
                ('number', models.BigIntegerField(unique=True, verbose_name='变动号')),
                ('changed_at', models.DateTimeField(db_index=True, verbose_name='变动时间')),
                ('status', models.CharField(choices=[('published', '已发布'), ('withdrawn', '已撤回'), ('erased', '已删除')], max_length=9, verbose_name='状态')),
                ('digest', models.CharField(blank=True, default='', editable=False, max_length=64)),
            ],
            options={
                'verbose_name': '公开变动',
                'verbose_name_plural': '公开变动',
                'ordering': ['number'],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
