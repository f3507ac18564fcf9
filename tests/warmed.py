"""What the warm parent loads before it forks: Django with the archive's own settings, addresses, dictionary, place names.

And all modules that a command or a served page imports when it runs: each fork would read two hundred for itself.
"""

from __future__ import annotations

import gc
import os
from importlib import import_module

from tests import DICTIONARY
from tests.warm import FORGOTTEN


def load() -> None:
    for name in FORGOTTEN:
        os.environ.pop(name, None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import get_commands, load_command_class
    from django.db.migrations.loader import MigrationLoader
    from django.urls import get_resolver
    from django.utils.module_loading import import_string

    from archive.intake.batches import load_dictionaries
    from search.analysis import load_jieba

    _ = get_resolver().url_patterns
    load_jieba(DICTIONARY)
    load_dictionaries()
    for name, app in get_commands().items():
        if app in ("archive", "django.core"):
            load_command_class(app, name)
    for name in settings.MIDDLEWARE:
        import_string(name)
    for name in (f"search.engines.{settings.ENGINE}.engine", "archive.templatetags.desk_tags", "gunicorn.app.wsgiapp"):
        import_module(name)
    MigrationLoader(None)
    gc.freeze()  # forks share what is loaded, and never look through it


load()
