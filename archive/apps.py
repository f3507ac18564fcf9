"""The archive as a Django app, and its own admin site, the review desk (编辑台)."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class ArchiveConfig(AppConfig):
    """The archive's models, checks and signals."""

    name = "archive"
    verbose_name = "文库"
    default = True

    def ready(self) -> None:
        from django.contrib import admin
        from django.db.models.signals import post_migrate

        from archive import checks  # noqa: F401  registers the system checks
        from archive.admin.people import register_people
        from archive.desk.permissions import settle_groups
        from archive.models.changes import use_numbering
        from archive.places.lookup import find_named
        from archive.publishing.changes import number_changes
        from archive.publishing.texts import published_texts
        from search.engine import use_texts
        from search.query import use_regions

        use_regions(find_named)
        use_texts(published_texts)
        use_numbering(number_changes)
        post_migrate.connect(settle_groups, sender=self)
        register_people(admin.site)


class ReviewDeskConfig(admin_apps.AdminConfig):
    """Django's admin with the review desk as its site."""

    default = False
    default_site = "archive.admin.site.ReviewDesk"
