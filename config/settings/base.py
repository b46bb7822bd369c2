"""Settings shared by every environment; values come from the environment.

`docs/handbook/settings.md` has one heading per variable read here.
"""

from pathlib import Path
from typing import Any

import environ
import structlog
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))

SITE_URL = env("SITE_URL", default="http://localhost:8000")
SECRET_KEY = env("SECRET_KEY", default="")
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
INTERNAL_IPS = ["127.0.0.1"]

INSTALLED_APPS = [
    "config.apps.HouseConfig",
    # the site
    "portal.home",
    "portal.news",
    "portal.agenda",
    "portal.bodies",
    "portal.pages",
    "portal.search",
    "portal.accounts",
    # what a citizen can do
    "eservices.tourist_fee",
    "eservices.debts",
    "eservices.payments",
    # the offices
    "backoffice.desk",
    "backoffice.business_fees",
    "backoffice.revenue",
    "backoffice.budget",
    "backoffice.ledger",
    "backoffice.procedures",
    "backoffice.documents",
    "backoffice.party",
    "backoffice.audit",
    "backoffice.identity",
    "backoffice.kernel",
    "integrations.gsis",
    "theme",
    # packages
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.sitemaps",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.api.v2",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "import_export",
    "pgtrigger",
    "procrastinate.contrib.django",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.usersessions",
    "allauth.headless",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_otp_webauthn",
    "axes",
    "csp",
    "django_structlog",
    "django_prometheus",
    "health_check",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "portal.home.cache.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.home.languages.RememberLanguageMiddleware",
    "config.policy.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.locale.DoorsStayShutMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "backoffice.identity.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "theme" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.home.context.page_frame",
            ],
        },
    },
]
FORM_RENDERER = "theme.forms.Renderer"

DATABASES = {
    "default": env.db(
        "DATABASE_URL",
        default="postgres://postgres@%2Ftmp/loggia",
        engine="django.db.backends.postgresql",
    ),
}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["OPTIONS"] |= {
    "connect_timeout": 5,
    # The hot statements (`kernel.sql`) are parsed and planned once for a connection. A pooler that
    # shares connections between transactions must know of them (PgBouncer from 1.21 on).
    "prepare_threshold": 5 if env.bool("DATABASE_PREPARE", default=True) else None,
    # A page that waits for a lock longer than this must fail clearly rather than hold a worker.
    "options": "-c statement_timeout=30000 -c lock_timeout=10000 "
    "-c idle_in_transaction_session_timeout=60000 "
    # Prepared statements find rows by keys; a plan for each value would cost more than it saves.
    "-c plan_cache_mode=force_generic_plan",
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": env.cache("CACHE_URL", default="locmemcache://"),
    "renditions": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "img"},
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 300,
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}
# How long a process may trust the site's version before it looks again, in seconds.
CONTENT_VERSION_SECONDS = env.float("CONTENT_VERSION_SECONDS", default=0.5)

# Sign-in ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    # One backend that hashes exactly one password per attempt, whether the address is known or not.
    "allauth.account.auth_backends.AuthenticationBackend",
    "django_otp_webauthn.backends.WebAuthnBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:home"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "backoffice.identity.adapters.AccountAdapter"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = False  # `access.fresh_login_required` asks, in more ways
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_LOGIN_TIMEOUT = 900
# Guesses per account are counted by axes in the database, for all processes together.
ACCOUNT_RATE_LIMITS: Any = {"login_failed": "30/m/ip"}
SOCIALACCOUNT_ADAPTER = "backoffice.identity.adapters.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "mandatory"
SOCIALACCOUNT_AUTO_SIGNUP = False
# A link, not a form: a form that is redirected away would need GSIS in the policy's form-action.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_QUERY_EMAIL = False
ACCOUNT_FORMS = {
    "login": "portal.accounts.forms.LoginForm",
    "signup": "portal.accounts.forms.SignupForm",
    "reset_password": "portal.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "portal.accounts.forms.ResetPasswordKeyForm",
    "change_password": "portal.accounts.forms.ChangePasswordForm",
    "set_password": "portal.accounts.forms.SetPasswordForm",
    "add_email": "portal.accounts.forms.AddEmailForm",
    "confirm_email_verification_code": "portal.accounts.forms.CodeForm",
}
SOCIALACCOUNT_FORMS = {"signup": "portal.accounts.forms.PersonSignupForm"}
SOCIALACCOUNT_PROVIDERS = {
    "gsis": {
        "BASE_URL": env("GSIS_BASE_URL", default="http://localhost:8002/oauth2server"),
        "CLIENT_ID": env("GSIS_CLIENT_ID", default=""),
        "CLIENT_SECRET": env("GSIS_CLIENT_SECRET", default=""),
        "SCOPE": env("GSIS_SCOPE", default="read"),
        "TIMEOUT": env.int("GSIS_TIMEOUT", default=10),
    },
}
# Sessions are entered at sign-in; a row written at every page view would cost more than it tells.
USERSESSIONS_TRACK_ACTIVITY = False
HEADLESS_ONLY = False
HEADLESS_CLIENTS = ("app",)
OTP_TOTP_ISSUER = env("TOWN_NAME", default="Loggia")
OTP_WEBAUTHN_RP_NAME = env("TOWN_NAME", default="Loggia")
OTP_WEBAUTHN_RP_ID = env("WEBAUTHN_RP_ID", default="localhost")
OTP_WEBAUTHN_ALLOWED_ORIGINS = [SITE_URL]
OTP_WEBAUTHN_ALLOW_PASSWORDLESS_LOGIN = True
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
# Ten guesses an hour at one account from all strangers together; a browser that signed in before
# has ten of its own (`identity.guessing`), so nobody can lock a person out by guessing.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 1
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_CALLABLE = "backoffice.identity.guessing.whom"
AXES_LOCKOUT_CALLABLE = "backoffice.identity.guessing.refuse"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
# W006 asks for the address as a parameter; it would give each address its own ten guesses.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
AXES_IPWARE_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

# Language --------------------------------------------------------------------------------------
LANGUAGE_CODE = "el"
LANGUAGES = [("el", _("Greek")), ("en", _("English"))]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
TIME_ZONE = "Europe/Athens"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["theme.formats"]
# Greek for the words of packages, above what the packages themselves bring.
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]

# Files -----------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(BASE_DIR / "media")))
PRIVATE_ROOT = Path(env("PRIVATE_ROOT", default=str(VAR_DIR / "private")))
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # What citizens upload never has a public address; views hand it out after access.py agreed.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(PRIVATE_ROOT), "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=10 * 1024 * 1024)

# Site ------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = env("TOWN_NAME", default="Loggia")
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILAPI_BASE_URL = SITE_URL
WAGTAILAPI_LIMIT_MAX = 50
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "greek"},
}
WAGTAIL_USER_TIME_ZONES = ["Europe/Athens"]
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "ods", "odt", "pdf", "xlsx", "zip"]
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = UPLOAD_MAX_BYTES

# Doors for programs ----------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.SessionAuthentication",
        "allauth.headless.contrib.rest_framework.authentication.XSessionTokenAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "backoffice.identity.access.SecondFactorPassed",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
    "PAGE_SIZE": 50,
    "DEFAULT_THROTTLE_RATES": {"anon": "60/min", "user": "600/min"},
    "EXCEPTION_HANDLER": "backoffice.kernel.api.domain_errors",
    "COERCE_DECIMAL_TO_STRING": True,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Loggia",
    "DESCRIPTION": "E-services of the municipality: everything a page can do.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "PREPROCESSING_HOOKS": ["config.api.only_ours"],
    # From our own files: the documentation page asks nobody outside either.
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# Money from outside ----------------------------------------------------------------------------
STRIPE_API_KEY = env("STRIPE_API_KEY", default="")
STRIPE_API_BASE = env("STRIPE_API_BASE", default="https://api.stripe.com")
STRIPE_WEBHOOK_SECRET = env("STRIPE_WEBHOOK_SECRET", default="")
STRIPE_TIMEOUT = env.int("STRIPE_TIMEOUT", default=10)
RF_CREDITOR_CODE = env("RF_CREDITOR_CODE", default="90000")

# Seals and signatures ---------------------------------------------------------------------------
# The book that numbers outgoing documents.
DOCUMENTS_BOOK = env("DOCUMENTS_BOOK", default="general")
SIGNING_PKCS12 = env("SIGNING_PKCS12", default="")
SIGNING_PASSPHRASE = env("SIGNING_PASSPHRASE", default="")
SIGNING_PKCS11_MODULE = env("SIGNING_PKCS11_MODULE", default="")
SIGNING_PKCS11_TOKEN = env("SIGNING_PKCS11_TOKEN", default="")
SIGNING_PKCS11_LABEL = env("SIGNING_PKCS11_LABEL", default="")
SIGNING_PKCS11_PIN = env("SIGNING_PKCS11_PIN", default="")
SIGNING_TSA_URL = env("SIGNING_TSA_URL", default="")
SIGNING_TSA_USER = env("SIGNING_TSA_USER", default="")
SIGNING_TSA_PASSWORD = env("SIGNING_TSA_PASSWORD", default="")
SIGNING_TRUST_ANCHORS = env.list("SIGNING_TRUST_ANCHORS", default=[])
SIGNING_OCSP_HOSTS = env.list("SIGNING_OCSP_HOSTS", default=[])
SIGNING_TIMEOUT = env.float("SIGNING_TIMEOUT", default=10.0)

# Mail ------------------------------------------------------------------------------------------
vars().update(env.email("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="no-reply@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Where documents come by e-mail: imaps://name:password@host/INBOX, imap+starttls, maildir or mbox.
MAIL_INTAKE = env("MAIL_INTAKE", default="")
# Uploads are given to ClamAV at tcp://host:3310 or unix:///path; without one only the known test
# file is recognised.
MALWARE_SCANNER = env("MALWARE_SCANNER", default="")

# Headers ---------------------------------------------------------------------------------------
PUBLIC_POLICY: dict[str, Any] = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "manifest-src": [SELF],
    "form-action": [SELF, *env.list("CSP_FORM_ACTION", default=["https://checkout.stripe.com"])],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
    "object-src": [NONE],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": PUBLIC_POLICY}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Watching --------------------------------------------------------------------------------------
LOG_LEVEL = env("LOG_LEVEL", default="INFO")
SHARED_LOG_PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
]
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": SHARED_LOG_PROCESSORS,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        },
    },
    "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stream"], "level": LOG_LEVEL},
    "loggers": {
        "django.server": {"handlers": ["stream"], "propagate": False},
        # Every process would tell its list of periodic tasks at every start.
        "procrastinate.blueprints": {"level": "WARNING"},
        "procrastinate.periodic": {"level": "WARNING"},
        "axes.apps": {"level": "WARNING"},
        # What it warns of stands in the report of the signature; strangers' files would fill logs.
        "pyhanko": {"level": "CRITICAL"},
        "pyhanko_certvalidator": {"level": "CRITICAL"},
        # Index work after every publishing, two lines each.
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
    },
}
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *SHARED_LOG_PROCESSORS,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
PROMETHEUS_EXPORT_MIGRATIONS = False
METRICS_TOKEN = env("METRICS_TOKEN", default="")
PROCRASTINATE_ON_APP_READY = None
