"""The connection to the cluster: a request and its whole answer, or the error of the border that says what to do.

An answer of some shards alone is an error. A cluster that lost a shard otherwise answers with fewer hits and
``failed: 0`` (seen on 2.19.6), so every search is asked with ``allow_partial_search_results=false`` and its shards are counted.
"""

from __future__ import annotations

import base64
import json
import logging
import random
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionError as NoConnection
from opensearchpy.exceptions import ConnectionTimeout, ImproperlyConfigured, SerializationError, TransportError
from urllib3 import Timeout

from search.documents import EngineUnavailable, IndexBusy, IndexMissing, QueryError
from search.sentences import say

logger = logging.getLogger(__name__)
# The library writes each request, and into another log the whole of it, with what readers search for.
logging.getLogger("opensearch").setLevel(logging.WARNING)
logging.getLogger("opensearchpy.trace").setLevel(logging.CRITICAL)

Json = dict[str, Any]

#: Seconds that a question may take in the cluster, and that its answer may take to arrive.
BUDGET_SECONDS = 5
_READ_SECONDS = BUDGET_SECONDS + 2
HEALTH_SECONDS = 1.0
#: Seconds in which a node must take a connection; another one is asked then. One that answered nothing is left out so long.
_CONNECT_SECONDS = 1.0
_LEFT_OUT_SECONDS = 20.0
#: Connections to each node that a process keeps open: one for each of its threads.
_CONNECTIONS = 16
_WRITE_SECONDS = 60
#: Seconds before each further try of a request that the cluster turned away because it is busy (429).
_WAITS = (0.1, 0.3, 1.0)
_BULK_WAITS = (*_WAITS, 2.0, 4.0, 8.0, 12.0)
#: Statuses of a node that cannot answer now, though another may.
_AWAY = (502, 503, 504)
#: What a node says, with status 500, that has just lost another one.
_LOST = ("node_not_connected_exception", "node_disconnected_exception", "node_closed_exception")


@dataclass(frozen=True)
class ClusterSettings:
    """Where the cluster is, and as whom to ask it.

    ``urls``: of its nodes, asked in turn. ``index``: the alias of the live index, and the beginning of all names.
    ``ca``: a file of certificates to trust for https, "" for those of the system. ``user`` and ``password``, or
    ``certificate`` and ``key``, files of a client certificate; "" for none.
    """

    urls: tuple[str, ...]
    index: str = "jiceng"
    shards: int = 1
    replicas: int = 1
    ca: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    certificate: str = ""
    key: str = ""


class TooBusy(EngineUnavailable):
    """The cluster, or a part of it, turned a request away because too many wait (429)."""


class TooLarge(EngineUnavailable):
    """The cluster, or a proxy before it, takes no request of this size (413)."""


class Cluster:
    """One handle in a process, safe between threads; a fork opens its own."""

    def __init__(self, settings: ClusterSettings) -> None:
        self.settings = settings
        self._opened: OpenSearch | None = None

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        params: Mapping[str, Any] | None = None,
        seconds: float = _READ_SECONDS,
        missing_is: Any = None,
        waits: Sequence[float] = _WAITS,
    ) -> Any:
        """Return the answer to a request. Raises EngineUnavailable, IndexMissing, QueryError; 409 as TransportError.

        ``missing_is``: what a 404 means, unless it means that there is no index.
        """
        return _patiently(lambda: self._ask_once(method, path, body, params, seconds, missing_is), waits)

    def search(self, index: str, body: Json) -> Json:
        """Return a whole answer: of every shard, within the budget. Raises QueryError, EngineUnavailable, IndexMissing."""
        params = {"allow_partial_search_results": "false", "timeout": f"{BUDGET_SECONDS}s"}
        return _whole(self.ask("POST", f"/{index}/_search", body, params=params))

    def search_many(self, index: str, bodies: Sequence[Json]) -> list[Json]:
        """Return the whole answer to each of the searches, asked in one request. Raises as ``search`` does."""
        if not bodies:
            return []
        # One line that names the index for each body, and a bare answer for each of them.
        head = json.dumps({"index": index, "allow_partial_search_results": False})
        lines = [line for body in bodies for line in (head, json.dumps({"timeout": f"{BUDGET_SECONDS}s", **body}))]

        def ask() -> list[Json]:
            answers = self._ask_once("POST", "/_msearch", "\n".join(lines) + "\n", None, _READ_SECONDS, None)[
                "responses"
            ]
            for answer in answers:
                if "error" in answer:
                    raise _error_of(int(answer.get("status", 500)), answer["error"])
            return [_whole(answer) for answer in answers]

        return _patiently(ask, _WAITS)

    def bulk(self, index: str, lines: Sequence[str]) -> list[Json]:
        """Send lines of actions and documents and return the result of each action.

        All are sent again while the cluster turns one of them away. Raises IndexBusy, EngineUnavailable, TooLarge.
        """
        body = "\n".join(lines) + "\n"
        params = {"timeout": "30s"}

        def send() -> list[Json]:
            answer = self._ask_once("POST", f"/{index}/_bulk", body, params, _WRITE_SECONDS, None)
            results = [result for item in answer["items"] for result in item.values()]
            if any(result["status"] == 429 for result in results):
                raise _error_of(429, "")
            return results

        try:
            return _patiently(send, _BULK_WAITS)
        except TooBusy as error:
            raise IndexBusy(say("检索集群太忙，现在写不进去；改动等着。")) from error

    def _ask_once(
        self, method: str, path: str, body: Any, params: Mapping[str, Any] | None, seconds: float, missing_is: Any
    ) -> Any:
        """Ask one node after another until one answers, all together for ``seconds``."""
        end = time.monotonic() + seconds
        for nodes_left in reversed(range(len(self.settings.urls) + 1)):
            patience = Timeout(connect=_CONNECT_SECONDS, read=max(0.1, end - time.monotonic()))
            try:
                return self._client().transport.perform_request(
                    method, path, params={**(params or {}), "request_timeout": patience}, body=body
                )
            except (NoConnection, ConnectionTimeout, ssl.SSLError, OSError) as error:
                if nodes_left and time.monotonic() < end:
                    continue
                raise EngineUnavailable(
                    say("检索暂时不能回答：连接不上检索集群。报告都在，可以先按地区浏览，稍后再检索。")
                ) from error
            except SerializationError as error:
                raise EngineUnavailable(
                    say("检索暂时不能回答：检索集群有一部分不可用。报告都在，可以先按地区浏览，稍后再检索。")
                ) from error
            except TransportError as error:
                if _is_away(error.status_code, error.info) and nodes_left and time.monotonic() < end:
                    continue
                if error.status_code == 409:
                    raise
                if error.status_code == 404 and missing_is is not None and not _is_missing_index(error.info):
                    return missing_is
                raise _error_of(error.status_code, error.info) from error
        raise AssertionError("the last node returns or raises")

    def _client(self) -> OpenSearch:
        if self._opened is None:
            self._opened = _open(self.settings)
        return self._opened


def _open(settings: ClusterSettings) -> OpenSearch:
    options: Json = {}
    if any(url.startswith("https:") for url in settings.urls):
        options |= {"verify_certs": True, "ssl_show_warn": True}  # with the name of the host, which is the default
        options |= {"ca_certs": settings.ca} if settings.ca else {}
        options |= {"client_cert": settings.certificate, "client_key": settings.key} if settings.certificate else {}
    if settings.user:
        # Not by http_auth, which knows Latin-1 alone.
        credentials = base64.b64encode(f"{settings.user}:{settings.password}".encode()).decode("ascii")
        options["headers"] = {"authorization": f"Basic {credentials}"}
    try:
        return OpenSearch(
            list(settings.urls),
            # A node that does not answer is left out; _ask_once asks the next one, within its time.
            max_retries=0,
            retry_on_timeout=True,
            retry_on_status=(),
            dead_timeout=_LEFT_OUT_SECONDS,
            timeout_cutoff=0,  # not longer each time
            pool_maxsize=_CONNECTIONS,
            timeout=_READ_SECONDS,
            **options,
        )
    except (ImproperlyConfigured, OSError) as error:
        raise EngineUnavailable(
            say(
                "检索暂时不能回答：检索集群不接受本站的用户名、口令或证书。报告都在，可以先按地区浏览；请管理员核对设置。"
            )
        ) from error


def _patiently(ask: Callable[[], Any], waits: Sequence[float]) -> Any:
    """Return what ``ask`` does; after each 429 wait a little longer, with some chance, so that not all ask again at once."""
    for wait in (*waits, None):
        try:
            return ask()
        except TooBusy:
            if wait is None:
                raise
        time.sleep(wait * random.uniform(0.5, 1.0))
    raise AssertionError("the last try returns or raises")


def _whole(answer: Json) -> Json:
    """Return the answer if every shard gave its part in time. Raises EngineUnavailable, QueryError."""
    shards = answer["_shards"]
    if shards["successful"] != shards["total"] or shards.get("failed"):
        raise EngineUnavailable(
            say("检索暂时不能回答：检索集群有一部分不可用。报告都在，可以先按地区浏览，稍后再检索。")
        )
    if answer.get("timed_out"):
        raise QueryError(say("这次检索太费时，已经停下。请少用几个词，或换成更长、更少见的说法再试。"))
    return answer


def _error_of(status: int | str, info: Any) -> Exception:
    text = json.dumps(info, ensure_ascii=False, default=str)
    if status == 404:
        return IndexMissing("There is no index in the cluster: run manage.py index rebuild.")
    if "too_many_clauses" in text or "too_many_nested_clauses" in text or "maxClauseCount" in text:
        return QueryError(say("这次检索太费时，已经停下。请少用几个词，或换成更长、更少见的说法再试。"))
    if status in (401, 403):
        return EngineUnavailable(
            say(
                "检索暂时不能回答：检索集群不接受本站的用户名、口令或证书。报告都在，可以先按地区浏览；请管理员核对设置。"
            )
        )
    if status == 413:
        return TooLarge(
            "the cluster takes no request of this size: raise http.max_content_length, or that of its proxy"
        )
    if status == 429:
        return TooBusy(say("检索暂时不能回答：检索集群太忙。报告都在，可以先按地区浏览，稍后再检索。"))
    if status in (408, "N/A") or _is_away(status, info):
        return EngineUnavailable(
            say("检索暂时不能回答：检索集群有一部分不可用。报告都在，可以先按地区浏览，稍后再检索。")
        )
    logger.error("the cluster refused a request with %s: %s", status, text[:2000])
    return EngineUnavailable(
        say("检索暂时不能回答：检索集群没有接受这次提问，原因已写入日志。报告都在，可以先按地区浏览。")
    )


def _is_away(status: int | str, info: Any) -> bool:
    """Tell whether a node cannot answer now, though another one may."""
    return status in _AWAY or any(name in json.dumps(info, default=str) for name in _LOST)


def _is_missing_index(info: Any) -> bool:
    return "index_not_found_exception" in json.dumps(info, default=str)
