"""A throw-away certificate authority and the certificate of a server on this machine, kept in a folder."""

from __future__ import annotations

import datetime as dt
import ipaddress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from sandbox.embedded.home import write_private

CA, CA_KEY = "ca.pem", "ca.key"
_SERVER, _SERVER_KEY = "server.pem", "server.key"
_LASTS = dt.timedelta(days=730)
_SPARE = dt.timedelta(days=30)


@dataclass(frozen=True)
class Certificates:
    """`ca` is what clients trust; key and chain are PEM."""

    ca: Path
    key: bytes
    chain: bytes


def keep(folder: Path) -> Certificates:
    """What is in the folder, made or renewed where it is missing or has less than a month to go; keys mode 0600."""
    folder.mkdir(parents=True, exist_ok=True)
    if not _lasts(folder / CA, folder / CA_KEY):
        key = ec.generate_private_key(ec.SECP256R1())
        _save(folder, CA, CA_KEY, _authority(key), key)
        (folder / _SERVER).unlink(missing_ok=True)
    if not _lasts(folder / _SERVER, folder / _SERVER_KEY):
        key = ec.generate_private_key(ec.SECP256R1())
        _save(folder, _SERVER, _SERVER_KEY, _server(key, folder), key)
    return Certificates(folder / CA, (folder / _SERVER_KEY).read_bytes(), (folder / _SERVER).read_bytes())


def _lasts(certificate: Path, key: Path) -> bool:
    if not certificate.exists() or not key.exists():
        return False
    ends = x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_after_utc
    return ends - dt.datetime.now(dt.UTC) > _SPARE


def _save(folder: Path, name: str, key_name: str, made: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_private(folder / key_name, private.decode())
    write_private(folder / name, made.public_bytes(Encoding.PEM).decode())


def _authority(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = _named("Sandbox authority")
    usage = x509.KeyUsage(
        key_cert_sign=True, crl_sign=True, digital_signature=False, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    builder = _builder(name, name, key).add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    return builder.add_extension(usage, critical=True).sign(key, hashes.SHA256())


def _server(key: ec.EllipticCurvePrivateKey, folder: Path) -> x509.Certificate:
    authority = x509.load_pem_x509_certificate((folder / CA).read_bytes())
    signer = load_pem_private_key((folder / CA_KEY).read_bytes(), password=None)
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{folder / CA_KEY} is not the key of an elliptic curve")
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    builder = _builder(_named("localhost"), authority.subject, key).add_extension(names, critical=False)
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    return builder.add_extension(usage, critical=False).sign(signer, hashes.SHA256())


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + _LASTS)
    )
