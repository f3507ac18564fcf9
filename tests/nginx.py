"""A real nginx with the shipped deploy/nginx.conf, in front of whatever a test puts behind it."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import PROJECT
from tests.serving import ending_with_us, free_port

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


@dataclass(frozen=True)
class Proxy:
    port: int
    folder: Path
    process: subprocess.Popen[bytes]

    def ask(self, line: str, head: str = "") -> str:
        with socket.create_connection(("127.0.0.1", self.port)) as asking:
            asking.sendall(f"{line}\r\nHost: jiceng.example\r\nConnection: close\r\n{head}\r\n".encode())
            return whole_answer(asking)

    @property
    def logged(self) -> str:
        return "".join((self.folder / name).read_text("utf-8") for name in ("jiceng.log", "jiceng-error.log"))


def whole_answer(asking: socket.socket) -> str:
    """Return head and body of an answer; nginx goes on listening for 5 s to whoever was refused before it had sent all."""
    answer = asking.makefile("rb")
    head = b"".join(iter(answer.readline, b"\r\n"))
    length = re.search(rb"(?im)^content-length: (\d+)", head)
    return (head + b"\r\n" + (answer.read(int(length[1])) if length else answer.read())).decode()


@contextmanager
def nginx(folder: Path, behind: int) -> Iterator[Proxy]:
    """nginx with the file of deploy/, but without TLS, on ports and in a folder of its own, in front of the port ``behind``."""
    port = free_port()
    site = (PROJECT / "deploy" / "nginx.conf").read_text("utf-8")
    site = site.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port};").replace("listen 80;", "")
    site = re.sub(r"^ *(ssl_\w+|listen \[::\]:\d+) ?.*;$", "", site, flags=re.MULTILINE)
    site = re.sub(r"^server \{\s+server_name jiceng.example;\s+access_log off;.*?^\}", "", site, flags=re.M | re.S)
    site = site.replace("127.0.0.1:8000", f"127.0.0.1:{behind}")
    site = site.replace("/var/log/nginx/", f"{folder}/").replace("/var/cache/nginx/", f"{folder}/cache-")
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = folder / "nginx.conf"
    config.write_text(
        f"daemon off; master_process off; pid {folder}/pid; error_log stderr;\nevents {{}}\nhttp {{\n{paths}{site}}}\n",
        "utf-8",
    )
    assert NGINX
    with (folder / "stderr").open("w") as said:
        command = ending_with_us(NGINX, "-p", str(folder), "-c", str(config))
        process = subprocess.Popen(command, cwd=PROJECT, stderr=said)
    try:
        until = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                assert process.poll() is None, (folder / "stderr").read_text()
                assert time.monotonic() < until
                time.sleep(0.02)
        yield Proxy(port, folder, process)
    finally:
        process.terminate()
        process.wait(30)
