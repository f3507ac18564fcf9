"""Does the cluster answer, and how large is an index? Asked within a second."""

from __future__ import annotations

from search.documents import Health, SearchError
from search.engines.opensearch.client import HEALTH_SECONDS, Cluster
from search.engines.opensearch.writing.state import meta_index

_HEALTH: dict[str, Health] = {"green": "ok", "yellow": "degraded"}


def ask_health(cluster: Cluster, index: str) -> Health:
    """Return ok, degraded (copies are missing, every answer is whole) or failed (some shard does not answer)."""
    params = {"timeout": "500ms", "cluster_manager_timeout": "500ms"}
    try:
        path = f"/_cluster/health/{index},{meta_index(cluster)}"
        found = cluster.ask("GET", path, params=params, seconds=HEALTH_SECONDS, waits=())
    except SearchError:
        return "failed"
    return _HEALTH.get(found["status"], "failed")


def ask_bytes(cluster: Cluster, index: str) -> int:
    """Return the bytes that an index takes on all nodes."""
    answer = cluster.ask("GET", f"/{index}/_stats/store", seconds=HEALTH_SECONDS)
    return int(answer["_all"]["total"]["store"]["size_in_bytes"])
