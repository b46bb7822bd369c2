"""The sandbox's certificates, made at the first start and kept in a folder when one is named."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import (
    AuthorityInformationAccessOID,
    ExtendedKeyUsageOID,
    NameOID,
    ObjectIdentifier,
)

from integrations.signing.tokens import TokenKey

#: Says in every name that nothing here is worth anything outside.
MARK = "SANDBOX"
PASSPHRASE = "sandbox"  # noqa: S105
BITS = 3072
ORGANISATION_IDENTIFIER = ObjectIdentifier("2.5.4.97")


@dataclass(frozen=True, slots=True)
class Pair:
    """A key and its certificate."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        """The certificate as PEM."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def der(self) -> bytes:
        """The certificate as DER."""
        return self.certificate.public_bytes(serialization.Encoding.DER)


@dataclass(frozen=True, slots=True)
class Authority:
    """Everything the sandbox signs with, and the two keys it hands out."""

    root: Pair
    intermediate: Pair
    signer: Pair
    seal: Pair
    tsa: Pair
    ocsp: Pair

    @property
    def chain(self) -> list[x509.Certificate]:
        """What stands between an end certificate and the root."""
        return [self.intermediate.certificate]

    def pkcs12(self, name: str) -> bytes:
        """Return `signer` or `seal` as a PKCS#12 file under the sandbox's passphrase."""
        pair: Pair = getattr(self, name)
        return pkcs12.serialize_key_and_certificates(
            name.encode(),
            pair.key,
            pair.certificate,
            self.chain,
            serialization.BestAvailableEncryption(PASSPHRASE.encode()),
        )


def _usage(*names: str) -> x509.KeyUsage:
    every = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{name: name in names for name in every})


def _name(common: str, organisation: str = "", identifier: str = "") -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "GR")]
    if organisation:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    if identifier:
        parts.append(x509.NameAttribute(ORGANISATION_IDENTIFIER, identifier))
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, common)])


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a certificate is to say."""

    name: x509.Name
    years: int
    usage: x509.KeyUsage
    extended: ObjectIdentifier | None = None
    is_authority: bool = False
    responder: str = ""


def _issue(wish: _Wish, issuer: Pair | None, now: datetime, bits: int) -> Pair:
    key = rsa.generate_private_key(65537, bits)
    above = issuer.certificate if issuer else None
    builder = (
        x509.CertificateBuilder()
        .subject_name(wish.name)
        .issuer_name(above.subject if above else wish.name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=366 * wish.years))
        .add_extension(x509.BasicConstraints(wish.is_authority, None), critical=True)
        .add_extension(wish.usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
    )
    if issuer:
        public = issuer.key.public_key()
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(public), False
        )
    builder = _with_purposes(builder, wish)
    return Pair(key, builder.sign(issuer.key if issuer else key, hashes.SHA256()))


def _with_purposes(builder: x509.CertificateBuilder, wish: _Wish) -> x509.CertificateBuilder:
    if wish.extended is not None:
        # RFC 3161 §2.3: a timestamp certificate has this one purpose, and critically so.
        builder = builder.add_extension(x509.ExtendedKeyUsage([wish.extended]), critical=True)
    if wish.extended == ExtendedKeyUsageOID.OCSP_SIGNING:
        builder = builder.add_extension(x509.OCSPNoCheck(), critical=False)
    if wish.responder:
        access = x509.AccessDescription(
            AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(wish.responder)
        )
        builder = builder.add_extension(x509.AuthorityInformationAccess([access]), False)
    return builder


def make(base_url: str, *, now: datetime | None = None, bits: int = BITS) -> Authority:
    """Make a whole authority anew.

    :param base_url: where the sandbox listens; certificates name its OCSP responder
    """
    now = now or datetime.now(UTC)
    ca = _usage("key_cert_sign", "crl_sign")
    sign = _usage("digital_signature", "content_commitment")
    responder = f"{base_url}/ocsp"
    town = ("Δήμος Μινώας Ακτής (synthetic)", "VATGR-090000045")
    root = _issue(_Wish(_name(f"{MARK} Root", MARK), 20, ca, None, True), None, now, bits)

    def under(above: Pair, wish: _Wish) -> Pair:
        return _issue(wish, above, now, bits)

    issuer = under(root, _Wish(_name(f"{MARK} Issuer", MARK), 10, ca, None, True, responder))
    stamp, answer = ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.OCSP_SIGNING
    only_sign = _usage("digital_signature")
    person = _name("Ειρήνη Δοκιμάκη (synthetic)", MARK)
    return Authority(
        root=root,
        intermediate=issuer,
        signer=under(issuer, _Wish(person, 3, sign, None, False, responder)),
        seal=under(
            issuer, _Wish(_name(f"{town[0]} {MARK}", *town), 3, sign, None, False, responder)
        ),
        tsa=under(issuer, _Wish(_name(f"{MARK} Time", MARK), 5, only_sign, stamp)),
        ocsp=under(issuer, _Wish(_name(f"{MARK} OCSP", MARK), 5, only_sign, answer)),
    )


NAMES = ("root", "intermediate", "signer", "seal", "tsa", "ocsp")


def keep(authority: Authority, folder: Path) -> None:
    """Write keys and certificates where only their owner reads them, and the two PKCS#12 files."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in NAMES:
        pair: Pair = getattr(authority, name)
        secret = pair.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        _write(folder / f"{name}.key", secret)
        _write(folder / f"{name}.pem", pair.pem)
    for name in ("signer", "seal"):
        _write(folder / f"{name}.p12", authority.pkcs12(name))


def _write(path: Path, content: bytes) -> None:
    path.touch(mode=0o600, exist_ok=True)
    path.write_bytes(content)


def load(folder: Path) -> Authority:
    """Read what `keep` wrote.

    :raises FileNotFoundError: if something is missing
    """

    def pair(name: str) -> Pair:
        key = serialization.load_pem_private_key((folder / f"{name}.key").read_bytes(), None)
        assert isinstance(key, rsa.RSAPrivateKey)
        return Pair(key, x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes()))

    return Authority(**{name: pair(name) for name in NAMES})


def kept_or_made(folder: Path, base_url: str) -> Authority:
    """Return the authority of a folder; make and keep one when there is none or it runs out.

    Beside it lies `codes.pem`, the key of QR codes.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (folder / "codes.pem").exists():
        _write(folder / "codes.pem", TokenKey.new().pem())
    try:
        authority = load(folder)
    except FileNotFoundError:
        authority = make(base_url)
        keep(authority, folder)
        return authority
    if authority.seal.certificate.not_valid_after_utc < datetime.now(UTC) + timedelta(days=30):
        authority = make(base_url)
        keep(authority, folder)
    return authority
