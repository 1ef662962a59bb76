"""The keys that sign mail: made for a home, or brought along by an option, and the DNS records that go with them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from depesche.courier.signing import Key, PrivateKey, UnfitKey, read_private
from depesche.kernel import keyring, options
from depesche.kernel.refusal import Refusal

FILE_NAME = "dkim.pem"
ED25519 = "-ed25519"  # behind the selector: every key has a record of its own (RFC 8463, 4)
BITS = 2048


def current() -> tuple[Key, ...]:
    """Return the keys that sign mail now; none while the option ``dkim_selector`` is empty.

    :raises Refusal: code ``dkim-key-missing`` or ``dkim-key-unfit``
    """
    wanted = options.current()
    if not wanted.dkim_selector:
        return ()
    return _read(_pem(wanted), wanted.dkim_domain or wanted.host, wanted.dkim_selector)


def _pem(wanted: options.Options) -> str:
    if wanted.dkim_key:
        return wanted.dkim_key
    path = wanted.home / FILE_NAME
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError as error:
        raise Refusal(
            code="dkim-key-missing",
            message=f"Mail is to be signed (DEPESCHE_DKIM_SELECTOR), but there is no key at {path}.",
            help="Make one with `depesche dkim make`, or name yours with DEPESCHE_DKIM_KEY_FILE.",
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(code="dkim-key-unfit", message=f"The key at {path} cannot be read: {error}.", help="Correct the file or its rights.") from error


@lru_cache(maxsize=4)
def _read(pem: str, domain: str, selector: str) -> tuple[Key, ...]:
    try:
        found = read_private(pem.encode())
    except UnfitKey as error:
        raise Refusal(
            code="dkim-key-unfit",
            message=f"Mail cannot be signed: the key is not usable, {error}.",
            help="Make one with `depesche dkim make`, or name yours with DEPESCHE_DKIM_KEY_FILE.",
        ) from error
    keys = tuple(Key(domain, selector + (ED25519 if isinstance(key, ed25519.Ed25519PrivateKey) else ""), key) for key in found)
    if len({key.selector for key in keys}) < len(keys):
        raise Refusal(
            code="dkim-key-unfit",
            message="Mail cannot be signed: there are two keys of one kind.",
            help="Leave one RSA key and at most one Ed25519 key in the file.",
        )
    return keys


def make(home: Path) -> Path:
    """Make an RSA and an Ed25519 key in a home; return the file.

    :raises Refusal: code ``dkim-key-there`` if there is one: its record may be in use
    """
    path = home / FILE_NAME
    if path.exists():
        raise Refusal(
            code="dkim-key-there",
            message=f"There is a key at {path} already.",
            help="For another one move it away and choose another selector, so that mail on its way still verifies.",
        )
    made: tuple[PrivateKey, ...] = (rsa.generate_private_key(public_exponent=65537, key_size=BITS), ed25519.Ed25519PrivateKey.generate())
    keyring.write_private(path, b"".join(map(_written, made)))
    return path


def _written(key: PrivateKey) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def in_zone(key: Key) -> str:
    """Return the record as a line of a zone file: strings of at most 255 characters each (RFC 1035, 3.3)."""
    text = key.record
    strings = " ".join(f'"{text[start : start + 250]}"' for start in range(0, len(text), 250))
    return f"{key.place}. 3600 IN TXT ( {strings} )"
