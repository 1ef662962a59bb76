"""Addresses: checked by syntax, found again whatever their case, counted without tricks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depesche.kernel import address
from depesche.kernel.refusal import Refusal

pytestmark = pytest.mark.once


def test_the_local_part_keeps_its_case_and_the_domain_does_not() -> None:
    assert address.parse(" Anna.Muster@Example.ORG ", message="no").mailbox == "Anna.Muster@example.org"


def test_a_domain_with_an_umlaut_becomes_its_a_label() -> None:
    assert address.parse("anna@müller.example", message="no").domain == "xn--mller-kva.example"


@pytest.mark.rule("B-11")
def test_a_local_part_with_an_umlaut_needs_smtputf8() -> None:
    assert address.parse("jürgen@example.org", message="no").international
    assert not address.parse("anna@example.org", message="no").international


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "anna",
        "anna@",
        "@example.org",
        "a b@example.org",
        "anna@example",
        "anna@exa mple.org",
        "anna@example.org\nBcc: x@y.de",
        "a" * 250 + "@x.de",
        "a@b@c.de",
        "\ufffd\ufffd@example.org",
        "a" * 65 + "@example.org",
        "ü" * 33 + "@example.org",
    ],
)
@pytest.mark.rule("B-11")
def test_what_is_no_address_is_refused_with_the_given_sentence(typed: str) -> None:
    with pytest.raises(Refusal, match="Bitte prüfen") as refused:
        address.parse(typed, message="Bitte prüfen")

    assert refused.value.code == "bad-address"


def test_one_person_is_found_whatever_the_case() -> None:
    key = b"k" * 32

    assert address.lookup_digest("Anna@example.org", key=key) == address.lookup_digest("anna@EXAMPLE.org", key=key)
    assert address.lookup_digest("anna@example.org", key=key) != address.lookup_digest("ben@example.org", key=key)
    assert address.lookup_digest("anna@example.org", key=key) != address.lookup_digest("anna@example.org", key=b"x" * 32)


@pytest.mark.parametrize("typed", ["a.n.n.a@gmail.com", "anna+news@googlemail.com", "ANNA@gmail.com"])
def test_tricks_do_not_make_new_people_for_the_limits(typed: str) -> None:
    assert address.limiting_form(typed) == "anna@gmail.com"


def test_dots_matter_elsewhere() -> None:
    assert address.limiting_form("a.nna+x@example.org") == "a.nna@example.org"


ODD = st.text(alphabet="aZ09.-_+'\"@ üß\u200bx", max_size=24)
LABELS = st.lists(st.text(alphabet="abcXYZ019-", min_size=1, max_size=5), min_size=1, max_size=4).map(".".join)
ENDS = st.sampled_from(["org", "de", "test", "local", "localhost", "onion", "arpa", "invalid", "c0m", "x", "example", "alt", "internal", "xn--p1ai"])


@given(
    st.one_of(ODD, st.builds("{}@{}.{}".format, ODD, LABELS, ENDS), st.builds("{}@{}.{}".format, st.sampled_from(["anna", "o'neil+x"]), LABELS, ENDS))
)
@settings(max_examples=600, deadline=None)
def test_the_quick_look_says_what_the_close_look_says(typed: str) -> None:
    quick = address._plain(typed.strip())
    if quick is not None:
        assert quick == address._looked_at_closely(typed.strip(), message="no", help="")
