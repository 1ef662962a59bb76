"""DKIM signatures of our own (RFC 6376, 8301, 8463; S-09): RSA-2048 and Ed25519, relaxed/relaxed, before the dots are doubled.

No time stands in a signature, so equal mails get equal signatures (M-07). Names that nobody may add later are signed once more than they occur.
``cryptography`` lets other threads run while it signs.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa

from depesche.courier import relaxed
from depesche.courier.compiling import Rendered

LEAST_BITS = 1024  # RFC 8301, 3.2: verifiers refuse less; we make 2,048
ONCE_MORE = (
    "From",
    "To",
    "Cc",
    "Subject",
    "Date",
    "Message-ID",
    "Reply-To",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
)
AS_THEY_ARE = ("List-Archive", "List-Help", "Feedback-ID", "Auto-Submitted")
LINE = 72
PEM = re.compile(rb"-----BEGIN (?:RSA )?PRIVATE KEY-----.*?-----END (?:RSA )?PRIVATE KEY-----", re.DOTALL)

PrivateKey = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey


class UnfitKey(ValueError):
    """Something that is no key DKIM can use."""


@dataclass(frozen=True)
class Key:
    """A private key and where its public half stands: ``<selector>._domainkey.<domain>``."""

    domain: str
    selector: str
    private: PrivateKey

    @property
    def algorithm(self) -> str:
        """The name of ``a=``."""
        return "rsa-sha256" if isinstance(self.private, rsa.RSAPrivateKey) else "ed25519-sha256"

    @property
    def place(self) -> str:
        """The name of the DNS record."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def record(self) -> str:
        """The text of the DNS record (RFC 6376, 3.6.1; RFC 8463, 4.2: an Ed25519 key is its bare 32 bytes)."""
        public = self.private.public_key()
        if isinstance(public, rsa.RSAPublicKey):
            coded = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
            return f"v=DKIM1; k=rsa; p={base64.b64encode(coded).decode()}"
        return f"v=DKIM1; k=ed25519; p={base64.b64encode(public.public_bytes_raw()).decode()}"

    def sign(self, digest_input: bytes) -> bytes:
        """Return the signature of what RFC 6376, 3.7 has signed; Ed25519 signs its SHA-256 (RFC 8463, 3)."""
        if isinstance(self.private, rsa.RSAPrivateKey):
            return self.private.sign(digest_input, padding.PKCS1v15(), hashes.SHA256())
        return self.private.sign(hashlib.sha256(digest_input).digest())


def read_private(pem: bytes) -> list[PrivateKey]:
    """Read the private keys of a PEM text, one after the other.

    :raises UnfitKey: for anything else than RSA of at least 1,024 bits and Ed25519, and for no key at all
    """
    try:
        keys = [serialization.load_pem_private_key(block, password=None) for block in PEM.findall(pem)]
    except (ValueError, TypeError) as error:
        raise UnfitKey("it is no private key in PEM form without a password") from error
    if not keys:
        raise UnfitKey("there is no private key in PEM form in it")
    return [_fit(key) for key in keys]


def _fit(key: object) -> PrivateKey:
    if isinstance(key, ed25519.Ed25519PrivateKey) or (isinstance(key, rsa.RSAPrivateKey) and key.key_size >= LEAST_BITS):
        return key
    raise UnfitKey("a key is neither RSA of at least 1,024 bits nor Ed25519")


class Signer:
    """Signs mails that have the same header fields in the same order, as the renderings of one letter do."""

    def __init__(self, keys: Sequence[Key], names: Iterable[str]) -> None:
        places: dict[str, list[int]] = {}
        for number, name in enumerate(names):
            places.setdefault(name.lower(), []).insert(0, number)  # RFC 6376, 5.4.2: the last one is signed first
        signed = [(name, places.get(name.lower(), [])) for name in (*ONCE_MORE, *AS_THEY_ARE)]
        self._order = [number for _, found in signed for number in found]
        listed = [name for name, found in signed for _ in range(len(found) + (name in ONCE_MORE))]
        self._keys = [(key, _start(key, listed)) for key in keys]

    def signatures(self, rendered: Rendered) -> list[bytes]:
        """Return one header field for each key."""
        hashed = base64.b64encode(hashlib.sha256(rendered.relaxed_body).digest())
        head = b"\r\n".join([rendered.relaxed[number] for number in self._order])
        return [self._signature(key, start + hashed + b";\r\n b=", head) for key, start in self._keys]

    def signed(self, rendered: Rendered) -> bytes:
        """Return a whole mail with its signatures on top."""
        return rendered.whole(*self.signatures(rendered))

    @staticmethod
    def _signature(key: Key, field: bytes, head: bytes) -> bytes:
        signature = base64.b64encode(key.sign(head + b"\r\n" + relaxed.field(field)))
        return field + b"\r\n ".join([signature[start : start + LINE] for start in range(0, len(signature), LINE)])


def _start(key: Key, listed: list[str]) -> bytes:
    lines = [f"DKIM-Signature: v=1; a={key.algorithm}; c=relaxed/relaxed;", f" d={key.domain}; s={key.selector};", " h="]
    for number, name in enumerate(listed):
        word = name if number == 0 else f":{name}"
        if len(lines[-1]) + len(word) > LINE:
            lines.append(" ")
        lines[-1] += word
    return "\r\n".join([*lines[:-1], lines[-1] + ";", " bh="]).encode()


def sign(content: bytes, keys: Sequence[Key]) -> bytes:
    """Sign a whole mail, for single mails; without keys it stays as it is. Many mails of one letter are signed faster by a :class:`Signer`."""
    if not keys:
        return content
    head, _, body = content.partition(b"\r\n\r\n")
    fields: list[bytes] = []
    for line in head.split(b"\r\n"):
        if line[:1] in {b" ", b"\t"} and fields:
            fields[-1] += b"\r\n" + line
        else:
            fields.append(line)
    names = [field.partition(b":")[0].decode("ascii", "replace") for field in fields]
    return Signer(keys, names).signed(Rendered(fields, list(map(relaxed.field, fields)), body, relaxed.body(body)))
