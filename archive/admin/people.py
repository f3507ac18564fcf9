"""Accounts on the desk: 管理员 opens and closes them; none is deleted, so that the log keeps its names."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Model
from django.http import HttpRequest

from archive.admin.bases import SeenAdmin


class PeopleAdmin(SeenAdmin, UserAdmin):
    """Accounts. Only a superuser may make another one or change a superuser's account."""

    fields_not_seen = ("last_login",)
    filter_horizontal = ("groups", "user_permissions")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else (*fields, "is_superuser", "user_permissions")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        user: User = form.instance
        if user.groups.exists() and not user.is_staff:
            user.is_staff = True
            user.save(update_fields=["is_staff"])
            messages.info(request, "进了编者或管理员组，已许可登录编辑台。")


class GroupsAdmin(SeenAdmin, GroupAdmin):
    """Groups with their permissions."""


def register_people(site: admin.AdminSite) -> None:
    """Replace the stock pages of users and groups. Call it after all apps have registered theirs."""
    site.unregister([User, Group])
    site.register(User, PeopleAdmin)
    site.register(Group, GroupsAdmin)
