"""Settings of 基层文库. Whatever may differ between machines comes from the environment."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from config.data_dir import data_dir
from config.databases import database
from config.environment import env_bool, env_choice, env_int, env_list, env_origin, env_secret, env_str, secret_key
from config.letters import mail_server
from config.limits import SMALL_BODY_BYTES as SMALL_BODY_BYTES
from config.limits import limits, throttle_cache, trusted_proxies
from config.logging import FORMATS as LOG_FORMATS
from config.logging import logging_settings
from config.originals import originals_store

BASE_DIR = Path(__file__).resolve().parent.parent

VERSION: str = tomllib.loads((BASE_DIR / "pyproject.toml").read_text("utf-8"))["project"]["version"]

# The one folder that the program writes to.
DATA_DIR = data_dir(BASE_DIR)
DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)

ORIGINALS_DIR = DATA_DIR / "originals"
#: disk or s3, and how the store of S3 is named (archive/storage/originals/).
ORIGINALS, ORIGINALS_S3 = originals_store()
INDEX_DIR = DATA_DIR / "index"
#: Where ``manage.py dump`` writes, and from where 关于本库 offers the newest set.
DUMP_DIR = Path(env_str("DUMP_DIR") or DATA_DIR / "dumps").absolute()
JIEBA_CACHE_DIR = DATA_DIR / "cache" / "jieba"
REGIONS_FILE = BASE_DIR / "fixtures" / "regions.csv"
SAMPLES_DIR = BASE_DIR / "fixtures" / "samples"

DEBUG = env_bool("DEBUG", False)
SECRET_KEY = secret_key(DATA_DIR)
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
CSRF_FAILURE_VIEW = "archive.views.errors.form_expired"

#: The search engine: a room of search/engines/. whoosh keeps the index in DATA_DIR and needs nothing else.
ENGINE = env_choice("ENGINE", ("whoosh", "opensearch"))
#: With ENGINE=opensearch: the nodes, the beginning of the names of all indexes, and as whom to ask.
OPENSEARCH_URLS = env_list("OPENSEARCH_URLS", "http://127.0.0.1:9200")
OPENSEARCH_INDEX = env_str("OPENSEARCH_INDEX", "jiceng")
OPENSEARCH_SHARDS = env_int("OPENSEARCH_SHARDS", 1, least=1)
OPENSEARCH_REPLICAS = env_int("OPENSEARCH_REPLICAS", 1)
OPENSEARCH_CA = env_str("OPENSEARCH_CA")
OPENSEARCH_USER = env_str("OPENSEARCH_USER")
OPENSEARCH_PASSWORD_FILE = env_str("OPENSEARCH_PASSWORD_FILE")
OPENSEARCH_CERTIFICATE = env_str("OPENSEARCH_CERTIFICATE")
OPENSEARCH_KEY = env_str("OPENSEARCH_KEY")

#: Where ``manage.py serve`` listens.
HOST = env_str("HOST", "127.0.0.1")
PORT = env_int("PORT", 8000, least=1)
#: Whether an archive without reports of its own gets the sample reports.
LOAD_SAMPLES = env_bool("LOAD_SAMPLES", True)

#: Whether ``manage.py mcp --http`` may answer assistants, where, and what each must send (archive/assistants/web.py).
MCP_HTTP = env_bool("MCP_HTTP", False)
MCP_HOST = env_str("MCP_HOST", "127.0.0.1")
MCP_PORT = env_int("MCP_PORT", 8100, least=1)
MCP_TOKEN = env_secret("MCP_TOKEN_FILE", least=32)

#: The archive's public origin, for feeds, sitemap and canonical addresses; empty: the host of each request.
SITE_URL = env_origin("SITE_URL")
#: Most reports in one exported file.
EXPORT_LIMIT = env_int("EXPORT_LIMIT", 20_000, least=1)

#: Address of the link 告诉编者 beside an unknown value; empty: no such link.
EDITORS_EMAIL = env_str("EDITORS_EMAIL", "")

#: Who takes the letters of watches (archive/watching/), and whether the workers of ``serve`` send them by themselves.
MAIL_SERVER = mail_server(site_url=SITE_URL)
EMAIL_SENDER = env_bool("EMAIL_SENDER", True)

#: What 关于本库 says: who runs the archive, how to reach them, and what may be done with the texts.
ARCHIVE_OPERATOR = env_str("ARCHIVE_OPERATOR")
ARCHIVE_CONTACT = env_str("ARCHIVE_CONTACT")
ARCHIVE_RIGHTS = env_str("ARCHIVE_RIGHTS")

#: Largest file that an editor may upload, and how many at once.
MAX_UPLOAD_BYTES = env_int("MAX_UPLOAD_MB", 20, least=1) * 1024 * 1024
MAX_WEB_ARCHIVE_BYTES = env_int("MAX_WEB_ARCHIVE_MB", 2000, least=1) * 1024 * 1024
MAX_UPLOAD_FILES = env_int("MAX_UPLOAD_FILES", 2000, least=1)
DATA_UPLOAD_MAX_NUMBER_FILES = MAX_UPLOAD_FILES
# A report's text travels in one form field when an editor corrects it.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "archive.storage.spooled.UnnamedFileHandler",
]
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "uploads"
FILE_UPLOAD_TEMP_DIR.mkdir(exist_ok=True, mode=0o700)
# Of collected static files too; Django's default is readable by every account.
FILE_UPLOAD_PERMISSIONS = 0o640

INSTALLED_APPS = [
    "archive.apps.ReviewDeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_filters",
    "django_htmx",
    "csp",
    "simple_history",
    "axes",
    "archive",
]

MIDDLEWARE = [
    # First, so that answers of the others have an id and a log line too.
    "archive.monitoring.requests.watch_requests",
    "archive.monitoring.metrics.count_requests",
    "django.middleware.security.SecurityMiddleware",
    "archive.web.middleware.add_headers",
    "csp.middleware.CSPMiddleware",
    "archive.web.programs.answer_programs",
    "archive.web.middleware.refuse_unreadable",
    "archive.web.middleware.refuse_second_machine",
    "archive.web.static_files.StaticFilesMiddleware",
    "archive.languages.page.use_chosen_language",
    "archive.web.clients.ThrottleMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Behind the login and before all that reads a body: views and the check of a form's token come after all of these.
    "archive.web.middleware.BodyLimitMiddleware",
    "archive.web.middleware.ClosedArchiveMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "archive.web.middleware.read_theme",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
    # Innermost, so that the answer passes all others.
    "archive.web.unavailable.EngineUnavailableMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

# Public pages are Jinja2's; the review desk, like Django's admin, has Django's templates.
TEMPLATES = [
    {
        "NAME": "pages",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "pages"],
        "OPTIONS": {"environment": "archive.rendering.environment.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": database(DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "archive.desk.tokens.TokensEndWithPassword"},
]
#: Whether all pages ask for a login, and not the desk alone.
REQUIRE_LOGIN = env_bool("REQUIRE_LOGIN", False)
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "home"
# Too many wrong passwords lock one account for one address; guesses from elsewhere do not lock its owner out.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = env_int("LOGIN_FAILURES", 5, least=1)
AXES_COOLOFF_TIME = timedelta(minutes=env_int("LOGIN_PAUSE_MINUTES", 15, least=1))
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_CLIENT_IP_CALLABLE = "archive.web.clients.login_address"
AXES_LOCKOUT_CALLABLE = "archive.views.account.locked_out"
# The audit page of the desk shows the tables of axes.
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

LANGUAGE_CODE = "zh-hans"
#: Languages of the interface; reports keep theirs. Sentences are written in the first, locale/ holds the others.
LANGUAGES = [("zh-hans", "简体"), ("zh-hant", "繁體"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
# Counts go through |number; years, ids and positions in SVG must not become "2,019" on an English page.
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "archive.web.static_files.CollectedFiles"
    },
}
# Pages name files by their hash alone; a second copy of each under its plain name doubles the first start's work.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# No page loads anything from another host, or needs inline script or style.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
# HTTPS=1 behind TLS: secure cookies, redirects, and HSTS.
HTTPS = env_bool("HTTPS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = env_int("SESSION_HOURS", 12, least=1) * 3600
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
# Supervisors ask the process directly, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS and env_bool("HSTS_SUBDOMAINS", True)
# HSTS preloading binds a whole domain for years: its owner decides that, not one archive under it.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Browsers accept the prefix __Host- over TLS alone, for this host alone.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"

#: Proxies whose X-Forwarded-For is believed, as networks; none: this machine's if HTTPS=1.
TRUSTED_PROXIES = trusted_proxies()
#: Requests a minute for each client, by kind of page (archive/web/clients.py).
THROTTLE = env_bool("THROTTLE", True)
THROTTLE_LIMITS = limits()
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "throttle": throttle_cache(),
}

LOG_LEVEL = env_str("LOG_LEVEL", "INFO").upper()
#: line for people, json for programs (config/logging.py). ACCESS_LOG writes a line for each request.
LOG_FORMAT = env_choice("LOG_FORMAT", LOG_FORMATS)
ACCESS_LOG = env_bool("ACCESS_LOG", False)
LOGGING = logging_settings(LOG_FORMAT, LOG_LEVEL)

#: /metrics for Prometheus: with METRICS_TOKEN for clients that send it, without one for this machine alone.
METRICS = env_bool("METRICS", False)
METRICS_TOKEN = env_str("METRICS_TOKEN")
#: With less free space under DATA_DIR the archive is not ready.
DISK_LEAST_BYTES = env_int("DISK_LEAST_MB", 200) * 1024 * 1024
#: Notes on searches that took longer than SLOW_SEARCH_MS or found nothing (archive/monitoring/search_notes.py).
SEARCH_NOTES = env_bool("SEARCH_NOTES", True)
SLOW_SEARCH_MS = env_int("SLOW_SEARCH_MS", 500, least=1)
