"""A developer's machine and the demonstration town: real parts, generated secrets, plain HTTP."""

from .base import *

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="demonstration-only-not-for-production-0123456789")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
DEMONSTRATION = True
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(VAR_DIR / "mail")
METRICS_TOKEN = env("METRICS_TOKEN", default="demonstration")
# The example number of the Greek IBAN structure.
BANK_ORDER_IBAN = env("BANK_ORDER_IBAN", default="GR1601101250000000012300695")
# The sandboxes stand on this machine, so the card page is reached over plain HTTP there.
PUBLIC_POLICY["form-action"] += env.list("CSP_SANDBOXES", default=[])
