"""Settings shared by every environment; values come from the environment.

`docs/handbook/settings.md` has one heading per variable read here and in the parts.
"""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from .apps import *
from .environment import *
from .maps import *
from .signin import *
from .watching import *

DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
INTERNAL_IPS = ["127.0.0.1"]

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
# The formats that pictures are cut in, best first, and how well.
PICTURE_FORMATS = {"avif": "avifquality-55", "webp": "webpquality-75"}
# How long a process may trust the site's version before it looks again, in seconds.
CONTENT_VERSION_SECONDS = env.float("CONTENT_VERSION_SECONDS", default=0.5)

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
# When a saved card is charged: days after the due day, each tried only if the one before it failed.
CARD_CHARGE_DAYS = env.list("CARD_CHARGE_DAYS", cast=int, default=[0, 2, 5])
RF_CREDITOR_CODE = env("RF_CREDITOR_CODE", default="90000")
BANK_ORDER_IBAN = env("BANK_ORDER_IBAN", default="")
BANK_ORDER_BIC = env("BANK_ORDER_BIC", default="")

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
QR_SIGNING_KEY = env("QR_SIGNING_KEY", default="")
QR_SIGNING_PASSPHRASE = env("QR_SIGNING_PASSPHRASE", default="")

# Service of documents in the citizen's box on gov.gr; none without an address.
EEPIDOSI_BASE_URL = env("EEPIDOSI_BASE_URL", default="")
EEPIDOSI_TOKEN = env("EEPIDOSI_TOKEN", default="")
EEPIDOSI_TIMEOUT = env.float("EEPIDOSI_TIMEOUT", default=15.0)

# SMS by a provider's gateway; none without an address.
SMS_BASE_URL = env("SMS_BASE_URL", default="")
SMS_TOKEN = env("SMS_TOKEN", default="")
SMS_SENDER = env("SMS_SENDER", default="Dimos")
SMS_TIMEOUT = env.float("SMS_TIMEOUT", default=10.0)

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
    "img-src": [SELF, "data:", *TILE_ORIGINS],
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
