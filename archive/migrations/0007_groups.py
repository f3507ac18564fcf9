"""The groups 编者 and 管理员, with their rights."""

from django.db import migrations

from archive.desk.permissions import settle_groups_in_migration


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0006_history"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("axes", "0010_accessattemptexpiration"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("sessions", "0001_initial"),
    ]

    operations = [migrations.RunPython(settle_groups_in_migration, migrations.RunPython.noop)]
