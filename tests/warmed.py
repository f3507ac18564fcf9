"""What the warm parent loads before it forks: Django with the archive's own settings, addresses, dictionary, place names."""

from __future__ import annotations

import gc
import os

from tests import DICTIONARY
from tests.warm import FORGOTTEN


def load() -> None:
    for name in FORGOTTEN:
        os.environ.pop(name, None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from django.urls import get_resolver

    from archive.intake.batches import load_dictionaries
    from search.analysis import load_jieba

    _ = get_resolver().url_patterns
    load_jieba(DICTIONARY)
    load_dictionaries()
    gc.freeze()  # forks share what is loaded, and never look through it


load()
