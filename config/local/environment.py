"""The environment of every program the tool box starts, and the secrets of this machine's copy."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from config.local import places

#: Set on every process of `make run`, so that leftovers of this checkout, and no others, are found.
MARK = "LOGGIA_CHECKOUT"
DROPPED = ("PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "__PYVENV_LAUNCHER__")
SECRETS = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(48),
    "METRICS_TOKEN": lambda: secrets.token_urlsafe(24),
    "STRIPE_API_KEY": lambda: "sk_test_" + secrets.token_hex(16),
    "STRIPE_WEBHOOK_SECRET": lambda: "whsec_" + secrets.token_hex(24),
    "GSIS_CLIENT_ID": lambda: "loggia-" + secrets.token_hex(4),
    "GSIS_CLIENT_SECRET": lambda: secrets.token_urlsafe(24),
    "EEPIDOSI_TOKEN": lambda: secrets.token_urlsafe(24),
    "SMS_TOKEN": lambda: secrets.token_urlsafe(24),
}


@dataclass(frozen=True)
class Ports:
    """TCP ports on this machine: the web server and its sandboxes."""

    web: int
    stripe: int
    gsis: int
    signing: int
    eepidosi: int = 0
    sms: int = 0


def base_environment() -> dict[str, str]:
    """Return the caller's environment, turned towards this checkout's virtual environment."""
    env = {name: value for name, value in os.environ.items() if name not in DROPPED}
    env["VIRTUAL_ENV"] = str(places.VENV)
    env["PATH"] = f"{places.VENV / 'bin'}{os.pathsep}{env.get('PATH', os.defpath)}"
    env["PYTHONUNBUFFERED"] = "1"
    return env


def local_secrets() -> dict[str, str]:
    """Return this machine's secrets; make missing ones once, readable by their owner only."""
    known = _read_secrets()
    missing = [name for name in SECRETS if name not in known]
    if missing:
        known |= {name: SECRETS[name]() for name in missing}
        _write_secrets(known)
    return known


def _read_secrets() -> dict[str, str]:
    if not places.LOCAL_ENV.exists():
        return {}
    lines = places.LOCAL_ENV.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, value in pairs}


def _write_secrets(values: Mapping[str, str]) -> None:
    text = "# Secrets of this machine's demonstration. Never for a real town, never in git.\n"
    text += "".join(f"{name}={value}\n" for name, value in sorted(values.items()))
    places.LOCAL_ENV.unlink(missing_ok=True)
    handle = os.open(places.LOCAL_ENV, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as output:
        output.write(text)


def run_environment(*, database_url: str, ports: Ports) -> dict[str, str]:
    """Return the settings of the running demonstration; what the caller has set wins."""
    stripe = f"http://127.0.0.1:{ports.stripe}"
    gsis = f"http://127.0.0.1:{ports.gsis}"
    ours = local_secrets() | {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "SITE_URL": f"http://localhost:{ports.web}",
        "STRIPE_API_BASE": stripe,
        "GSIS_BASE_URL": f"{gsis}/oauth2server",
        "EEPIDOSI_BASE_URL": f"http://127.0.0.1:{ports.eepidosi}",
        "SMS_BASE_URL": f"http://127.0.0.1:{ports.sms}",
        "SIGNING_PKCS12": str(places.VAR / "signing" / "seal.p12"),
        "SIGNING_PASSPHRASE": "sandbox",
        "QR_SIGNING_KEY": str(places.VAR / "signing" / "codes.pem"),
        "SIGNING_TSA_URL": f"http://127.0.0.1:{ports.signing}/tsa",
        "SIGNING_TRUST_ANCHORS": str(places.VAR / "signing" / "root.pem"),
        "SIGNING_OCSP_HOSTS": f"127.0.0.1:{ports.signing}",
        "CSP_SANDBOXES": ",".join(
            f"http://{host}:{port}"
            for host in ("127.0.0.1", "localhost")
            for port in (ports.stripe, ports.gsis)
        ),
    }
    if uses_real_stripe():
        ours.pop("STRIPE_API_BASE")
    if uses_real_seal():
        keys = ("SIGNING_", "QR_SIGNING_")
        ours = {name: value for name, value in ours.items() if not name.startswith(keys)}
    return ours | base_environment() | {"DATABASE_URL": database_url, MARK: str(places.ROOT)}


def uses_real_stripe() -> bool:
    """Tell whether the caller brought a Stripe key, so that no sandbox is wanted."""
    return bool(os.environ.get("STRIPE_API_KEY"))


def uses_real_gsis() -> bool:
    """Tell whether the caller named an identity server, so that no sandbox is wanted."""
    return bool(os.environ.get("GSIS_BASE_URL"))


def uses_real_eepidosi() -> bool:
    """Tell whether the caller named an adapter of eEpidosi, so that no sandbox is wanted."""
    return bool(os.environ.get("EEPIDOSI_BASE_URL"))


def uses_real_sms() -> bool:
    """Tell whether the caller named an SMS gateway, so that no sandbox is wanted."""
    return bool(os.environ.get("SMS_BASE_URL"))


def uses_real_seal() -> bool:
    """Tell whether the caller brought a seal, so that no sandbox is wanted."""
    return bool(os.environ.get("SIGNING_PKCS12") or os.environ.get("SIGNING_PKCS11_MODULE"))
