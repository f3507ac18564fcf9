"""What a list offers to take along, and what a page tells machines of itself. No tag here asks the database."""

from __future__ import annotations

from typing import Any

from django import template
from markupsafe import Markup

from archive.exporting.menu import TakeMenu, region_menu, saved_menu, search_menu
from archive.rendering import head
from archive.rendering.parts import part

register = template.Library()


@register.simple_tag(takes_context=True)
def take_menu(context: dict[str, Any]) -> TakeMenu | None:
    """The files and the feed of the list on this page; None where there is no list."""
    if context.get("refused"):
        return None
    match head.page_name(context):
        case "search":
            return search_menu(context["query"], context["total"])
        case "region":
            return region_menu(context["region"], context["request"].GET, context["listed"])
        case "saved":
            return saved_menu(context["saved"], context["total"])
    return None


@register.simple_tag(takes_context=True)
def head_meta(context: dict[str, Any]) -> Markup:
    """Canonical address, Open Graph, feeds and schema.org of the page."""
    return part("page.meta", head=head.head_of(context))
