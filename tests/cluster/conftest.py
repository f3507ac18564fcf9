"""Where the client is not installed, nothing here is collected; where no cluster answers, what needs one is skipped."""

from __future__ import annotations

import importlib.util
import os
import urllib.request

import pytest

collect_ignore_glob = [] if importlib.util.find_spec("opensearchpy") else ["test_*.py"]


@pytest.fixture(scope="session")
def cluster_urls() -> tuple[str, ...]:
    """The addresses of a cluster that answers."""
    from tests.cluster.engines import URLS

    if "OPENSEARCH_URLS" not in os.environ:
        pytest.skip("no cluster is named by OPENSEARCH_URLS: make test-opensearch starts one")
    try:
        urllib.request.urlopen(URLS[0], timeout=3).close()
    except OSError:
        pytest.skip(f"no cluster answers at {URLS[0]}: make test-opensearch starts one")
    return URLS
