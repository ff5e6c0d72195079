"""The ledger's Ed25519 key: a PKCS#8 PEM file that the caller names. Created once, never overwritten."""

import os
import secrets
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from evidence.ledger.notes import Signer, Verifier


class KeyFileError(Exception):
    """The key file cannot be used; says which file, why, and what to do."""


def load_signer(path: Path, name: str) -> Signer:
    """The private key in `path`, under the name that checkpoints carry as their origin."""
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError as error:
        raise KeyFileError(f"There is no signing key at {path}: create one or name its file.") from error
    except OSError as error:
        raise KeyFileError(f"The signing key {path} cannot be read: {error.strerror}.") from error
    except TypeError as error:
        raise KeyFileError(f"The signing key {path} is encrypted: store it plain, mode 0600.") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyFileError(f"{path} is not a private key in PKCS#8 PEM.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError(f"{path} holds a key of another kind; the ledger signs with Ed25519 only.")
    return Signer(name, key)


def create_key(path: Path) -> None:
    """Writes a new private key, mode 0600, whole or not at all; refuses a path that exists."""
    keep_key(path, Ed25519PrivateKey.generate())


def create_key_beside(path: Path, name: str) -> Signer:
    """Writes a new private key into a file beside `path` that is called by its key id, and hands it out."""
    signer = Signer(name, Ed25519PrivateKey.generate())
    keep_key(beside(path, signer.verifier), signer.private_key)
    return signer


def beside(path: Path, key: Verifier) -> Path:
    """Where a key stands that came after the one in `path`: signing-key.pem, signing-key-1a2b3c4d.pem."""
    return path.with_name(f"{path.stem}-{key.key_id.hex()}{path.suffix}")


def keep_key(path: Path, key: Ed25519PrivateKey) -> None:
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    half = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(pem)
                file.flush()
                os.fsync(file.fileno())
            os.link(half, path)  # unlike rename, a link never replaces a key that is already there
        finally:
            half.unlink()
        _sync_folder(path.parent)  # before anything names the key, it must survive a loss of power
    except FileExistsError as error:
        raise KeyFileError(f"{path} exists already. A signing key is never overwritten.") from error
    except OSError as error:
        raise KeyFileError(f"No signing key could be written to {path}: {error.strerror}.") from error


def _sync_folder(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def public_pem(verifier: Verifier) -> str:
    """The public key as `openssl` reads it (SubjectPublicKeyInfo, PEM)."""
    return verifier.public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
