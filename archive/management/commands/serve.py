"""manage.py serve: prepare DATA_DIR, then become gunicorn."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections
from django.utils.translation import gettext_noop

from archive.intake.parsing import end_parsers
from archive.languages import say
from archive.management.commands.prepare import Command as Prepare
from archive.management.sentences import ArchiveCommand
from archive.storage.faults import cause_of


class Command(ArchiveCommand):
    help = gettext_noop("准备好 DATA_DIR，由 gunicorn 在 HOST:PORT（127.0.0.1:8000）上提供服务。")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = settings.HOST, settings.PORT
        if not _is_given_a_socket():
            _refuse_taken_port(host, port)
        prepare = Prepare()
        prepare.is_serving = True
        call_command(prepare)
        connections.close_all()
        # Their parent stays and becomes gunicorn, which would have to bury them.
        end_parsers()
        sys.stdout.flush()
        if prepare.first_login:
            _hand_over(prepare.first_login)
        os.chdir(settings.BASE_DIR)
        # By its script: USR2 starts the next master by its path, which as a module would put its folder first in sys.path.
        gunicorn = str(Path(sys.executable).with_name("gunicorn"))
        os.execv(  # noqa: S606  the arguments are ours; exec so that signals reach gunicorn itself
            sys.executable, [sys.executable, gunicorn, "--config", "config/gunicorn.py", "config.wsgi:application"]
        )


def _hand_over(first_login: str) -> None:
    """Give the line to config/gunicorn.py, which serves in this process after exec, through a pipe that is read once.

    An environment would show the password to the account's other processes for as long as the server lives.
    """
    reading, writing = os.pipe()
    os.write(writing, first_login.encode())
    os.close(writing)
    os.set_inheritable(reading, True)
    os.environ["JICENG_FIRST_LOGIN"] = str(reading)


def _is_given_a_socket() -> bool:
    """Return whether systemd hands a socket over (jiceng.socket), in which requests wait while the archive restarts."""
    return os.environ.get("LISTEN_PID") == str(os.getpid()) and "LISTEN_FDS" in os.environ


def _refuse_taken_port(host: str, port: int) -> None:
    """Raise CommandError for a port in use, before any work, instead of gunicorn's five retries after it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                say(
                    "{0}:{1} 用不了（{2}）。请停下占用它的程序，或换一个：PORT=8001 make run",
                    host,
                    port,
                    cause_of(error),
                )
            ) from error
