"""Django's settings. Everything that differs from one machine to another comes from `environment`; nothing here writes a file."""

from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

from ourplace_web.environment import read_environment

PACKAGE = Path(__file__).parent
ENVIRONMENT = read_environment()

HOME = ENVIRONMENT.home
UPLOADS_FOLDER = HOME / "uploads"
STUDIES_FOLDER = HOME / "studies"

DEBUG = False
SECRET_KEY = ENVIRONMENT.secret_key
ALLOWED_HOSTS = [*(ENVIRONMENT.hosts or ("localhost", "127.0.0.1", "[::1]"))]

INSTALLED_APPS = [
    # Ours come first, so that our templates stand in for those of allauth.
    "ourplace_web.pages",
    "ourplace_web.demo",
    "ourplace_web.backups",
    "ourplace_web.runs",
    "ourplace_web.uploads",
    "ourplace_web.jobs",
    "ourplace_web.picture",
    "ourplace_web.api",
    "ourplace_web.review",
    "ourplace_web.studies",
    "ourplace_web.networks",
    "ourplace_web.audit",
    "ourplace_web.accounts",
    "ourplace_web.design",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "django_tasks_db",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "ourplace_web.design.headers.permissions_policy",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # A page is closed unless it says `login_not_required`.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "ourplace_web.urls"
WSGI_APPLICATION = "ourplace_web.wsgi.application"
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
            ],
        },
    },
]
FORM_RENDERER = "ourplace_web.design.forms.Renderer"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SQLITE: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": HOME / "ourplace.sqlite3",
    "OPTIONS": {
        # Readers do not wait for the writer; writers queue from the first statement on, so that none fails half-way.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    },
}
POSTGRES: dict[str, Any] = {}
if ENVIRONMENT.database_url:
    POSTGRES = {**dj_database_url.parse(ENVIRONMENT.database_url, conn_max_age=600, conn_health_checks=True)}
DATABASES = {"default": POSTGRES or SQLITE}
# Kept in the database so that the limits on signing in hold over all processes and restarts.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "kept_for_a_while"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["reading", "runs"]}}
# What whoever keeps the workers running does once an hour.
CHORES = [
    "ourplace_web.uploads.deleting.delete_expired",
    "ourplace_web.uploads.storage.sweep",
    "ourplace_web.studies.deleting.sweep",
    "ourplace_web.runs.clearing.sweep",
]
# How many days files, and reports that newer ones replaced, are kept; 0 is until somebody deletes them.
KEEP_DAYS = ENVIRONMENT.keep_days

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = "ourplace_web.design.formats"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = UPLOADS_FOLDER
# No page takes files but the one that is for them, which puts its own handler in this one's place.
FILE_UPLOAD_HANDLERS = ["ourplace_web.uploads.handlers.RefusingHandler"]
# A year of a county council's payments is 50 MB as CSV; what is five times that is most likely no list of payments.
LARGEST_FILE_BYTES = 250_000_000
# Sent in one piece; ten years of monthly files of a large council. More can be sent after it.
LARGEST_UPLOAD_BYTES = 1_000_000_000
# Eight years of monthly files are 100, and Django's own limit.
DATA_UPLOAD_MAX_NUMBER_FILES = 1_000
# A command that gets the path of a file and answers 0 where it is clean, 1 where it is not, as clamdscan does.
VIRUS_SCANNER = ENVIRONMENT.virus_scanner
DOCS_ADDRESS = ENVIRONMENT.docs_address

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    # NIST SP 800-63B and the National Cyber Security Centre: length over rules of composition.
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "ourplace_web.accounts.adapter.InvitedOnly"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Somebody who asks for a reset of an account that does not exist is told nothing, on the page or by mail.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if ENVIRONMENT.serves_others else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = ENVIRONMENT.proxies
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "OurPlace"
# Noting every request would make a writer of every reader; when and where somebody signed in is kept either way.
USERSESSIONS_TRACK_ACTIVITY = False

DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.email_from
EMAIL_FILE_PATH = HOME / "emails"
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if ENVIRONMENT.email_host else 'filebased'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = ENVIRONMENT.email_host, ENVIRONMENT.email_port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = ENVIRONMENT.email_user, ENVIRONMENT.email_password
EMAIL_USE_TLS = True
EMAIL_TIMEOUT = 20

SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = ENVIRONMENT.serves_others
# Whoever chose a language has it next time too.
LANGUAGE_COOKIE_AGE = 31_536_000
CSRF_FAILURE_VIEW = "ourplace_web.pages.errors.stale_form"
SECURE_SSL_REDIRECT = ENVIRONMENT.serves_others
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.serves_others else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = ENVIRONMENT.serves_others
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.proxies else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        # The picture that an authenticator app reads off the screen is written into its page.
        "img-src": [SELF, "data:"],
        # What a map is drawn by in the background: a file of ours, never one that a page puts together.
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"screen": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["screen"], "level": "WARNING"},
}
