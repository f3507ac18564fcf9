"""The WSGI application that gunicorn serves."""

import os

from config.application import make_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = make_application()

# The dictionary and the index, before gunicorn forks and before the first reader waits for them.
from search.engine import get_engine  # noqa: E402

get_engine()
