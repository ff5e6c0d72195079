"""TEST ONLY: a root of our own that signs a signer and a time-stamp authority, and serves both time and revocations.

Nothing that it says proves anything to anybody: it runs on loopback, for as long as a test does.
"""

import datetime
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

DAY = datetime.timedelta(days=1)
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
DER, PEM = serialization.Encoding.DER, serialization.Encoding.PEM


@dataclass(frozen=True)
class Authority:
    """Files for the settings, and the address of the time-stamps."""

    certificate: Path
    key: Path
    roots: Path
    stamps: str


@contextmanager
def an_authority(folder: Path) -> Iterator[Authority]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    address = f"http://127.0.0.1:{server.server_port}"
    root_key, signer_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    stamper_key = rsa.generate_private_key(65537, 2048)  # pyHanko's own time-stamper knows no other kind
    root = _certificate("Test only: root", root_key, "Test only: root", root_key, address, is_root=True)
    signer = _certificate("Test only: Harbour Clinic", signer_key, "Test only: root", root_key, address)
    stamper = _certificate("Test only: time", stamper_key, "Test only: root", root_key, address, stamps=True)
    server.crl = _revocations(root_key)  # type: ignore[attr-defined]
    server.stamper = DummyTimeStamper(  # type: ignore[attr-defined]
        tsa_cert=asn1.Certificate.load(stamper.public_bytes(DER)),
        tsa_key=keys.PrivateKeyInfo.load(_private(stamper_key, DER)),
    )
    for name, content in (
        ("signer.pem", signer.public_bytes(PEM)),
        ("signer-key.pem", _private(signer_key, PEM)),
        ("root.pem", root.public_bytes(PEM)),
    ):
        (folder / name).write_bytes(content)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Authority(folder / "signer.pem", folder / "signer-key.pem", folder / "root.pem", f"{address}/stamps")
    finally:
        server.shutdown()
        server.server_close()


class _Answers(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        told = self.server.stamper.request_tsa_response(asked)  # type: ignore[attr-defined]
        self._answer(told.dump(), "application/timestamp-reply")

    def do_GET(self) -> None:
        self._answer(self.server.crl, "application/pkix-crl")  # type: ignore[attr-defined]

    def _answer(self, content: bytes, media_type: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _private(key: Key, encoding: serialization.Encoding) -> bytes:
    return key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _certificate(
    common: str,
    key: Key,
    issuer: str,
    issuer_key: ec.EllipticCurvePrivateKey,
    address: str,
    *,
    is_root: bool = False,
    stamps: bool = False,
) -> x509.Certificate:
    now = datetime.datetime.now(datetime.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(_name(common))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + 365 * DAY)
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=not is_root,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=is_root,
                crl_sign=is_root,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
    )
    if not is_root:
        point = x509.DistributionPoint([x509.UniformResourceIdentifier(f"{address}/revoked.crl")], None, None, None)
        built = built.add_extension(x509.CRLDistributionPoints([point]), critical=False)
    if stamps:
        built = built.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return built.sign(issuer_key, hashes.SHA256())


def _revocations(root_key: ec.EllipticCurvePrivateKey) -> bytes:
    """Nobody's certificate was revoked."""
    now = datetime.datetime.now(datetime.UTC)
    built = x509.CertificateRevocationListBuilder().issuer_name(_name("Test only: root"))
    built = built.last_update(now - DAY).next_update(now + 30 * DAY)
    built = built.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False
    )
    built = built.add_extension(x509.CRLNumber(1), critical=False)
    return built.sign(root_key, hashes.SHA256()).public_bytes(DER)
