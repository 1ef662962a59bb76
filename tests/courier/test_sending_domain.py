"""Every side of the sending domain, asked of a real name server."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import idna
import pytest
from django.utils import translation

from depesche.courier import signing_keys
from depesche.courier.sending_domain import keys, looking, policy, server, spf
from depesche.courier.sending_domain.finding import Found, Light
from depesche.courier.sending_domain.names import Names
from depesche.kernel import options
from tests.courier.name_server import NameServer, serving, silence

pytestmark = [pytest.mark.once, pytest.mark.rule("S-20")]
SITE = {"site_url": "https://zeitung.example", "smtp_url": "smtp://mail.zeitung.example"}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def names() -> Iterator[NameServer]:
    looking.forget()
    with serving() as found:
        yield found
    looking.forget()


@pytest.mark.parametrize(
    ("record", "light", "said"),
    [
        ([], Light.RED, "no SPF record"),
        ("google-site-verification=1", Light.RED, "no SPF record"),
        (["v=spf1 -all", "v=spf1 mx -all"], Light.RED, "several"),
        ("v=spf1 +all", Light.RED, "everybody"),
        ("v=spf1 mx all", Light.RED, "everybody"),
        ("v=spf1 mx ?all", Light.WARNING, "forbids nobody"),
        ("v=spf1 mx", Light.WARNING, "forbids nobody"),
        ("v=spf1 ipv4:192.0.2.1 -all", Light.RED, "ipv4:192.0.2.1"),
        ("v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 a mx:mail.zeitung.example/24 ~all", Light.GREEN, "2 of 10"),
        ("v=spf1 include:relay.example -all", Light.GREEN, "4 of 10"),
        ("v=spf1 redirect=relay.example", Light.GREEN, "4 of 10"),
        ("v=spf1 include:loop.example -all", Light.RED, "more than 10"),
        ("v=spf1 include:relay.example a mx a:a.example a:b.example a:c.example a:d.example a:e.example -all", Light.RED, "more than 10"),
        ("v=spf1 include:nothing.example -all", Light.RED, "no SPF record at nothing.example"),
        ("v=spf1 include:%{i}.relay.example -all", Light.GREEN, "1 of 10"),
    ],
)
def test_spf(names: NameServer, record: str | list[str], light: Light, said: str) -> None:
    names.records = {"zeitung.example": record, "relay.example": "v=spf1 a mx exists:x.example ?all", "loop.example": "v=spf1 include:loop.example"}

    found = spf.look("zeitung.example", Names())

    assert (found.light, said in found.message) == (light, True), found.message
    assert bool(found.help) == (light is not Light.GREEN)


@pytest.mark.rule("S-10")
@pytest.mark.parametrize(
    ("record", "light", "said"),
    [
        (None, Light.RED, "no DMARC record"),
        (["v=DMARC1; p=none", "v=DMARC1; p=reject"], Light.RED, "several"),
        ("v=DMARC1; p=nothing", Light.RED, "does not count"),
        ("v=DMARC1; p=none; pct=20; rf=afrf; ri=3600", Light.WARNING, "pct, rf, ri"),
        ("v=DMARC1; p=none; colour=red", Light.WARNING, "colour"),
        ("v=DMARC1; p=reject; t=y", Light.NOTED, "t=y"),
        ("v=DMARC1; p=reject; np=reject; psd=n", Light.GREEN, "p=reject"),
    ],
)
def test_dmarc(names: NameServer, record: str | list[str] | None, light: Light, said: str) -> None:
    names.records = {"_dmarc.zeitung.example": record} if record else {}

    found = policy.look("news.zeitung.example", Names())

    assert (found.light, said in found.message) == (light, True), found.message


@pytest.mark.parametrize(
    ("dmarc", "author", "envelope", "light"),
    [
        ("v=DMARC1; p=none", "zeitung.example", "bounce.zeitung.example", Light.GREEN),
        ("v=DMARC1; p=none; aspf=s", "zeitung.example", "bounce.zeitung.example", Light.RED),
        ("v=DMARC1; p=none; aspf=s", "zeitung.example", "zeitung.example", Light.GREEN),
        ("v=DMARC1; p=none", "zeitung.example", "other.example", Light.RED),
    ],
)
def test_alignment_by_the_envelope(names: NameServer, dmarc: str, author: str, envelope: str, light: Light) -> None:
    names.records = {"_dmarc.zeitung.example": dmarc}
    assert policy.align(author, envelope, Names()).light is light


def test_alignment_by_the_signature(names: NameServer, tmp_path: Path) -> None:
    signing_keys.make(tmp_path)
    names.records = {"_dmarc.zeitung.example": "v=DMARC1; p=none"}
    with options.using(home=tmp_path, dkim_selector="news", dkim_domain="mail.zeitung.example"):
        assert policy.align("zeitung.example", "other.example", Names()).light is Light.GREEN
        names.records = {"_dmarc.zeitung.example": "v=DMARC1; p=none; adkim=s"}
        assert policy.align("zeitung.example", "other.example", Names()).light is Light.RED


@pytest.mark.parametrize(
    ("url", "encryption", "reverse"),
    [
        ("smtp://127.0.0.1:25", Light.NOTED, Light.NOTED),
        ("smtp://mail.zeitung.example", Light.RED, Light.GREEN),
        ("smtp://[2001:67c::25]", Light.RED, Light.GREEN),
        ("smtp://nameless.example", Light.RED, Light.RED),
        ("smtp://liar.example", Light.RED, Light.RED),
        ("smtp://nowhere.example", Light.RED, Light.UNKNOWN),
        ("smtp://inside.example", Light.NOTED, Light.NOTED),
        ("smtps://anna:geheim@relay.example", Light.GREEN, Light.NOTED),
        ("smtp+starttls://anna:geheim@mail.zeitung.example", Light.GREEN, Light.NOTED),
    ],
)
def test_the_mail_server(names: NameServer, url: str, encryption: Light, reverse: Light) -> None:
    names.addresses = {
        "mail.zeitung.example": ["93.184.216.34", "2001:67c::25"],
        "nameless.example": ["93.184.216.35"],
        "liar.example": ["93.184.216.36"],
        "inside.example": ["10.0.0.7"],
        "relay.example": ["93.184.216.37"],
    }
    names.hosts = {"93.184.216.34": "mail.zeitung.example", "2001:67c::25": "mail.zeitung.example", "93.184.216.36": "mail.zeitung.example"}

    found = server.look(url, Names())

    assert {one.side: one.light for one in found} == {"TLS": encryption, "PTR": reverse}
    assert not any("geheim" in one.message + one.help for one in found)


def lights(found: tuple[Found, ...]) -> dict[str, Light]:
    return {one.side: one.light for one in found}


def test_all_sides_at_once_are_remembered_for_a_while(names: NameServer) -> None:
    names.records = {"zeitung.example": "v=spf1 mx -all", "_dmarc.zeitung.example": "v=DMARC1; p=none"}
    with options.using(**SITE, dkim_selector=""):
        found = looking.look("zeitung.example")
        assert lights(found) == {
            "SPF": Light.GREEN,
            "DKIM": Light.UNKNOWN,
            "DMARC": Light.GREEN,
            "From": Light.GREEN,
            "TLS": Light.RED,
            "PTR": Light.UNKNOWN,
        }
        asked = len(names.asked)
        assert looking.look("zeitung.example") is found
        assert len(names.asked) == asked
        looking.look("other.example")
        assert len(names.asked) > asked
    with options.using(**SITE, bounce_domain="bounce.zeitung.example"):
        assert lights(looking.look("zeitung.example"))["SPF"] is Light.RED


def test_an_international_domain_is_asked_for_as_the_dns_has_it(names: NameServer) -> None:
    with options.using(**SITE):
        looking.look("größte-zeitung.example")
    assert f"TXT _dmarc.{idna.encode('größte-zeitung.example').decode()}" in names.asked


def test_a_name_server_that_answers_nobody_holds_up_nobody_for_long_and_is_not_green() -> None:
    looking.forget()
    with silence(), options.using(**SITE):
        began = time.monotonic()
        found = looking.look("zeitung.example")
        assert time.monotonic() - began < 20
    looking.forget()
    light = lights(found)
    assert {side for side in ("SPF", "DKIM", "DMARC", "PTR") if light[side] is Light.UNKNOWN} == {"SPF", "DKIM", "DMARC", "PTR"}
    assert all(one.hinders and one.help for one in found if one.light is Light.UNKNOWN)


@pytest.mark.parametrize(
    ("site", "way", "wanted"),
    [
        ("https://zeitung.example", "smtp://127.0.0.1:25", True),
        ("https://zeitung.example", "smtps://relay.example", True),
        ("https://zeitung.example", "catcher://", False),
        ("https://zeitung.example", "file:///tmp/mails", False),
        ("https://zeitung.example", "", False),
        ("http://127.0.0.1:8000", "smtp://127.0.0.1:25", False),
        ("http://localhost:8000", "smtp://mail.zeitung.example", False),
    ],
)
def test_only_mail_to_real_receivers_is_looked_at(site: str, way: str, wanted: bool) -> None:
    with options.using(site_url=site, smtp_url=way):
        assert looking.is_wanted() is wanted


def test_keys_that_are_missing_are_red(names: NameServer, tmp_path: Path) -> None:
    with options.using(home=tmp_path, dkim_selector="news"):
        assert keys.look(Names()).light is Light.RED
