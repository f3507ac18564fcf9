"""The stock admin without the scripts that make addresses out of titles: half of what a page of the desk would load."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db import models


class LightAdmin(admin.ModelAdmin):
    """Nothing of the archive has a slug, so ``urlify``, ``prepopulate`` and ``xregexp`` stay on the server."""

    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    @property
    def media(self) -> forms.Media:
        jquery = "jquery.js" if settings.DEBUG else "jquery.min.js"
        names = (f"vendor/jquery/{jquery}", "jquery.init.js", "core.js", "admin/RelatedObjectLookups.js", "actions.js")
        return forms.Media(js=[f"admin/js/{name}" for name in names])
