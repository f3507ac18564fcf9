"""The first start of all, as `make run` calls it: from an empty folder to an archive that answers."""

from __future__ import annotations

from tests.archives import first_start


def test_a_first_start_tells_the_login_and_the_address_and_serves_the_samples(tmp_path_factory):
    archive = first_start(tmp_path_factory)
    said = [line for line in archive.log.splitlines() if line.startswith(("admin login: ", "ready: "))]
    assert said[-1] == f"ready: {archive.url}/"
    assert said[0].startswith("admin login: admin / ")
    assert archive.status == 200
    assert "<mark" in archive.page
