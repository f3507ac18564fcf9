"""Processes of an archive that start warm: forked from one parent, which has Django, dictionary and place names loaded.

A cold start takes 1.4 s of processor. ``call`` runs a function of a drill in such a fork, for an archive of its own;
``fork`` starts another process of a drill from there. Test processes themselves never fork: they have threads and settings
of the suite.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import io
import logging.config
import multiprocessing
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

#: Settings of the suite, or of whoever runs it, that no archive of a test shares.
FORGOTTEN = {"DJANGO_SETTINGS_MODULE", "SECRET_KEY", "DEBUG", "HTTPS", "SEARCH_NOTES"}

_PR_SET_PDEATHSIG = 1

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.warmed"])


def call(function: Callable, *arguments: object, variables: dict[str, str]) -> Any:
    """Return what ``function`` returns in a fork of the warm parent; raise what it raises.

    The fork is a process of the archive that the environment ``variables`` name (DATA_DIR, DATABASE_URL, ...).
    """
    with ProcessPoolExecutor(1, mp_context=_FORKS, initializer=_begin, initargs=(os.getcwd(), variables)) as fork:
        return fork.submit(function, *arguments).result()


def start(function: Callable, *arguments: object, variables: dict[str, str], output: Path) -> BaseProcess:
    """Start ``function`` in a fork of the warm parent, as a process of the archive that ``variables`` name.

    What it prints is appended to ``output``.
    """
    process = _FORKS.Process(target=_run, args=(os.getcwd(), variables, output, function, *arguments))
    process.start()
    return process


def _run(folder: str, variables: dict[str, str], output: Path, function: Callable, *arguments: object) -> None:
    _write_to(output)
    _begin(folder, variables)
    function(*arguments)


def die_with_parent() -> None:
    """Let the kernel kill this process when the thread that started it ends, however it ends (prctl(2), Linux alone).

    Gunicorn's workers look for their master themselves. So a run of tests that is killed leaves no server behind.
    """
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def end_with_the_tests() -> None:
    """End this fork when the process that asked for it ends. Its parent is the warm one, which lives as long as its forks."""

    def wait() -> None:
        if asked_by := multiprocessing.parent_process():
            asked_by.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def manage(variables: dict[str, str], *arguments: str) -> str:
    """Return what a management command that ends well prints on its standard output."""
    return call(_printed, arguments, variables=variables)


def _printed(arguments: tuple[str, ...]) -> str:
    from django.core.management import execute_from_command_line

    printed, told = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(told):
        try:
            execute_from_command_line(["manage.py", *arguments])
        except SystemExit as stop:
            if stop.code:
                raise RuntimeError(f"{arguments}: {printed.getvalue()}{told.getvalue()}") from stop
    return printed.getvalue()


def _begin(folder: str, variables: dict[str, str]) -> None:
    end_with_the_tests()
    os.setsid()
    os.chdir(folder)
    become(variables)


def become(variables: dict[str, str]) -> None:
    """Make this process, in which Django is loaded, one of the archive that ``variables`` name.

    The settings are worked out anew from the environment; those that changed are replaced as Django's tests replace them.
    """
    from django.conf import settings
    from django.db import connections
    from django.test.utils import override_settings

    from search.engine import get_engine

    os.environ.update(variables)
    connections.close_all()
    module = importlib.reload(importlib.import_module("config.settings"))
    fresh = {name: getattr(module, name) for name in dir(module) if name.isupper()}
    databases = fresh.pop("DATABASES")
    override_settings(**{name: value for name, value in fresh.items() if getattr(settings, name) != value}).enable()
    settings.DATABASES = databases
    for alias in connections:
        with contextlib.suppress(AttributeError):  # no thread has opened it
            del connections[alias]
    connections.settings = connections.configure_settings(databases)
    logging.config.dictConfig(settings.LOGGING)
    get_engine.cache_clear()


def fork(function: Callable, *arguments: object, output: Path | None = None) -> int:
    """Start ``function`` in a fork of this process, in a session of its own; return the number of the fork.

    What it prints is appended to ``output``. It ends with the code 0, or that of its SystemExit, or 1.
    """
    from django.db import connections

    connections.close_all()
    sys.stdout.flush()
    parent = os.getpid()
    number = os.fork()
    if number:
        return number
    code = 1
    try:
        die_with_parent()
        if os.getppid() != parent:  # it ended before
            os._exit(1)
        os.setsid()
        if output:
            _write_to(output)
        function(*arguments)
        code = 0
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _write_to(output: Path) -> None:
    written = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(written, 1)
    os.dup2(written, 2)
