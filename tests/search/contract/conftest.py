"""What every engine must do, asked of each engine of TEST_ENGINES; nothing here knows how an engine keeps its index."""

from __future__ import annotations

import pytest

from tests.search.engines import ASKED, ENGINES


@pytest.fixture(scope="module", params=ASKED)
def open_engine(request):
    """Return a function that opens an engine on the index of a folder."""
    with ENGINES[request.param]() as opened:
        yield opened
