"""Settings: everything that differs between an office PC and a county is read from the environment.

SHOUWANG_HOME holds all that belongs to an installation: data base, keys, files.  DEVELOPERS.md lists the variables.
"""

from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.functional import SimpleLazyObject

from shouwang.office import keys
from shouwang.web import environment as env

HOME = Path(env.text("SHOUWANG_HOME", "守望数据")).absolute()
FILES = HOME / "files"
"""Uploaded workbooks, papers, exports: private, never served as static files."""
KEYS = Path(env.text("SHOUWANG_KEYS", str(HOME / "keys"))).absolute()
"""Outside the data base, so that a stolen data base alone tells nobody's number."""

DEMO = env.flag("SHOUWANG_DEMO", False)
"""Whether everybody knows the passwords, and the page for signing in says so."""

# Made when it is needed: whoever only asks for help, or mistypes the home, makes none.
SECRET_KEY = SimpleLazyObject(lambda: keys.secret(KEYS))
DEBUG = False
HTTPS = env.flag("SHOUWANG_HTTPS", False)
ALLOWED_HOSTS = env.text("SHOUWANG_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
BEHIND_PROXY = env.flag("SHOUWANG_PROXY", False)
"""Whether a proxy of ours stands before us, whose word on the client's address counts."""

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_static",
    "shouwang.office.journal",
    "shouwang.office.kit",
    "shouwang.office.areas",
    "shouwang.office.accounts",
    "shouwang.office.jobs",
    "shouwang.office.registry",
    "shouwang.office.imports",
    "shouwang.office.screening",
    "shouwang.office.api",
    "shouwang.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "shouwang.web.middleware.WellFormed",
    "shouwang.office.api.middleware.Answers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "shouwang.office.accounts.middleware.Bearer",
    "shouwang.office.accounts.middleware.Session",
    # Whoever is not signed in gets no further, whatever a view forgets.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "shouwang.web.middleware.Acting",
    "django.contrib.messages.middleware.MessageMiddleware",
    "shouwang.web.middleware.Refusals",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "shouwang.web.urls"
WSGI_APPLICATION = "shouwang.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "shouwang.web.menu.context",
            ]
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        env.text("DATABASE_URL", f"sqlite:///{HOME / 'shouwang.sqlite3'}"),
        conn_max_age=600,
        conn_health_checks=True,
    )
}
SQLITE = DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
if SQLITE:
    DATABASES["default"]["OPTIONS"] = {
        # A transaction that starts by reading could not become a writing one while somebody else writes.
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        # Mapped is more than a county of 90,000 households fills (0.7 GB): what is mapped is read without asking the
        # system for each page.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
        " PRAGMA temp_store=MEMORY; PRAGMA mmap_size=1073741824; PRAGMA cache_size=-65536;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "shouwang.office.accounts.backends.ByPassword",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        # Half the name and digits behind it is what people try first.
        "OPTIONS": {"user_attributes": ("username", "full_name", "phone"), "max_similarity": 0.5},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": env.number("SHOUWANG_PASSWORD_LENGTH", 10, low=8, high=64)},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "accounts:sign-in"

# Lock-out: five wrong passwords for one name from one place close that pair for a quarter of an hour.
AXES_FAILURE_LIMIT = env.number("SHOUWANG_SIGN_IN_TRIES", 5, low=3, high=20)
AXES_COOLOFF_TIME = env.number("SHOUWANG_LOCK_MINUTES", 15, low=1, high=1440) / 60
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# Whoever goes on trying does not lock the owner out for ever.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "shouwang.office.accounts.signing.locked_out"
AXES_CLIENT_IP_CALLABLE = "shouwang.office.kit.clients.address"
AXES_SENSITIVE_PARAMETERS: list[str] = []
AXES_VERBOSE = False

COUNTY_ROLES = "county_office,department_officer,inspector,administrator,auditor"
SECOND_FACTOR = tuple(filter(None, env.text("SHOUWANG_SECOND_FACTOR", COUNTY_ROLES).split(",")))
"""Roles that sign in with a one-time password as well; “none” for nobody."""
OTP_TOTP_ISSUER = "守望"

SESSION_ENGINE = "shouwang.office.accounts.session_store"
SESSION_COOKIE_AGE = env.number("SHOUWANG_SESSION_HOURS", 12, low=1, high=168) * 3600
SESSION_IDLE_SECONDS = env.number("SHOUWANG_IDLE_MINUTES", 60, low=1, high=1440) * 60
SESSIONS_PER_USER = env.number("SHOUWANG_SESSIONS", 3, low=1, high=50)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "shouwang"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "shouwang.web.errors.forged"
CSRF_TRUSTED_ORIGINS = list(filter(None, env.text("SHOUWANG_ORIGINS").split(",")))
SECURE_SSL_REDIRECT = False  # the proxy does that; health checks come without TLS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

TOKEN_DAYS = env.number("SHOUWANG_TOKEN_DAYS", 365, low=1, high=1095)
"""For so long a program's token can be valid at most."""
API_PER_MINUTE = env.number("SHOUWANG_API_PER_MINUTE", 300, low=1, high=100_000)
"""Requests of one token; each serving process counts its own."""
HOOKS_TO = env.hosts("SHOUWANG_HOOKS_TO")
"""Hosts to which other programs' hooks may be sent; none: nothing leaves."""
QUICK_COUNT = env.number("SHOUWANG_QUICK_COUNT_MS", 5, low=1, high=60_000) / 1000
"""Seconds: what is counted within them is counted anew each time (office/kit/counts.py)."""
UPLOAD_MEGABYTES = env.number("SHOUWANG_UPLOAD_MB", 100, low=1, high=2048)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "shouwang.office.kit.uploads.Nameless",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
FILE_UPLOAD_TEMP_DIR = None
MEDIA_ROOT = FILES

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "shouwang_language"
LOCALE_PATHS = [Path(__file__).parent.parent / "locale"]
TIME_ZONE = env.text("SHOUWANG_TIME_ZONE", "Asia/Shanghai")
USE_I18N = USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = None
# Files are found where they are installed: an office PC has no step that collects them.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

TEST_RUNNER = "django.test.runner.DiscoverRunner"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    # Says at every click of many people that somebody waits a moment.
    "loggers": {"waitress.queue": {"level": "ERROR"}},
    "root": {"handlers": ["stderr"], "level": env.text("SHOUWANG_LOG", "WARNING")},
}
