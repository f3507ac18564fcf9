"""The WSGI application that gunicorn serves."""

import os

from config.application import make_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = make_application()

# The dictionary, the index, the templates and the tables of pinyin, before gunicorn forks and before the first
# reader waits for them.
import pypinyin  # noqa: E402, F401

from archive.rendering.environment import prepare_templates  # noqa: E402
from search.engine import get_engine  # noqa: E402

get_engine()
prepare_templates()
