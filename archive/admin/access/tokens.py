"""Tokens on the desk: an editor makes and revokes his own, whoever may change tokens revokes those of all."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import authenticate
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from archive.admin.bases import ReadOnlyAdmin
from archive.desk.tokens import MOST_TOKENS, has_room, make_token, may, revoke_token
from archive.models import ApiToken
from archive.models.access.tokens import UPLOADS
from archive.web.addresses import absolute

UNPROCESSABLE = 422
#: How long a token may live. None lives for ever: a forgotten one ends by itself.
DAYS = ((30, "30 天"), (90, "90 天"), (365, "一年"))


class TokenForm(forms.Form):
    """A new token. The password is asked for again, so that a stolen session makes none that outlives it."""

    name = forms.CharField(label="名称", max_length=60, help_text="写明给哪个程序、哪台机器用，如“办公室同步脚本”。")
    days = forms.TypedChoiceField(label="有效期", choices=DAYS, coerce=int, initial=90)
    password = forms.CharField(
        label="您的密码",
        strip=False,
        help_text="再输入一次，免得别人趁您离开时做令牌。",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request: HttpRequest, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.request = request

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if ApiToken.objects.filter(owner=self.request.user, name=name).in_force(timezone.now()).exists():  # type: ignore[misc]
            raise forms.ValidationError("您已有同名的令牌在用。请换个名称，或先停用那一个。")
        return name

    def clean_password(self) -> str:
        given = self.cleaned_data["password"]
        if authenticate(self.request, username=self.request.user.get_username(), password=given) is None:
            raise forms.ValidationError("密码不对。")
        return ""

    def clean(self) -> dict[str, Any] | None:
        if not has_room(self.request.user):  # type: ignore[arg-type]
            raise forms.ValidationError(f"您已有 {MOST_TOKENS} 个令牌在用。请先停用不再用的。")
        return super().clean()


class TokenAdmin(ReadOnlyAdmin):
    """Tokens, never deleted, so that batches and the log keep their names."""

    list_display = ("name", "owner", "state", "beginning_shown", "created_at", "used", "expires_at")
    list_select_related = ("owner",)
    search_fields = ("name__folded", "owner__username__folded")
    search_help_text = "按名称或编者查找，繁简不拘"
    change_form_template = "admin/archive/apitoken/token.html"

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_add_permission(request) or super().has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("archive.add_report")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiToken]:
        """Return the tokens that the user may see: his own, or all."""
        tokens = super().get_queryset(request)
        if request.user.has_perm("archive.view_apitoken"):
            return tokens
        return tokens.filter(owner=request.user)

    def get_urls(self) -> list[URLPattern]:
        revoke = self.admin_site.admin_view(require_POST(self.revoke))
        return [path("<int:number>/revoke/", revoke, name="archive_apitoken_revoke"), *super().get_urls()]

    @admin.display(description="状态")
    def state(self, token: ApiToken) -> str:
        return state_of(token)

    @admin.display(description="开头")
    def beginning_shown(self, token: ApiToken) -> str:
        return f"{token.beginning}…"

    @admin.display(description="最近一次使用", ordering="last_used_at", empty_value="没有用过")
    def used(self, token: ApiToken) -> Any:
        return token.last_used_at

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        """Show the form; a posted one makes a token and shows it, the only time that anybody sees it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return sensitive_post_parameters("password")(self._form_or_token)(request)

    def _form_or_token(self, request: HttpRequest) -> HttpResponse:
        form = TokenForm(request, request.POST or None)
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": "做一个令牌", "form": form}
        if request.method != "POST" or not form.is_valid():
            form = context["form"]
            status = UNPROCESSABLE if request.method == "POST" else 200
            return TemplateResponse(request, "admin/archive/apitoken/form.html", context, status=status)
        values = form.cleaned_data
        token, secret = make_token(request.user, name=values["name"], days=values["days"])  # type: ignore[arg-type]
        made = {"title": "令牌做好了", "token": token, "secret": secret}
        address = absolute(request, reverse("api:uploads"))
        response = TemplateResponse(
            request, "admin/archive/apitoken/made.html", {**context, **made, "address": address}
        )
        patch_cache_control(response, no_store=True)
        return response

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        token = self.get_object(request, object_id)
        more = {"state": state_of(token), "may_revoke": may_revoke(request, token)} if token else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **more})

    def revoke(self, request: HttpRequest, number: int) -> HttpResponse:
        """Revoke a token of one's own, or of anybody's for who may change tokens."""
        token = self.get_queryset(request).filter(pk=number).first() if self.has_view_permission(request) else None
        if token is None:
            raise Http404
        if not may_revoke(request, token):
            raise PermissionDenied
        if revoke_token(token, by=request.user):  # type: ignore[arg-type]
            messages.success(request, f"令牌“{token}”已停用，用它的程序从现在起被拒绝。")
        else:
            messages.info(request, f"令牌“{token}”先前已停用。")
        return HttpResponseRedirect(reverse(f"{self.admin_site.name}:archive_apitoken_changelist"))


def may_revoke(request: HttpRequest, token: ApiToken) -> bool:
    """Return whether the user may revoke the token."""
    return token.owner == request.user or request.user.has_perm("archive.change_apitoken")


def state_of(token: ApiToken) -> str:
    """Return in a word whether the token is in force, or why not."""
    if token.revoked_at:
        return "已停用"
    if token.is_expired:
        return "已过期"
    if not (token.owner.is_active and token.owner.is_staff and token.owner.has_usable_password()):
        return "账号停用"
    return "有效" if may(token, UPLOADS) else "账号没有上传的权限"
