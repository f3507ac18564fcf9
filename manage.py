#!/usr/bin/env python
"""Django's command line for this project; `python manage.py help` lists the commands."""

import os
import sys


def main() -> None:
    os.umask(0o027)  # DATA_DIR holds password hashes and drafts: no new file is readable by every account
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError as error:
        raise SystemExit("Django is not installed here. Run `make run` first, or activate .venv.") from error
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
