"""What the desk's stock pages share: few scripts, read-only pages, and saves that overwrite no unseen change (别人改过)."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.db import models
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.safestring import SafeString

from archive.web.fields import whole_number

#: Name of the hidden field with the digest.
SEEN = "seen"
#: Characters of a value that the sentence about another editor's change quotes.
QUOTED = 40


class LightAdmin(admin.ModelAdmin):
    """The stock admin without the scripts that make slugs of titles: no model has one, and they are half of a page."""

    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    @property
    def media(self) -> forms.Media:
        """The scripts that the desk's pages use: no urlify, prepopulate or xregexp."""
        jquery = "jquery.js" if settings.DEBUG else "jquery.min.js"
        names = (f"vendor/jquery/{jquery}", "jquery.init.js", "core.js", "admin/RelatedObjectLookups.js", "actions.js")
        return forms.Media(js=[f"admin/js/{name}" for name in names])

    def read_key(self, typed: str) -> object | None:
        """Return the key of a row that a form names, None for what no row can have."""
        return whole_number(typed)

    def response_action(self, request: HttpRequest, queryset: QuerySet, *rest: Any) -> HttpResponse | None:
        """Run an action on the chosen rows; refuse a number that no row can have, at which the database would fail."""
        if None in map(self.read_key, request.POST.getlist(ACTION_CHECKBOX_NAME)):
            messages.warning(request, "选中的编号有误，什么也没有改。请刷新列表后重新选。")
            return HttpResponseRedirect(request.get_full_path())
        return super().response_action(request, queryset, *rest)


class ReadOnlyAdmin(LightAdmin):
    """A page to look at: its rows come from the intake, the region table or the outbox."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def digest_of(row: Model, *, leave_out: tuple[str, ...] = ()) -> str:
    """Return a digest of all values of ``row`` and of its many-to-many fields. One query for each of these."""
    values = [repr(field.value_from_object(row)) for field in row._meta.fields if field.name not in leave_out]
    values += [repr(sorted(getattr(row, field.name).values_list("pk", flat=True))) for field in row._meta.many_to_many]
    return hashlib.sha256("\x1f".join(values).encode("utf-8", "surrogatepass")).hexdigest()[:32]


class SeenAdmin(LightAdmin):
    """Optimistic locking: a save over a row that has changed since the form was shown is refused, with the new values.

    The form carries a digest of the row. A request without it comes from no page of the desk and is not checked.
    """

    #: Fields that change without an editor.
    fields_not_seen: tuple[str, ...] = ()

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id)) if object_id else None
        seen = digest_of(row, leave_out=self.fields_not_seen) if row else ""
        return super().changeform_view(request, object_id, form_url, {**(extra_context or {}), SEEN: seen})

    def get_form(self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        seen = request.POST.get(SEEN) if request.method == "POST" and obj is not None else None
        if seen is None or obj is None:
            return form
        rows, key, without = type(obj)._default_manager, obj.pk, self.fields_not_seen

        class SeenForm(form):  # type: ignore[misc, valid-type]
            def clean(self) -> dict[str, Any] | None:
                cleaned = super().clean()
                now = rows.select_for_update().filter(pk=key).first()
                if now is None or digest_of(now, leave_out=without) != seen:
                    raise forms.ValidationError(_conflict_sentence(self, now))
                return cleaned

        SeenForm.__name__ = form.__name__
        return SeenForm


def _conflict_sentence(form: forms.ModelForm, now: Model | None) -> str:
    """Return the sentence that names the values which another editor saved meanwhile."""
    if now is None:
        return "没有保存：您打开这一页以后，别人已经删除了它。"
    values = []
    for name, field in form.fields.items():
        value = getattr(now, name, None)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value) != form.data.get(name, ""):
            words = " ".join(str(value).split())
            values.append(f"{field.label} {words[:QUOTED]}{'…' if len(words) > QUOTED else ''}")
    present = f"现在是：{'；'.join(values)}。" if values else ""
    return f"没有保存：您打开这一页以后，别人改过。{present}请核对，要照您填的存就再按一次保存。"


class OrderInput(forms.NumberInput):
    """The input for an order number, with the number that the list showed in a hidden field."""

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs)
        self.now: int | None = None

    def render(self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None) -> SafeString:
        shown = super().render(name, value, attrs, renderer)
        return format_html('{}<input type="hidden" name="{}-was" value="{}">', shown, name, self.now)


class OrderForm(forms.ModelForm):
    """A row of a list whose ``order`` can be changed in place; a number that the editor left alone keeps its present value."""

    class Meta:
        widgets = {"order": OrderInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The list has no room for it, and a row must name no help that is not there.
        self.fields["order"].help_text = ""
        widget = self.fields["order"].widget
        if isinstance(widget, OrderInput):
            widget.now = self.instance.order
            widget.attrs["aria-label"] = f"“{self.instance}”的次序"

    def clean_order(self) -> int:
        typed, now = self.cleaned_data["order"], self.instance.order
        was = self.data.get(f"{self.add_prefix('order')}-was", str(now))
        if str(typed) == was:
            return now
        if was != str(now):
            raise forms.ValidationError(f"没有保存：别人刚把它改成 {now}。请核对后再存。")
        return typed
