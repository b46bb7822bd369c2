"""Production refuses to start with an unsafe or missing setting, and says which."""

import os
import subprocess
import sys

import pytest

SAFE = {
    "SECRET_KEY": "x1" * 30,
    "DATABASE_URL": "postgres://loggia@localhost/loggia",
    "ALLOWED_HOSTS": "town.example",
    "SITE_URL": "https://town.example",
    "EMAIL_URL": "smtp://mail.example:25",
    "DEFAULT_FROM_EMAIL": "town@town.example",
    "STRIPE_API_KEY": "sk_live_x",
    "STRIPE_WEBHOOK_SECRET": "whsec_x",
    "GSIS_BASE_URL": "https://gsis.example/oauth2server",
    "GSIS_CLIENT_ID": "town",
    "GSIS_CLIENT_SECRET": "secret",
    "RF_CREDITOR_CODE": "90123",
    "WEBAUTHN_RP_ID": "town.example",
    "METRICS_TOKEN": "token",
}


def start(changes: dict[str, str]) -> subprocess.CompletedProcess[str]:
    surroundings = {"PATH": os.environ["PATH"], "PYTHONPATH": "."}
    command = [sys.executable, "-c", "import config.settings.production"]
    return subprocess.run(
        command, env=surroundings | SAFE | changes, capture_output=True, text=True, check=False
    )


def test_safe_settings_start() -> None:
    assert start({}).returncode == 0


@pytest.mark.parametrize("name", sorted(SAFE))
def test_missing_setting_is_named(name: str) -> None:
    result = start({name: ""})
    assert result.returncode != 0
    assert name in result.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("SITE_URL", "http://town.example"),
        ("ALLOWED_HOSTS", "*"),
        ("STRIPE_API_KEY", "sk_test_x"),
    ],
)
def test_unsafe_setting_is_refused(name: str, value: str) -> None:
    result = start({name: value})
    assert result.returncode != 0
    assert name in result.stderr
