"""Settings of the suite: those of the archive, in a folder of their own that nobody else writes to."""

import atexit
import os
import shutil
import tempfile

# Files of tests lie in memory where there is room: a tenth less of processor, and no wait for a disk.
_MEMORY, _ROOM = "/dev/shm", 4 * 1024**3
if "TMPDIR" not in os.environ and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM:
    os.environ["TMPDIR"] = tempfile.tempdir = _MEMORY

_folder = tempfile.mkdtemp(prefix="jiceng-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["DATA_DIR"] = _folder
# Commands of the suite speak Chinese, as the tests expect, whatever this machine speaks.
os.environ.pop("LC_ALL", None)
os.environ["LC_MESSAGES"] = "zh_CN.UTF-8"
os.environ.pop("DEBUG", None)
os.environ["SEARCH_NOTES"] = "0"  # tests of the notes switch them on
# A browser shared by a worker's journeys keeps a loop running, which says nothing of the tests after it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from config.settings import *  # noqa: E402, F403
from tests import DICTIONARY  # noqa: E402

JIEBA_CACHE_DIR = DICTIONARY
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast; the suite logs in often
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405  WhiteNoise warns of each request otherwise
