"""A key on a token: SoftHSM2 stands in for the machine that never lets its key out."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from integrations.signing import KeyRefused, Signer, Verdict, sign_pdf, validate_pdf
from tests.integrations.signing import SigningDesk, get, letter, pdfsig

LIBRARIES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
)
PIN = "1234"


@pytest.fixture(scope="module")
def module_path() -> str:
    found = next((path for path in LIBRARIES if Path(path).exists()), "")
    if not found or not shutil.which("softhsm2-util"):
        pytest.skip("SoftHSM2 is not on this machine: apt-get install softhsm2")
    return found


@pytest.fixture(scope="module")
def token(
    module_path: str, signing_process: SigningDesk, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(settings))
        run = ["softhsm2-util", "--module", module_path]
        _call([*run, "--init-token", "--free", "--label", "town", "--so-pin", PIN, "--pin", PIN])
        _import(folder, module_path, get(signing_process.server, "seal.p12"))
        yield "town"


def _call(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
    assert done.returncode == 0, done.stderr


def _import(folder: Path, module_path: str, content: bytes) -> None:
    import pkcs11
    from asn1crypto import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.serialization import pkcs12
    from pkcs11.util.x509 import decode_x509_certificate

    key, certificate, _others = pkcs12.load_key_and_certificates(content, b"sandbox")
    path = folder / "seal.key"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    run = ["softhsm2-util", "--module", module_path, "--import", str(path), "--token", "town"]
    _call([*run, "--label", "seal", "--id", "A1", "--pin", PIN])
    der = certificate.public_bytes(serialization.Encoding.DER)
    assert x509.Certificate.load(der)
    attributes = decode_x509_certificate(der)
    attributes |= {
        pkcs11.Attribute.LABEL: "seal",
        pkcs11.Attribute.ID: b"\xa1",
        pkcs11.Attribute.TOKEN: True,
    }
    found = pkcs11.lib(module_path).get_token(token_label="town")
    with found.open(rw=True, user_pin=PIN) as session:
        session.create_object(attributes)


def test_a_token_seals_and_poppler_accepts(
    module_path: str, token: str, signing_desk: SigningDesk, tmp_path: Path
) -> None:
    chain = [get(signing_desk.server, "intermediate.pem")]
    signer = Signer.from_pkcs11(module=module_path, pin=PIN, label="seal", token=token, chain=chain)
    assert signer.name.startswith("Δήμος Μινώας Ακτής")
    for _ in range(2):
        sealed = sign_pdf(letter(), signer, signing_desk.timestamper)
    assert validate_pdf(sealed, signing_desk.trust)[0].verdict == Verdict.VALID
    assert "Signature is Valid." in pdfsig(sealed, tmp_path)


@pytest.mark.parametrize("wrong", [{"pin": "9999"}, {"token": "none"}, {"label": "nobody"}])
def test_a_wrong_pin_token_or_label_is_told(
    module_path: str, token: str, wrong: dict[str, str]
) -> None:
    with pytest.raises(KeyRefused, match="token"):
        Signer.from_pkcs11(
            module=module_path, **{"pin": PIN, "label": "seal", "token": token, **wrong}
        )
