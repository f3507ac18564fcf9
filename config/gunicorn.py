"""Settings of gunicorn; docs/operations.md lists those that an operator changes."""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
import signal
from pathlib import Path

from gunicorn.systemd import sd_notify

from config.environment import env_bool, env_choice, env_int, env_str
from config.logging import FORMATS, logging_settings

# As in manage.py, for whoever starts gunicorn itself: DATA_DIR is private.
os.umask(0o027)

host = env_str("HOST", "127.0.0.1")
port = env_int("PORT", 8000, least=1)
bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

# Threads share one dictionary and one index handle; a second process uses the second core.
workers = env_int("WEB_WORKERS", 2, least=1)
threads = env_int("WEB_THREADS", 4, least=1)
worker_class = "config.worker.ReadingWorker"
# Bytes go out by the worker, whose loop waits for slow readers.
sendfile = False
# Loaded once before the fork, so that the workers share jieba's 60 MB.
preload_app = True
timeout = env_int("WEB_TIMEOUT", 60, least=1)
graceful_timeout = 30
# No keep-alive: a kept connection stays with its worker, and eight readers once all shared one. A new connection goes to
# the worker that is free.
keepalive = 0
# The longest address is a saved list; the longest field a cookie.
limit_request_line = 8190
limit_request_fields = 64
limit_request_field_size = 8190
# Workers touch a file as a sign of life; on a slow disk that would block them.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108  shared memory; the files are empty
max_requests = 20_000
max_requests_jitter = 2_000
# The default is a socket in the home folder, outside DATA_DIR.
control_socket_disable = True
loglevel = env_str("LOG_LEVEL", "info").lower()
# The line for each request is ours (archive/monitoring/requests.py), since gunicorn's names addresses and queries.
logconfig_dict = logging_settings(env_choice("LOG_FORMAT", FORMATS), loglevel.upper())
errorlog = "-"
accesslog = None

# Set before prometheus_client is imported, which chooses its way of counting by it.
if env_bool("METRICS"):
    folder = Path(__file__).resolve().parent.parent / env_str("DATA_DIR", "var") / "metrics"
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def on_starting(server) -> None:
    """Delete the counts of an earlier server, unless this one takes over from it (USR2)."""
    if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        if not server.master_pid:
            shutil.rmtree(folder, ignore_errors=True)
        Path(folder).mkdir(parents=True, exist_ok=True)


def pre_fork(server, worker) -> None:
    """Give a worker the lowest free slot; it goes on with the counts in the file of that slot."""
    taken = {other.slot for other in server.WORKERS.values()}
    worker.slot = next(slot for slot in range(len(taken) + 1) if slot not in taken)
    # A collection in a worker would touch all that the master loaded, and so copy it: half a second at each worker's end.
    gc.freeze()


def post_fork(server, worker) -> None:
    """Name the worker's slot, and collect garbage less often."""
    os.environ["JICENG_WORKER_SLOT"] = f"{server.pid}-{worker.slot}"
    # A page makes some ten thousand objects and hardly a cycle; Python's threshold of 700 cost a fifteenth of its time.
    gc.set_threshold(20_000, 20, 20)


def post_worker_init(worker) -> None:
    """Start the threads that keep index and readings up to date and send letters, tell that this machine lives, and take up waiting batches."""
    from archive.intake.workers import start_watch
    from archive.publishing.keeper import start_keeper
    from archive.publishing.machines import start_heart
    from archive.readings.keeper import start_readings_keeper
    from archive.watching.keeper import start_letters_keeper

    start_keeper()
    start_readings_keeper()
    start_letters_keeper()
    start_heart()
    start_watch()


def on_exit(server) -> None:
    """Let this machine count as gone, unless another master has taken over."""
    from django.apps import apps

    if apps.ready and not server.reexec_pid and not server.master_pid:
        from archive.publishing.machines import sign_off

        sign_off()


def _wait_for_the_dead() -> None:
    """Let go of children of ``prepare`` that ended before gunicorn heard of such ends; it has no worker yet.

    A batch worker is a child of this process, which then became gunicorn by exec.
    """
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def when_ready(server) -> None:
    """Print the line that people, scripts and tests wait for, and end the master that this one replaces."""
    _wait_for_the_dead()
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104  compared, not bound
    pipe = os.environ.pop("JICENG_FIRST_LOGIN", "")
    if pipe and not server.master_pid:  # a master started by USR2 inherits the variable, but not the pipe
        with os.fdopen(int(pipe)) as first_login:
            print(first_login.read(), flush=True)
    print(f"ready: http://{f'[{shown}]' if ':' in shown else shown}:{port}/", flush=True)
    if server.master_pid:  # started by USR2: the old master finishes its requests and ends
        sd_notify(f"MAINPID={os.getpid()}", server.log)
        os.kill(server.master_pid, signal.SIGTERM)
