"""The test settings of a town that people visit: mails in a folder, files under its own roof."""
# ruff: noqa: F403, F405

from config.settings.test import *

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(VAR_DIR / "mail")
MEDIA_ROOT = VAR_DIR / "media"
PRIVATE_ROOT = VAR_DIR / "private"
STORAGES["private"]["OPTIONS"]["location"] = str(PRIVATE_ROOT)
DATABASES["default"]["CONN_MAX_AGE"] = 60
