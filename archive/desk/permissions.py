"""The permissions of the two groups, 编者 and 管理员. Readers need no account.

A migration makes both groups. After every later migration 管理员 gets all permissions of that moment; those of 编者 are set
once, so that an archive may choose its own.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps as all_apps
from django.contrib.auth.management import create_permissions

EDITORS = "编者"
ADMINISTRATORS = "管理员"
#: Upload, correct, publish and withdraw reports; keep sources, measures and corpora; keep research packs.
EDITOR_MAY = (
    "add_report", "change_report", "view_report", "view_historicalreport", "view_importbatch", "view_original",
    "view_region", "view_nearpair", "change_nearpair",
    "view_source", "add_source", "change_source", "delete_source",
    "view_measure", "add_measure", "change_measure", "delete_measure",
    "view_corpus", "add_corpus", "change_corpus", "delete_corpus",
    "view_pack", "change_pack",
)  # fmt: skip
#: Permissions that would falsify the desk's log, which the desk alone writes.
NOBODY_MAY = ("add_logentry", "change_logentry", "delete_logentry")


def settle_groups(apps: Any = all_apps, using: str = "default", **kwargs: Any) -> None:
    """Make missing groups and bring their permissions up to date. A second run changes nothing."""
    try:
        Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    except LookupError:  # migrating backwards, the tables are gone
        return
    permissions = Permission.objects.using(using)
    editors, is_new = Group.objects.using(using).get_or_create(name=EDITORS)
    if is_new:
        editors.permissions.set(permissions.filter(content_type__app_label="archive", codename__in=EDITOR_MAY))
    administrators, _ = Group.objects.using(using).get_or_create(name=ADMINISTRATORS)
    administrators.permissions.set(permissions.exclude(codename__in=NOBODY_MAY))


def settle_groups_in_migration(apps: Any, schema_editor: Any) -> None:
    """Settle the groups as a step of a migration: Django makes permissions only after the last one."""
    for app in all_apps.get_app_configs():
        create_permissions(app, verbosity=0, interactive=False, using=schema_editor.connection.alias)
    settle_groups(apps, using=schema_editor.connection.alias)
