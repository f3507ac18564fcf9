"""Editors of a drill: they log in, upload and publish through HTTP, as a browser would."""

from __future__ import annotations

import random
import re
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from http.cookiejar import CookieJar
from urllib.parse import urlencode

from tests.serving import PASSWORD
from tests.text.made_files import zip_file

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
MIXED = (
    "党员村口账本水渠老人夜校山路支部会议清单群众干部粮仓学堂街巷楼栋网格热线茶园果林走访公示结对验收培训修缮值守调解"
)


@dataclass(frozen=True, slots=True)
class Sent:
    """An upload: ``files`` are {name: bytes} as they should come in, members of a zip among them."""

    label: str
    files: dict[str, bytes]


class Browser:
    """An editor's browser: cookies that outlive a restart of the archive."""

    def __init__(self, address: str, name: str = "admin") -> None:
        self.address = address
        self._token = ""
        self._cookies = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._cookies), _NoRedirect)
        login = urlencode({"username": name, "password": PASSWORD, "next": "/"}).encode()
        if self.send("/login/", login) != 302:
            raise RuntimeError(f"{name} could not log in")
        self._token = ""  # a login changes it

    @property
    def headers(self) -> dict[str, str]:
        """Return what a request of this browser says of itself, for one that is sent by other means."""
        cookies = {each.name: each.value for each in self._cookies}
        return {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-CSRFToken": cookies["csrftoken"],
        }

    def send(self, path: str, body: bytes, media_type: str = "application/x-www-form-urlencoded") -> int:
        """Post with the token of the first page that was opened; return the status. Raise OSError where nobody answers."""
        if not self._token:
            with self._opener.open(f"{self.address}{path}", timeout=300) as page:
                token = _TOKEN.search(page.read().decode())
            assert token, path
            self._token = token[1]
        request = urllib.request.Request(
            f"{self.address}{path}", body, {"Content-Type": media_type, "X-CSRFToken": self._token}
        )
        try:
            with self._opener.open(request, timeout=300) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code

    def change_status(self, action: str, reports: Iterable[int]) -> int:
        """Publish or withdraw reports by the list of the desk (``publish_selected``, ``withdraw_selected``); the status.

        The page that asks before it publishes is answered with 全部 at once.
        """
        form = {"action": action, "_selected_action": list(reports), "index": "0", "confirmed": "all"}
        return self.send("/admin/archive/report/", urlencode(form, doseq=True).encode())


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **options):
        return None


def made_upload(chance: random.Random) -> Sent:
    """One to four reports unlike all others, texts or pages."""
    label = f"{chance.getrandbits(60):x}"
    files = {}
    for number in range(chance.choice((1, 1, 2, 4))):
        body = "".join(f"{''.join(chance.choices(MIXED, k=40))}。\n" for _ in range(12))
        words = f"甘肃省定西市通渭县第{label}{number}号整顿汇报\n\n通渭县今年逐村排查，一村一策，限期整顿。\n{body}"
        if chance.random() < 0.3:
            lines = "".join(f"<p>{line}</p>" for line in words.splitlines())
            files[f"{label}-{number}.html"] = f"<!DOCTYPE html><meta charset=utf-8><body>{lines}</body>".encode()
        else:
            files[f"{label}-{number}.txt"] = words.encode()
    return Sent(label, files)


def as_form(sent: Sent, *, is_packed: bool) -> tuple[bytes, str]:
    """Return body and media type of an upload; ``is_packed`` sends its files as the members of one zip, as they are."""
    files = {"some.zip": zip_file(dict(sent.files), zipfile.ZIP_STORED)} if is_packed else sent.files
    parts = [f'--cut\r\nContent-Disposition: form-data; name="label"\r\n\r\n{sent.label}\r\n'.encode()]
    for name, content in files.items():
        head = f'--cut\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
        parts.append(head.encode() + content + b"\r\n")
    return b"".join(parts) + b"--cut--\r\n", "multipart/form-data; boundary=cut"
