"""DMARC by the tree walk of RFC 9989: tables of zones, and what they mean."""

from __future__ import annotations

import pytest

from depesche.courier.sending_domain import dmarc

pytestmark = [pytest.mark.once, pytest.mark.rule("S-10")]


class Zone:
    """Records by domain (without ``_dmarc.``), and what was asked."""

    def __init__(self, **records: str | list[str]) -> None:
        self.asked: list[str] = []
        self._records = {name.replace("_", "."): [text] if isinstance(text, str) else text for name, text in records.items()}

    def __call__(self, name: str) -> list[str]:
        assert name.startswith("_dmarc.")
        self.asked.append(name.removeprefix("_dmarc."))
        return self._records.get(self.asked[-1], [])


NONE, REJECT = "v=DMARC1; p=none", "v=DMARC1; p=reject"


@pytest.mark.parametrize(
    ("domain", "asked"),
    [
        ("example.com", ["example.com", "com"]),
        ("a.mail.example.com.", ["a.mail.example.com", "mail.example.com", "example.com", "com"]),
        ("a.b.c.d.e.f.g.com", ["a.b.c.d.e.f.g.com", "b.c.d.e.f.g.com", "c.d.e.f.g.com", "d.e.f.g.com", "e.f.g.com", "f.g.com", "g.com", "com"]),
        (
            "a.b.c.d.e.f.g.h.i.j.mail.Example.com",
            [
                "a.b.c.d.e.f.g.h.i.j.mail.example.com",
                "g.h.i.j.mail.example.com",
                "h.i.j.mail.example.com",
                "i.j.mail.example.com",
                "j.mail.example.com",
                "mail.example.com",
                "example.com",
                "com",
            ],
        ),
    ],
)
def test_the_walk_goes_up_to_the_root_in_at_most_eight_steps(domain: str, asked: list[str]) -> None:
    zone = Zone()
    assert dmarc.walk(domain, zone) == []
    assert zone.asked == asked


@pytest.mark.parametrize(
    ("zone", "domain", "organization"),
    [
        (Zone(), "news.example.com", "news.example.com"),
        (Zone(example_com=NONE), "a.news.example.com", "example.com"),
        (Zone(news_example_com=NONE, example_com=NONE), "a.news.example.com", "example.com"),
        (Zone(news_example_com=f"{NONE}; psd=n", example_com=NONE), "a.news.example.com", "news.example.com"),
        (Zone(co_uk=f"{NONE}; psd=y"), "a.news.example.co.uk", "example.co.uk"),
        (Zone(co_uk=f"{NONE}; psd=y"), "co.uk", "co.uk"),
        (Zone(example_co_uk=NONE, co_uk=f"{NONE}; psd=y", uk=NONE), "a.example.co.uk", "example.co.uk"),
        (Zone(example_com=NONE, com=f"{NONE}; psd=u"), "a.example.com", "com"),
        (Zone(news_example_com=NONE, example_com=[NONE, REJECT]), "news.example.com", "news.example.com"),
    ],
)
def test_the_organizational_domain(zone: Zone, domain: str, organization: str) -> None:
    assert dmarc.organizational(domain, zone) == organization


@pytest.mark.parametrize(
    ("zone", "domain", "place", "policy"),
    [
        (Zone(news_example_com=REJECT, example_com=NONE), "news.example.com", "news.example.com", "reject"),
        (Zone(example_com=f"{REJECT}; sp=quarantine"), "news.example.com", "example.com", "quarantine"),
        (Zone(example_com=f"{REJECT}; sp=quarantine"), "example.com", "example.com", "reject"),
        (Zone(b_example_com=REJECT, example_com=NONE), "a.b.example.com", "example.com", "none"),
        (Zone(example_com=[NONE, "v=spf1 -all"]), "example.com", "example.com", "none"),
        (Zone(bank=f"{REJECT}; psd=y"), "gold.bank", "bank", "reject"),
        (Zone(gold_bank=NONE, bank=f"{REJECT}; psd=y"), "news.gold.bank", "gold.bank", "none"),
    ],
)
def test_the_record_that_counts(zone: Zone, domain: str, place: str, policy: str) -> None:
    record = dmarc.policy_record(domain, zone)
    assert record is not None
    assert (record.domain, record.policy(domain)) == (place, policy)


@pytest.mark.parametrize(
    "zone", [Zone(), Zone(example_com=[NONE, REJECT]), Zone(example_com="v=DMARC2; p=none"), Zone(example_com="p=none; v=DMARC1")]
)
def test_no_record_or_several_are_none(zone: Zone) -> None:
    assert dmarc.policy_record("example.com", zone) is None


def test_one_question_is_enough_where_the_domain_has_a_record_of_its_own() -> None:
    zone = Zone(news_example_com=NONE)
    assert dmarc.policy_record("news.example.com", zone) is not None
    assert zone.asked == ["news.example.com"]


@pytest.mark.parametrize(
    ("text", "removed", "unknown", "malformed", "applied"),
    [
        ("v=DMARC1;p=none", (), (), (), True),
        ("v=DMARC1 ; P=None ; RUA=mailto:d@example.org", (), (), (), True),
        ("v=DMARC1; p=reject; pct=50; rf=afrf; ri=3600; adkim=s; aspf=r; fo=1:d", ("pct", "rf", "ri"), (), (), True),
        ("v=DMARC1; p=none; t=y; np=reject; psd=n", (), (), (), True),
        ("v=DMARC1; p=none; colour=red; t=maybe", (), ("colour",), ("t",), True),
        ("v=DMARC1; p=reject; sp=rejct", (), (), ("sp",), False),
        ("v=DMARC1; rua=mailto:d@example.org", (), (), ("p",), True),
        ("v=DMARC1; p=monitor; rua=d@example.org", (), (), ("p",), False),
        ("v=DMARC1", (), (), ("p",), False),
    ],
)
def test_what_a_record_says(text: str, removed: tuple[str, ...], unknown: tuple[str, ...], malformed: tuple[str, ...], applied: bool) -> None:
    record = dmarc.parse("example.org", text)
    assert record is not None
    assert (record.removed, record.unknown, record.malformed, record.is_applied) == (removed, unknown, malformed, applied)


def test_policies_for_names_that_do_not_exist_tests_and_repeated_tags() -> None:
    record = dmarc.parse("example.org", "v=DMARC1; p=none; np=reject; sp=quarantine; t=y; p=reject; adkim=s")
    assert record is not None
    assert record.policy("x.example.org", exists=False) == "reject"
    assert record.policy("x.example.org") == "quarantine"
    assert record.policy("example.org") == "none"
    assert record.is_test
    assert record.is_strict("adkim")
    assert not record.is_strict("aspf")


@pytest.mark.parametrize(
    ("domain", "author", "strict", "aligned"),
    [
        ("example.com", "EXAMPLE.com.", True, True),
        ("mail.example.com", "example.com", True, False),
        ("mail.example.com", "news.example.com", False, True),
        ("evil.co.uk", "good.co.uk", False, False),
        ("other.example", "example.com", False, False),
    ],
)
def test_alignment(domain: str, author: str, strict: bool, aligned: bool) -> None:
    zone = Zone(example_com=NONE, co_uk=f"{NONE}; psd=y", good_co_uk=NONE)
    assert dmarc.is_aligned(domain, author, zone, strict=strict) is aligned
