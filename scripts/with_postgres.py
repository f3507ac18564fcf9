"""Start Debian's PostgreSQL in a temporary folder, run a command with DATABASE_URL set to it, stop it again.

    python -m scripts.with_postgres pytest -n auto

The server listens on a socket in that folder and nowhere else. PostgreSQL refuses to run as root; root runs it as
the user ``postgres``, or as ``nobody`` where there is none. It does not wait for the disk (fsync=off): for tests only.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

NAME = "jiceng"
_MISSING = "PostgreSQL's server is not on this machine. On Debian and Ubuntu: apt-get install postgresql"
_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses= -c max_connections=100"


def main() -> int:
    command = sys.argv[1:]
    if not command:
        print(__doc__)
        return 2
    # SIGTERM must stop the server too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with postgres() as address:
        process = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": address})
        # A command that is stopped puts its things in order while the server still answers. Ctrl-C reaches it by itself.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: process.send_signal(signal.SIGTERM))
        return process.wait()


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """Start a fresh server and give its address (DATABASE_URL); the server ends with the block."""
    binaries = find_binaries() or install()
    folder = Path(tempfile.mkdtemp(prefix="jiceng-postgres-", dir="/tmp"))  # short: a socket's path has 107 bytes
    owner = _unprivileged()
    if owner:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        folder.chmod(0o711)  # drills run by root start processes without its rights, which must reach the socket

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [binaries / program, *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
            user=owner.pw_uid if owner else None,
            group=owner.pw_gid if owner else None,
            extra_groups=[] if owner else None,
        )

    cluster, log = str(folder / "cluster"), str(folder / "log")
    try:
        # Names are compared byte by byte, as SQLite does, so that both sort alike.
        run("initdb", "-D", cluster, "-U", NAME, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        run("pg_ctl", "-D", cluster, "-l", log, "-w", "-o", f"-c unix_socket_directories={folder} {_FAST}", "start")
        try:
            run("createdb", "-h", str(folder), "-U", NAME, NAME)
            yield f"postgres://{NAME}@/{NAME}?host={folder}"
        finally:
            run("pg_ctl", "-D", cluster, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_binaries() -> Path | None:
    """Return the folder of the newest server on this machine, in Debian's place or on the PATH; None without one."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    if found := sorted(versions, key=lambda path: float(path.parts[-3])):
        return found[-1].parent
    if server := shutil.which("postgres"):
        return Path(server).resolve().parent
    return None


def install() -> Path:
    """Install the server by apt-get if this is root; else end the program with a message that names the remedy."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(_MISSING)
    subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", "postgresql"], check=False)
    return find_binaries() or sys.exit(_MISSING)


def _unprivileged() -> pwd.struct_passwd | None:
    """Return the user to run the server as, None for the present one. Ends the program if root finds no other user."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    sys.exit("Run this as an ordinary user: this machine has none that root could run the server as.")


if __name__ == "__main__":
    sys.exit(main())
