"""The WSGI application that gunicorn serves."""

import os

from config.application import make_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = make_application()

# Load dictionary, index, addresses, templates and pinyin before gunicorn forks, so that workers share them and no reader
# waits.
import pypinyin  # noqa: E402, F401
from django.urls import get_resolver  # noqa: E402

from archive.rendering.environment import prepare_templates  # noqa: E402
from search.engine import get_engine  # noqa: E402

get_engine()
prepare_templates()
_ = get_resolver().url_patterns
