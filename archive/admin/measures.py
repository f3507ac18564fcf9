"""The list of measures on the desk: their names, their order and their variants."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from archive.admin.bases import OrderForm, SeenAdmin
from archive.models import Measure


class MeasureForm(forms.ModelForm):
    class Meta:
        model = Measure
        fields = ("name", "group", "order", "variants", "note")
        widgets = {"variants": forms.Textarea(attrs={"rows": 8, "cols": 40})}


class MeasureAdmin(SeenAdmin):
    """Measures, which editors add, change and delete; the public pages follow at once."""

    form = MeasureForm
    list_display = ("name", "group", "order", "variants_in_a_row", "note")
    list_editable = ("order",)
    list_filter = ("group",)
    list_per_page = 200
    search_fields = ("name__folded", "variants__folded")
    search_help_text = "按名称或别的说法查找，繁简不拘"
    ordering = ("order", "id")

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, **{"form": OrderForm, **kwargs})

    @admin.display(description="别的说法")
    def variants_in_a_row(self, measure: Measure) -> str:
        return "、".join(measure.variant_names)
