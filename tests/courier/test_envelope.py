"""Envelope senders name the mail, and nobody else can make one."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from depesche.courier import envelope
from depesche.kernel import keyring, options

pytestmark = [pytest.mark.once, pytest.mark.rule("S-07")]
IDENTIFIER = uuid.UUID(int=2**127 + 12345)


def test_a_sender_is_read_back_whatever_its_case() -> None:
    for made, origin in (
        (envelope.of_message(IDENTIFIER), envelope.Origin(message=IDENTIFIER)),
        (envelope.of_delivery(4711), envelope.Origin(delivery=4711)),
        (envelope.for_leaving(4711), envelope.Origin(delivery=4711, leaves=True)),
    ):
        local, _, domain = made.rpartition("@")
        assert made == made.lower()
        assert len(local) <= 64
        assert domain == "testserver.localhost"
        assert envelope.read(made) == envelope.read(made.upper()) == envelope.read(f"<{local}@elsewhere.example>") == origin


def test_every_changed_letter_is_noticed() -> None:
    made = envelope.of_delivery(4711)
    local = made.split("@")[0]
    for place in range(2, len(local) - 1):
        forged = local[:place] + ("a" if local[place] != "a" else "b") + local[place + 1 :]
        assert envelope.read(f"{forged}@testserver.localhost") is None


@pytest.mark.parametrize("address", ["", "b+@x", "b+a@x", "b+1@x", "anna@example.org", "b+ä@x", "b", "@", "b+" + "a" * 500 + "@x"])
def test_anything_else_is_none_of_ours(address: str) -> None:
    assert envelope.read(address) is None


@pytest.fixture
def second_key() -> Iterator[None]:
    path = keyring.ring().path
    before = path.read_bytes()
    yield
    path.write_bytes(before)
    keyring.forget()


def test_an_old_key_still_reads(second_key: None) -> None:
    made = envelope.of_delivery(4711)
    keyring.ring().rotate(keyring.ENVELOPE)

    assert envelope.read(made) == envelope.Origin(delivery=4711)
    assert envelope.of_delivery(4711) != made


def test_an_ip_address_as_site_becomes_a_literal() -> None:
    with options.using(site_url="http://127.0.0.1:8000"):
        assert envelope.of_delivery(1).endswith("@[127.0.0.1]")
