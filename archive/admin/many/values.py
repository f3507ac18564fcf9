"""The pages that set region, date, source or kind for many reports: the values, then each report before and after."""

from __future__ import annotations

from django import forms
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from archive.admin.many.changes import preview
from archive.admin.many.chosen import page_context
from archive.desk.many import SET_FOR_MANY, WantedChange, plan_changes, read_value, seen_of
from archive.intake.cards.typed import ValueRefused
from archive.languages import UNKNOWN_LABEL
from archive.languages.labels import FIELDS
from archive.models import Report, Source

UNPROCESSABLE = 422
#: Names of sources that the input suggests.
_SOURCES_SUGGESTED = 500


class ValuesForm(forms.Form):
    """Values for many cards, as words: "" leaves a field alone, 未注明 makes it unknown."""

    region = forms.CharField(label=FIELDS["region"], max_length=100, required=False)
    date = forms.CharField(label=FIELDS["date"], max_length=40, required=False)
    source = forms.CharField(label=FIELDS["source"], max_length=100, required=False)
    kind = forms.ChoiceField(
        label=FIELDS["kind"],
        choices=[("", "不改"), *Report.Kind.choices, (UNKNOWN_LABEL, UNKNOWN_LABEL)],
        required=False,
    )

    def clean(self) -> dict[str, str]:
        cleaned = super().clean() or {}
        values = {name: " ".join(str(cleaned.get(name) or "").split()) for name in SET_FOR_MANY}
        wanted = {name: words for name, words in values.items() if words}
        if not wanted and not self.errors:
            raise forms.ValidationError("一项也没有填。要改哪一项，就填哪一项。")
        for name, words in wanted.items():
            try:
                read_value(name, words)
            except ValueRefused as refused:
                self.add_error(name, str(refused))
        return wanted


def values_page(request: HttpRequest, desk: ModelAdmin, numbers: list[int]) -> HttpResponse:
    """Render the form, or for its values the reports before and after."""
    context = page_context(request, desk, numbers, "set_selected", f"改 {len(numbers)} 篇的著录")
    is_sent = request.POST.get("step") == "preview"
    form = ValuesForm(request.POST if is_sent else None)
    if is_sent and form.is_valid():
        planned = plan_changes(_wanted(numbers, form.cleaned_data))
        return TemplateResponse(request, "admin/archive/many/preview.html", {**context, **preview(planned)})
    context |= {
        "form": form,
        "sources": Source.objects.filter(joined_to=None).values_list("name", flat=True)[:_SOURCES_SUGGESTED],
    }
    status = UNPROCESSABLE if is_sent else 200
    return TemplateResponse(request, "admin/archive/many/values.html", context, status=status)


def _wanted(numbers: list[int], words: dict[str, str]) -> list[WantedChange]:
    versions: dict[int, str] = {}
    for start in range(0, len(numbers), 500):
        some = Report.objects.only("pk", "updated_at").in_bulk(numbers[start : start + 500])
        versions |= {number: seen_of(report) for number, report in some.items()}
    return [WantedChange(number, versions.get(number, ""), words) for number in numbers]
