"""Signatures of our own, checked by dkimpy, which shares no code with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from depesche.courier import message, signing, signing_keys
from depesche.courier.compiling import compile_letter
from depesche.courier.signing import Key, Signer, UnfitKey
from depesche.kernel import options
from depesche.kernel.refusal import Refusal
from tests.courier.test_compiling import LETTER, MARKS, VALUES, texts

pytestmark = [pytest.mark.once, pytest.mark.rule("S-09")]
RSA = Key("example.org", "news1", rsa.generate_private_key(65537, 2048))
ED = Key("example.org", "news1-ed25519", ed25519.Ed25519PrivateKey.generate())
BOTH = (RSA, ED)


def verifies(data: bytes, keys: Sequence[Key] = BOTH) -> list[bool]:
    """Check every signature of a mail, from the top."""
    records = {f"{key.place}.".encode(): key.record.encode() for key in keys}
    count = len(re.findall(rb"(?m)^DKIM-Signature:", data.partition(b"\r\n\r\n")[0]))
    return [_verifies(data, number, records) for number in range(count)]


def _verifies(data: bytes, number: int, records: dict[bytes, bytes]) -> bool:
    try:
        return bool(dkim.DKIM(data).verify(idx=number, dnsfunc=lambda name, timeout=5: records.get(name)))
    except dkim.ValidationError:
        return False


def signed(letter: message.Letter = LETTER, values: dict[str, str] = VALUES, keys: Sequence[Key] = BOTH) -> bytes:
    compiled = compile_letter(letter, MARKS)
    return Signer(keys, compiled.names).signed(compiled.rendered(values))


@pytest.mark.parametrize("keys", [[RSA], [ED], BOTH], ids=["rsa", "ed25519", "both"])
def test_what_a_letter_to_many_is_signed_with_verifies(keys: list[Key]) -> None:
    data = signed(keys=keys)

    assert verifies(data) == [True] * len(keys)
    assert data.endswith(compile_letter(LETTER, MARKS).render(VALUES))
    assert all(len(line) <= 78 for line in data.partition(b"\r\nFrom:")[0].split(b"\r\n"))


@settings(max_examples=60, deadline=None)
@given(before=texts, block=texts, after=texts)
def test_whatever_stands_in_it(before: str, block: str, after: str) -> None:
    letter = replace(LETTER, text=f"{before}[[block]]  \t\n\n{after}", html=f"<p>{before}</p>   \n\n  [[block]]  {after}\n\n\n")

    assert verifies(signed(letter, {**VALUES, "block": block})) == [True, True]


@settings(max_examples=60, deadline=None)
@given(text=texts.filter(bool), subject=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200))
def test_a_single_mail_is_signed_too(text: str, subject: str) -> None:
    content = message.as_bytes(replace(LETTER, text=text, html="", subject=subject, to="Anna <anna@example.org>", message_id="<a@example.org>"))

    assert verifies(signing.sign(content, BOTH)) == [True, True]


@pytest.mark.parametrize("body", [b"", b"\r\n", b"\r\n\r\n\r\n", b" \t \r\n", b"x", b"x \t y  \r\n\r\n \r\n", b"=20\r\n..\r\n"])
def test_odd_bodies(body: bytes) -> None:
    content = b"From: a@example.org\r\nSubject:  two  spaces \r\n and\ta fold\r\nX-Other: 1\r\n\r\n" + body

    assert verifies(signing.sign(content, BOTH)) == [True, True]


def test_without_keys_nothing_is_touched() -> None:
    assert signing.sign(b"From: a@b\r\n\r\nx", ()) == b"From: a@b\r\n\r\nx"


@pytest.mark.rule("M-07")
def test_signing_twice_gives_the_same_bytes() -> None:
    assert signed() == signed()


@pytest.mark.parametrize(
    "change",
    [
        (b"Guten Tag", b"Schlechten Tag"),
        (b"Subject: ", b"Subject: RE "),
        (b"\r\nSubject: ", b"\r\nSubject: Gewinn!\r\nSubject: "),
        (b"\r\nFrom: ", b"\r\nFrom: x@evil.example\r\nFrom: "),
        (b"\r\nTo: ", b"\r\nCc: x@evil.example\r\nTo: "),
        (b"\r\nList-Id: ", b"\r\nList-Unsubscribe: <https://evil.example>\r\nList-Id: "),
        (b"List-Unsubscribe=One-Click", b"List-Unsubscribe=Two-Click"),
        (b"Message-ID: <", b"Message-ID: <x"),
    ],
)
def test_nothing_can_be_changed_or_added(change: tuple[bytes, bytes]) -> None:
    data = signed()
    head, mark, rest = data.rpartition(b"\r\nFrom: ")
    forged = head + (mark + rest).replace(*change, 1)

    assert forged != data
    assert not any(verifies(forged))


def test_keys_are_made_once_and_read(tmp_path: Path) -> None:
    path = signing_keys.make(tmp_path)

    assert path.stat().st_mode & 0o777 == 0o600
    with options.using(home=tmp_path, dkim_selector="news1", dkim_domain="example.org"):
        keys = signing_keys.current()
        assert [(key.place, key.algorithm) for key in keys] == [
            ("news1._domainkey.example.org", "rsa-sha256"),
            ("news1-ed25519._domainkey.example.org", "ed25519-sha256"),
        ]
        assert verifies(signed(keys=keys), keys) == [True, True]
    with options.using(home=tmp_path, dkim_selector=""):
        assert signing_keys.current() == ()
    with pytest.raises(Refusal) as refused:
        signing_keys.make(tmp_path)
    assert refused.value.code == "dkim-key-there"


def test_a_key_of_ones_own_in_the_old_form(tmp_path: Path) -> None:
    assert isinstance(RSA.private, rsa.RSAPrivateKey)
    pem = RSA.private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
    with options.using(home=tmp_path, dkim_selector="s", dkim_key=pem.decode().strip(), dkim_domain="example.org"):
        (key,) = signing_keys.current()

    assert key.record == RSA.record


def test_a_record_is_a_line_of_a_zone_file() -> None:
    line = signing_keys.in_zone(RSA)

    assert line.startswith("news1._domainkey.example.org. 3600 IN TXT (")
    strings = re.findall('"([^"]*)"', line)
    assert "".join(strings) == RSA.record
    assert max(map(len, strings)) <= 255


@pytest.mark.parametrize(
    ("pem", "why"),
    [
        ("", "no private key"),
        ("nothing", "no private key"),
        ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "PEM form"),
    ],
)
def test_what_is_no_key(pem: str, why: str) -> None:
    with pytest.raises(UnfitKey, match=why):
        signing.read_private(pem.encode())


def test_keys_that_dkim_cannot_use() -> None:
    curve = ec.generate_private_key(ec.SECP256R1())
    pem = curve.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    with pytest.raises(UnfitKey, match="neither"):
        signing.read_private(pem)


@pytest.mark.parametrize(("settings_", "code"), [({}, "dkim-key-missing"), ({"dkim_key": "nonsense"}, "dkim-key-unfit")])
def test_without_a_fit_key_it_is_said_what_to_do(tmp_path: Path, settings_: dict[str, str], code: str) -> None:
    with options.using(home=tmp_path, dkim_selector="news1", **settings_), pytest.raises(Refusal) as refused:
        signing_keys.current()

    assert refused.value.code == code
    assert "depesche dkim make" in str(refused.value.help)
