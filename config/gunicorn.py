"""How gunicorn serves the archive; see docs/operations.md for the settings."""

from __future__ import annotations

import os

from config.environment import env_int, env_str

host = env_str("HOST", "127.0.0.1")
port = env_int("PORT", 8000, least=1)
bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

# Threads share one dictionary and one index handle; a second process uses the second core.
workers = env_int("WEB_WORKERS", 2, least=1)
threads = env_int("WEB_THREADS", 4, least=1)
worker_class = "gthread"
# Loaded once before the fork, so that the workers share jieba's 60 MB.
preload_app = True
timeout = env_int("WEB_TIMEOUT", 60, least=1)
graceful_timeout = 30
max_requests = 20_000
max_requests_jitter = 2_000
# Its default is a socket in the home folder; nothing is written outside DATA_DIR.
control_socket_disable = True
loglevel = env_str("LOG_LEVEL", "info").lower()
errorlog = "-"
accesslog = "-" if env_str("ACCESS_LOG") == "1" else None


def when_ready(server) -> None:
    """The line that people, scripts and tests wait for."""
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104  compared, not bound
    if first_login := os.environ.pop("JICENG_FIRST_LOGIN", ""):
        print(first_login, flush=True)
    print(f"ready: http://{f'[{shown}]' if ':' in shown else shown}:{port}/", flush=True)
