"""The results page of django-haystack on Whoosh, for the load test: the same queries, facets and marks, a plain list.

HAYSTACK_INDEX=FOLDER HAYSTACK_QUESTIONS=FILE gunicorn benchmarks.peers.haystack_site:application
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from django.template import Context, Engine

from benchmarks.peers.haystack_peer import Haystack
from benchmarks.queries import BenchQuery

_PAGE = """<!DOCTYPE html><html lang="zh"><head><title>{{ typed }}</title></head><body><h1>{{ total }}</h1>
<ol>{% for one in found %}<li><a href="/reports/{{ one.pk }}/">{{ one.pk }}</a> {{ one.text }}</li>{% endfor %}</ol>
{% for name, counts in facets %}<ul>{% for value, count in counts %}<li>{{ name }} {{ value }} {{ count }}</li>{% endfor %}</ul>{% endfor %}
</body></html>"""

_peer = Haystack(Path(os.environ["HAYSTACK_INDEX"]))
_peer.open()
_queries = {
    each["q"]: BenchQuery(tuple(each["parts"]), each["joined"])
    for each in json.loads(Path(os.environ["HAYSTACK_QUESTIONS"]).read_text("utf-8"))
}
_page = Engine(autoescape=True).from_string(_PAGE)


def application(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
    """Answer one request (WSGI)."""
    typed = parse_qs(environ.get("QUERY_STRING", "")).get("q", [""])[0]
    bench_query = _queries.get(typed) or next(iter(_queries.values()))
    found = _peer.search_page(bench_query, highlight=True)
    context = {
        "typed": typed,
        "total": found["hits"],
        "found": [{"pk": each.pk, "text": " … ".join(each.highlighted.get("text", []))} for each in found["results"]],
        "facets": [(name, counts[:20]) for name, counts in found.get("facets", {}).get("fields", {}).items()],
    }
    body = _page.render(Context(context)).encode()
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))])
    return [body]
