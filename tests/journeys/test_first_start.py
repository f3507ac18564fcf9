"""The first start of all, as `make run` calls it: from an empty folder to an archive that answers."""

from __future__ import annotations

from tests.own_database import own_database
from tests.serving import served


def test_a_first_start_tells_the_login_and_the_address_and_serves_the_samples(tmp_path):
    with own_database() as variables, served(tmp_path / "var", ADMIN_PASSWORD="", **variables) as archive:
        said = [line for line in archive.log.read_text().splitlines() if line.startswith(("admin login: ", "ready: "))]
        assert said[-1] == f"ready: {archive.url}/"
        assert said[0].startswith("admin login: admin / ")
        status, page = archive.get("/search/?q=%E8%BD%AF%E5%BC%B1%E6%B6%A3%E6%95%A3")
        assert status == 200
        assert "<mark" in page
