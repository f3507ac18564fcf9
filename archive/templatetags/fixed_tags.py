"""What is the same on every page in a language, the head's links and the foot: drawn once, and kept."""

from __future__ import annotations

from django import template
from django.template import Context, Node, NodeList
from django.template.base import Parser, Token
from django.template.loader_tags import BlockNode
from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


class FixedNode(Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self.drawn: dict[tuple[str | None, str, str], SafeString] = {}  # as many as languages and names of addresses

    def render(self, context: Context) -> SafeString:
        match = getattr(context.get("request"), "resolver_match", None)
        page = (match and match.url_name) or ""
        known_by = get_language(), get_script_prefix(), page
        if known_by not in self.drawn:
            self.drawn[known_by] = self.nodelist.render(context.new({"page": page}))
        return self.drawn[known_by]

    def get_nodes_by_type(self, nodetype: type[Node]) -> list[Node]:
        """No page has a block of its own in here, for which Django looks through all nodes at each rendering."""
        return [] if nodetype is BlockNode else super().get_nodes_by_type(nodetype)


@register.tag
def fixed(parser: Parser, token: Token) -> FixedNode:
    """``{% fixed %}…{% endfixed %}``: drawn once for each language and each ``page`` (the name of its address).

    Inside there is nothing but ``page``: neither request nor reader, so that what is kept can be nobody's.
    """
    nodelist = parser.parse(("endfixed",))
    parser.delete_first_token()
    return FixedNode(nodelist)
