from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0002_provenance_and_doubt'),
    ]

    operations = [
        migrations.AddField(
            model_name='importbatch',
            name='stopped_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='停下时间'),
        ),
        migrations.AlterField(
            model_name='importfile',
            name='status',
            field=models.CharField(choices=[('waiting', '等待'), ('created', '已入库'), ('duplicate', '重复'), ('failed', '失败'), ('list', '著录表')], max_length=9, verbose_name='结果'),
        ),
    ]
