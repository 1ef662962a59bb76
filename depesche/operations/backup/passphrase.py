"""Two keys from a passphrase (scrypt, RFC 7914): one encrypts the secrets of a backup, one authenticates all of it."""

from __future__ import annotations

import getpass
import json
import os
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from depesche.kernel import digest
from depesche.kernel.refusal import Refusal
from depesche.operations import homes

COST = {"n": 2**17, "r": 8, "p": 1}
DEAREST = 2**20  # a foreign file must not make us work, or take memory, without end
SALT_LENGTH = 32
KEY_LENGTH = 32
NONCE_LENGTH = 12
SHORTEST = 10
VARIABLE = "DEPESCHE_BACKUP_PASSPHRASE"
BOUND = b"depesche backup secrets"


@dataclass(frozen=True)
class Keys:
    """What a passphrase and a salt make."""

    sealing: bytes
    signing: bytes

    def seal(self, files: dict[str, str]) -> bytes:
        """Return small text files, encrypted (AES-256-GCM)."""
        nonce = secrets.token_bytes(NONCE_LENGTH)
        return nonce + AESGCM(self.sealing).encrypt(nonce, json.dumps(files).encode(), BOUND)

    def unseal(self, sealed: bytes) -> dict[str, str]:
        """Return what :meth:`seal` was given.

        :raises Refusal: code ``wrong-passphrase``
        """
        try:
            files = json.loads(AESGCM(self.sealing).decrypt(sealed[:NONCE_LENGTH], sealed[NONCE_LENGTH:], BOUND))
        except (InvalidTag, ValueError) as error:
            raise Refusal(
                code="wrong-passphrase",
                message="The passphrase does not open this backup, or the backup was changed.",
                help="Nothing was restored. Try the passphrase that was in use when the backup was made.",
            ) from error
        return {str(name): str(text) for name, text in files.items()}

    def sign(self, text: bytes) -> str:
        """Return the keyed digest (HMAC-SHA-256, hexadecimal) of the list of members."""
        return digest.keyed(self.signing, text).hex()


def fresh_salt() -> bytes:
    """Return the salt of a new backup."""
    return secrets.token_bytes(SALT_LENGTH)


def keys(passphrase: str, *, salt: bytes, cost: dict[str, int]) -> Keys:
    """Derive the keys.

    :raises Refusal: code ``backup-unreadable`` if the backup asks for an unreasonable effort
    """
    if set(cost) != set(COST) or not (2**14 <= cost["n"] <= DEAREST and cost["r"] == COST["r"] and cost["p"] == COST["p"]):
        raise Refusal(code="backup-unreadable", message="The backup asks for an effort that no edition of Depesche asks for.")
    made = Scrypt(salt=salt, length=2 * KEY_LENGTH, n=cost["n"], r=cost["r"], p=cost["p"]).derive(passphrase.encode())
    return Keys(made[:KEY_LENGTH], made[KEY_LENGTH:])


def ask(file: Path | None, *, twice: bool) -> str:
    """Return the passphrase: from a file, from the environment, or typed on the terminal.

    :param twice: a new one, which is typed twice and must be long enough
    :raises Refusal: codes ``no-passphrase``, ``passphrase-short``, ``passwords-differ``, ``file-unreadable``
    """
    found = homes.secret_text(file, what="the passphrase") if file else os.environ.get(VARIABLE, "")
    if not found and sys.stdin.isatty():
        found = getpass.getpass("Passphrase of the backup: ")
        if twice and getpass.getpass("Once more: ") != found:
            raise Refusal(code="passwords-differ", message="The two passphrases differ.", help="Run the command again.")
    if not found:
        raise Refusal(
            code="no-passphrase",
            message="The keys in a backup are encrypted with a passphrase, and none was given.",
            help=f"Give --passphrase-file FILE or {VARIABLE}, or run this in a terminal.",
        )
    if twice and len(found) < SHORTEST:
        raise Refusal(
            code="passphrase-short", message=f"The passphrase has fewer than {SHORTEST} signs.", help="Take a longer one, and keep it elsewhere."
        )
    return found
