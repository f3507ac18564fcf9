#!/usr/bin/env python
"""Django's command line for this project; `python manage.py help` lists the commands."""

import os
import sys
from pathlib import Path


def main() -> None:
    from archive.management.spoken import spoken

    os.umask(0o027)  # DATA_DIR holds password hashes and drafts: no new file is readable by every account
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        import django  # noqa: F401
    except ImportError as error:
        sentence = spoken(
            "这里没有装 Django。请先运行 make run，或用 .venv/bin/python 运行。",
            "Django is not installed here. Run make run first, or use .venv/bin/python.",
        )
        raise SystemExit(sentence) from error
    from archive.management.spoken import without_option
    from config.data_dir import data_dir, why_no_archive

    try:
        if refusal := why_no_archive(data_dir(Path(__file__).resolve().parent), without_option(sys.argv[1:])):
            raise SystemExit(refusal)
    except ValueError as error:
        raise SystemExit(str(error)) from None
    try:
        from archive.management.terminal import Terminal

        Terminal(sys.argv).execute()
    except KeyboardInterrupt:
        raise SystemExit(130) from None  # as a shell ends; a command that had begun has said so
    except Exception as error:
        # Django's own commands too, and settings that cannot be read.
        if "--traceback" in sys.argv or not (sentence := _sentence_of(error)):
            raise
        raise SystemExit(sentence) from None


def _sentence_of(error: Exception) -> str:
    """Return why a command ended, with a remedy; "" for a fault of the program."""
    from django.core.exceptions import ImproperlyConfigured

    from archive.management.spoken import spoken_sentence
    from archive.storage.faults import sentence_of

    return str(error) if isinstance(error, ImproperlyConfigured) else spoken_sentence(sentence_of(error))


if __name__ == "__main__":
    main()
