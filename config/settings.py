"""All settings on one page, read from the environment: where things are and what is secret, nothing of policy."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from certificates import keys
from config.clock import file_clock, system_clock
from config.environment import Environment, checked
from config.logs import logging_of
from config.storages import bucket_of, storage_of
from kernel import chain

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()

DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.listing("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.listing("ALLOWED_HOSTS", "localhost,127.0.0.1")
CSRF_TRUSTED_ORIGINS = env.listing("CSRF_TRUSTED_ORIGINS")
PUBLIC_URL = env.url("PUBLIC_URL", ("http", "https"), "http://localhost:8000").rstrip("/")
DATA_DIR = env.folder("DATA_DIR", BASE_DIR / ".data" / "files")
STATIC_ROOT = env.text("STATIC_ROOT", "") or None
LEDGER_SIGNING_KEY = checked("LEDGER_SIGNING_KEY", chain.private_key, env.text("LEDGER_SIGNING_KEY"))
CREDENTIAL_SIGNING_KEY = checked(
    "CREDENTIAL_SIGNING_KEY",
    lambda seed: chain.private_key(seed) if seed else keys.derived(LEDGER_SIGNING_KEY),
    env.text("CREDENTIAL_SIGNING_KEY", ""),
)
CREDENTIAL_RETIRED_KEYS = [
    checked("CREDENTIAL_RETIRED_KEYS", keys.public_key, each) for each in env.listing("CREDENTIAL_RETIRED_KEYS")
]
ANCHOR_RECIPIENTS = env.listing("ANCHOR_RECIPIENTS")
METRICS_TOKEN = env.text("METRICS_TOKEN", "")
CLAMD_ADDRESS = env.text("CLAMD_ADDRESS", "")
DELIVERY_LEASE_SECONDS = env.number("DELIVERY_LEASE_SECONDS", 15)
CERTIFICATES_PER_CHUNK = env.number("CERTIFICATES_PER_CHUNK", 250)
REDIS_URL = env.url("REDIS_URL", ("redis", "rediss", "unix"))
SIGNING_PREFLIGHT = "certificates.draft_checks.require_printable"
"""What looks through a decision's certificates before it is signed: the acts on decisions call it by this name alone."""
CLOCK = system_clock
if env.text("SIMULATED_CLOCK_FILE", ""):
    if urlsplit(PUBLIC_URL).hostname not in ("localhost", "127.0.0.1"):
        raise ImproperlyConfigured("SIMULATED_CLOCK_FILE is for one machine: PUBLIC_URL must then be on localhost.")
    CLOCK = file_clock(Path(env.text("SIMULATED_CLOCK_FILE")))

DATABASES = {
    "default": checked("DATABASE_URL", dj_database_url.parse, env.url("DATABASE_URL", ("postgres", "postgresql")))
    | {
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "options": "-c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000 -c lock_timeout=10000",
        },
        "TEST": {"TEMPLATE": "template0"},
    }
}
CACHES = {
    "default": {
        "BACKEND": "config.caches.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "thidua",
    }
}
BUCKET = bucket_of(
    name=env.text("FILES_BUCKET", ""),
    endpoint=env.url("FILES_ENDPOINT", ("http", "https"), "https://s3.amazonaws.com"),
    region=env.text("FILES_REGION", "us-east-1"),
    key=env.text("FILES_KEY", ""),
    secret=env.text("FILES_SECRET", ""),
)
STORAGES = {
    "default": storage_of(DATA_DIR, "files", BUCKET),
    "anchors": storage_of(DATA_DIR, "anchors", BUCKET),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_ROOT
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

INSTALLED_APPS = [
    "config",
    "web",
    "api",
    "tasks",
    "certificates",
    "emulation",
    "kernel",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_celery_beat",
    "django_filters",
    "django_htmx",
    "django_prometheus",
    "django_structlog",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "axes",
    "knox",
    "pgtrigger",
    "rest_framework",
]
MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "web.kept.KeepSettled",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "web.middleware.ChooseLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.middleware.LogRequests",
    "config.middleware.CarryRequestId",
    "web.middleware.ShowRefusals",
    "axes.middleware.AxesMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

AUTH_USER_MODEL = "emulation.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
PASSWORD_HASHERS = [
    "config.hashers.Argon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "web.refusals.locked_out"
PASSWORD_RESET_TIMEOUT = 24 * 3600
LOGIN_URL = "web:login"
LOGIN_REDIRECT_URL = "web:home"
LOGOUT_REDIRECT_URL = "web:login"
SESSION_COOKIE_AGE = 8 * 3600
CSRF_FAILURE_VIEW = "config.answers.stale"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=PUBLIC_URL.startswith("https://"))
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000 if PUBLIC_URL.startswith("https://") else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_HSTS_SECONDS > 0
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$", "^metrics$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/api/v1/docs",),
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    },
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
UPLOAD_LIMIT_BYTES = DATA_UPLOAD_MAX_MEMORY_SIZE = env.number("UPLOAD_LIMIT_BYTES", 10 * 1024 * 1024)
UNATTACHED_FILES_KEPT_HOURS = env.number("UNATTACHED_FILES_KEPT_HOURS", 24)

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = STATIC_ROOT is None
WHITENOISE_AUTOREFRESH = DEBUG
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "knox.auth.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["api.membership.SignedInMember"],
    "DEFAULT_PARSER_CLASSES": ["api.parsing.StrictJSON"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "api.paging.Pages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.ScopedRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ]
    if env.flag("THROTTLE", default=True)
    else [],
    "DEFAULT_THROTTLE_RATES": {
        "user": "6000/min",
        "login": "20/min",
        "upload": "600/min",
        "public": "120/min",
        "feedback": "30/hour",
    },
    "EXCEPTION_HANDLER": "api.problems.as_problem",
    "COERCE_DECIMAL_TO_STRING": True,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
REST_KNOX = {
    "TOKEN_TTL": timedelta(days=env.number("TOKEN_DAYS", 30)),
    "TOKEN_PREFIX": "thidua-",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Thi Đua",
    "DESCRIPTION": "Nền tảng quản lý thi đua, khen thưởng · Emulation and commendation platform",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "AwardedKind": ["person", "collective", "household"],
        "CalendarDayKind": ["holiday", "working"],
        "FeedbackKind": ["reflection", "proposal", "praise"],
        "CampaignForm": ["regular", "thematic"],
        "CodeBatchKind": ["code", "link"],
        "CouncilSessionForm": "emulation.models.councils.CouncilSession.FORMS",
        "CampaignOrigin": ["blank", "template", "copy"],
        "DecisionKind": ["award", "amend", "revoke"],
        "DecisionOrigin": ["normal", "simple", "backfill", "above"],
        "OpenPointKind": ["qr", "kiosk"],
        "ForwardingResult": ["pass", "fail", "lower", "higher"],
        "GrantScope": ["authority", "cluster", "unit", "self"],
        "CommendationKind": "emulation.models.nominations.Nomination.KINDS",
        "ImportKind": "emulation.models.imports.Import.KINDS",
        "RankedSubjects": ["units", "people"],
        "ReorganisationKind": ["merge", "split", "dissolve"],
        "RulingKind": ["unranked", "exceptional"],
    },
}
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, _sep, _port = env.text("EMAIL_HOST", "").partition(":")
EMAIL_PORT = int(_port or 25)
EMAIL_TIMEOUT = 10
EMAIL_HOST_USER = env.text("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_PASSWORD", "")
EMAIL_SECURITY = env.text("EMAIL_SECURITY", "none", choices=("none", "starttls", "tls"))
EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL_SECURITY == "starttls", EMAIL_SECURITY == "tls"
MAILS_PER_MINUTE = env.number("MAILS_PER_MINUTE", 60)
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "thidua@localhost")

SIGNING_KEY = {
    "file": env.text("SIGNING_PKCS12", ""),
    "password": env.text("SIGNING_PKCS12_PASSWORD", ""),
    "module": env.text("SIGNING_PKCS11_MODULE", ""),
    "token": env.text("SIGNING_PKCS11_TOKEN", ""),
    "label": env.text("SIGNING_PKCS11_LABEL", ""),
    "pin": env.text("SIGNING_PKCS11_PIN", ""),
}
SIGNING_TRUST_ROOTS = env.text("SIGNING_TRUST_ROOTS", "")
SIGNING_REVOKED = env.listing("SIGNING_REVOKED")
SIGNING_TSA_URL = env.url("SIGNING_TSA_URL", ("http", "https"), "")

DJANGO_STRUCTLOG_CELERY_ENABLED = True
LOGGING_CONFIG = None
LOG_LEVEL = env.text("LOG_LEVEL", "INFO", choices=("DEBUG", "INFO", "WARNING", "ERROR"))
LOGGING = logging_of(LOG_LEVEL)
PROMETHEUS_EXPORT_MIGRATIONS = False
