"""The one settings file: it reads the environment, refuses nonsense, and has no default for a secret."""

from datetime import timedelta
from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.templatetags.static import static

from compliance.config import environment

BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(environment.text("DEMARC_DATA_DIR", str(BASE_DIR / "var"))).resolve()

DEBUG = environment.flag("DEMARC_DEBUG")
SECRET_KEY = environment.secret("DEMARC_SECRET_KEY", fallback=DATA_DIR / "secret-key")
BASE_URL, HOST, IS_HTTPS = environment.base_url("DEMARC_BASE_URL", "http://127.0.0.1:8000")
ALLOWED_HOSTS = [HOST, *environment.words("DEMARC_ALLOWED_HOSTS")]

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "knox",
    "rest_framework",
    "template_partials",
    "frameworks",
    "compliance",
    "evidence",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "compliance.config.content_policy.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "compliance.web.door.DoorMiddleware",
]

ROOT_URLCONF = "compliance.config.urls"
WSGI_APPLICATION = "compliance.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "compliance" / "config" / "templates"],
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

DATABASES = {
    "default": environment.database("DEMARC_DATABASE_URL", f"sqlite:///{DATA_DIR / 'demarc.sqlite3'}"),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "compliance.User"
LOGIN_URL = "compliance:log-in"
LOGIN_REDIRECT_URL = "compliance:dashboard"
LOGOUT_REDIRECT_URL = "compliance:log-in"
PASSWORD_HASHERS = [
    environment.text("DEMARC_PASSWORD_HASHER", "django.contrib.auth.hashers.ScryptPasswordHasher"),
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True

# Files
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "compliance" / "config" / "static"]
WHITENOISE_USE_FINDERS = True
BLOB_DIR = DATA_DIR / "blobs"
BLOB_BUCKET = environment.bucket("DEMARC_BLOBS")
UPLOAD_LIMIT_BYTES = 25 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Transport: an https address switches every guard on; http is refused anywhere but on loopback.
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from inside, behind whatever speaks https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.flag("DEMARC_BEHIND_PROXY") else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_SECURE = IS_HTTPS
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

# Administration: Unfold's own assets only, which the application serves.
UNFOLD = {
    "SITE_TITLE": "Demarc administration",
    "SITE_HEADER": "Demarc administration",
    "SITE_URL": "/",
    "SITE_ICON": lambda request: static("mark.svg"),
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("mark.svg")}],
    "SHOW_BACK_BUTTON": True,
    "DASHBOARD_CALLBACK": "evidence.health.on_admin_index",
}

# API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "compliance.api.authentication.Tokens",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["compliance.api.door.Door"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["compliance.api.bodies.JsonBody"],
    "DEFAULT_PAGINATION_CLASS": "frameworks.api.pages.Pages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_VERSIONING_CLASS": None,
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "frameworks.api.problems.answer",
    "PAGE_SIZE": 50,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Demarc",
    "VERSION": "1",
    "DESCRIPTION": "Who bears what on AWS, who owns the rest, and what proves it.",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "Coverage": ["full", "partial"],
        "Known": ["yes", "no", "unknown"],
        "Obligation": ["required", "addressable", "best-practice", "none"],
        "Standing": "compliance.posture.Standing",
        "DecisionKind": [
            *("not-applicable", "addressable-alternative", "compensating-control", "customized-approach"),
            "risk-acceptance",
        ],
        "ConclusionOutcome": [
            *("in-place", "in-place-with-ccw", "not-in-place", "no-exception", "exception", "not-applicable"),
            "not-tested",
        ],
        "DecisionState": "compliance.models.DecisionState",
        "FindingSeverity": "compliance.models.Severity",
        "FindingStepKind": "compliance.models.StepKind",
        "ExceptionKind": "compliance.audits.exceptions.ExceptionKind",
        "Outcome": "compliance.models.Outcome",
        "JobState": "evidence.models.JobState",
        "UseState": "evidence.models.UseState",
        "ItemKind": "evidence.models.ItemKind",
        "RequestState": "evidence.requests.RequestState",
    },
    "SERVE_PERMISSIONS": ["compliance.api.door.Door"],
    "SCHEMA_PATH_PREFIX": "/api/v1(/systems/{system_id}(?=/.))?",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}
REST_KNOX = {"TOKEN_TTL": timedelta(hours=10), "AUTO_REFRESH": False}

# Queue: the database holds the truth, Celery only rings the bell (design, section 6).
CELERY_BROKER_URL = environment.text("DEMARC_BROKER_URL", f"redis+socket://{DATA_DIR / 'valkey.sock'}")
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# SIGTERM is for evidence.jobs.leaving; whoever sends SIGQUIT, or Ctrl-C twice, still leaves jobs so many seconds.
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5
CELERY_BEAT_SCHEDULE = {
    # A tick that nobody heard within its minute is worth nothing: the next one does it all.
    "tick": {"task": "evidence.tasks.tick", "schedule": crontab(minute="*"), "options": {"expires": 60}},
}

# Mail: without a server nothing is sent, and notices wait in the outbox (compliance.actions.notifying).
EMAIL_HOST, EMAIL_PORT, *_user, EMAIL_USE_SSL, EMAIL_USE_TLS = environment.mail("DEMARC_EMAIL_URL")
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _user
SENDS_MAIL = bool(EMAIL_HOST)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if SENDS_MAIL else 'dummy'}.EmailBackend"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = environment.sender("DEMARC_EMAIL_FROM", is_needed=SENDS_MAIL)

# Webhooks: the public network, and what else the administrator names (compliance.notices.posting).
WEBHOOK_NETWORKS = environment.networks("DEMARC_WEBHOOK_NETWORKS")
LOOPBACK = environment.LOOPBACK

# Ledger
SIGNING_KEY_FILE = Path(environment.text("DEMARC_SIGNING_KEY_FILE", str(DATA_DIR / "signing-key.pem")))
LEDGER_ORIGIN = environment.text("DEMARC_LEDGER_ORIGIN", f"{HOST}/demarc")
LEDGER_KEEPERS = environment.addresses("DEMARC_LEDGER_KEEPERS")

# Signatures of PDFs (evidence.reporting.signing)
PDF_CERTIFICATE, PDF_KEY, PDF_TIME_STAMPS, PDF_ROOTS = environment.pdf_signature("DEMARC_PDF")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": environment.level("DEMARC_LOG_LEVEL", "WARNING")},
}
