"""Accounts on the desk: 管理员 opens and closes them; none is deleted, so that the log keeps its names."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, Permission, User
from django.db.models import ManyToManyField, Model, QuerySet
from django.http import HttpRequest

from archive.admin.bases import SeenAdmin

#: What a permission allows, by the beginning of its code; Django names it in English.
_MAY = {"add": "新增", "change": "修改", "delete": "删除", "view": "查看"}


class AccountForm(UserChangeForm):
    """Django's form; its password is text with a link, so no field names the help beneath it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "password" in self.fields:
            self.fields["password"].widget.use_fieldset = True


class PeopleAdmin(SeenAdmin, UserAdmin):
    """Accounts with their roles. Only a superuser may make another one or change a superuser's account."""

    form = AccountForm
    fields_not_seen = ("last_login",)
    filter_horizontal = ()
    add_form_template = None
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("姓名", {"fields": ("first_name", "email")}),
        ("角色", {"fields": ("groups", "is_active", "is_staff", "is_superuser")}),
        ("时间", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "first_name", "password1", "password2", "groups")}),)
    list_display = ("username", "full_name", "roles", "may_enter", "last_login")
    list_filter = ("groups", "is_active")
    search_fields = ("username__folded", "first_name__folded", "last_name__folded", "email__folded")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="姓名", ordering="first_name")
    def full_name(self, user: User) -> str:
        return user.get_full_name() or "—"

    @admin.display(description="角色")
    def roles(self, user: User) -> str:
        names = ["超级管理员"] if user.is_superuser else []
        return "、".join([*names, *(group.name for group in user.groups.all())]) or "—"

    @admin.display(description="登录编辑台", ordering="is_active")
    def may_enter(self, user: User) -> str:
        return "可以" if user.is_active and user.is_staff else "停用" if not user.is_active else "不可以"

    def formfield_for_manytomany(
        self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelMultipleChoiceField | None:
        kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "groups" and field:  # an account's page makes no roles
            field.widget.can_add_related = field.widget.can_change_related = field.widget.can_view_related = False
            field.widget.use_fieldset = True  # as the boxes inside: no one box has the help
        if db_field.name == "first_name" and field:  # a name is written whole: 王建国 has no first and last one
            field.label = "姓名"
        return field

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = (*super().get_readonly_fields(request, obj), "last_login", "date_joined")
        return fields if request.user.is_superuser else (*fields, "is_superuser")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        user: User = form.instance
        if user.groups.exists() and not user.is_staff:
            user.is_staff = True
            user.save(update_fields=["is_staff"])
            messages.info(request, "进了编者或管理员组，已许可登录编辑台。")


class PermissionsField(forms.ModelMultipleChoiceField):
    """Permissions, each named in Chinese: 修改报告."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, permission: Any) -> str:
        word = _MAY.get(permission.codename.partition("_")[0], permission.name)
        return f"{word}{permission.content_type.name}"


class GroupsAdmin(SeenAdmin, GroupAdmin):
    """Roles with their permissions."""

    filter_horizontal = ()
    search_fields = ("name__folded",)

    def formfield_for_manytomany(
        self, db_field: ManyToManyField, request: HttpRequest | None = None, **kwargs: Any
    ) -> forms.ModelMultipleChoiceField | None:
        permissions = Permission.objects.select_related("content_type").order_by("content_type", "pk")
        return PermissionsField(queryset=permissions, required=False, label="可以做的")


def register_people(site: admin.AdminSite) -> None:
    """Replace the stock pages of users and groups. Call it after all apps have registered theirs."""
    site.unregister([User, Group])
    site.register(User, PeopleAdmin)
    site.register(Group, GroupsAdmin)
