"""The admin site of the archive, named in ``archive.apps.EditingDeskConfig``."""

from __future__ import annotations

from django.contrib import admin


class EditingDesk(admin.AdminSite):
    """The stock admin under the archive's name, with its own models already on it."""

    site_header = "基层文库 编辑台"
    site_title = "基层文库 编辑台"
    index_title = "编辑台"
    site_url = "/"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        # Here and not by decorators: importing this package for the site must not register on a half-made one.
        from archive.admin.desk import register_archive

        register_archive(self)
