"""What lies on the editing desk: the models of the archive and how each is shown."""

from __future__ import annotations

from django.contrib import admin


def register_archive(site: admin.AdminSite) -> None:
    """Put every model of the archive on ``site``."""
