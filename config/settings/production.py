"""A real town: refuses to start with an unsafe or missing setting."""

from django.core.exceptions import ImproperlyConfigured

from .base import *

DEMONSTRATION = False
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz/", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
PUBLIC_POLICY["upgrade-insecure-requests"] = True

REQUIRED = (
    "SECRET_KEY",
    "DATABASE_URL",
    "ALLOWED_HOSTS",
    "SITE_URL",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
    "STRIPE_API_KEY",
    "STRIPE_WEBHOOK_SECRET",
    "GSIS_BASE_URL",
    "GSIS_CLIENT_ID",
    "GSIS_CLIENT_SECRET",
    "RF_CREDITOR_CODE",
    "WEBAUTHN_RP_ID",
    "METRICS_TOKEN",
)
missing = [name for name in REQUIRED if not env.str(name, default="")]
if missing:
    raise ImproperlyConfigured(
        f"Set these environment variables before starting: {', '.join(missing)}. "
        "docs/handbook/settings.md explains each."
    )
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY must have at least 50 random characters.")
if not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("SITE_URL must begin with https:// in production.")
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the town's hosts, not *.")
if STRIPE_API_KEY.startswith("sk_test_") and not env.bool("STRIPE_TEST_MODE", default=False):
    raise ImproperlyConfigured(
        "STRIPE_API_KEY is a test key. Set STRIPE_TEST_MODE=true to run production with it."
    )
if env.str("S3_BUCKET", default=""):
    S3 = {
        "bucket_name": env("S3_BUCKET"),
        "endpoint_url": env("S3_ENDPOINT", default=None),
        "region_name": env("S3_REGION", default=None),
        "default_acl": "private",
    }
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": S3 | {"location": "media", "querystring_auth": False},
    }
    STORAGES["private"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": S3 | {"location": "private", "querystring_auth": True},
    }
