"""The test suite: the same parts, fewer seconds."""

from .base import *

SECRET_KEY = "test-only-0123456789-test-only-0123456789-test-only"  # noqa: S105
ALLOWED_HOSTS = ["*"]
DEMONSTRATION = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Test processes that run side by side have files of their own, as they have databases.
TEST_DIR = VAR_DIR / "test" / env.str("PYTEST_XDIST_WORKER", default="alone")
MEDIA_ROOT = TEST_DIR / "media"
PRIVATE_ROOT = TEST_DIR / "private"
STORAGES["private"]["OPTIONS"]["location"] = str(PRIVATE_ROOT)
DATABASES["default"]["CONN_MAX_AGE"] = 0
# A database that is migrated already saves a minute of every new one; without it, from nothing.
DATABASES["default"]["TEST"] = {"TEMPLATE": env.str("TEST_TEMPLATE", default=None)}
STRIPE_API_KEY = "sk_test_loggia"
STRIPE_WEBHOOK_SECRET = "whsec_test"  # noqa: S105
CONTENT_VERSION_SECONDS = 0
# AVIF takes twenty times as long to write, and tests look at pages, not at pictures.
PICTURE_FORMATS = {"webp": "webpquality-40"}
METRICS_TOKEN = "test"  # noqa: S105
# The browser suite serves pages by the real web server, straight from the source files.
WHITENOISE_USE_FINDERS = True
PUBLIC_POLICY["form-action"] += env.list("CSP_SANDBOXES", default=[])
AXES_ENABLED = env.bool("AXES_ENABLED", default=True)
LOG_LEVEL = "WARNING"
LOGGING["root"]["level"] = LOG_LEVEL
ACCOUNT_RATE_LIMITS = False
BANK_ORDER_IBAN = "GR1601101250000000012300695"
