"""Every mail keeps to what the big mail programs support, as caniemail.com has tested it, and is readable where that is little."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.images import ImageFile
from django.utils import translation
from PIL import Image
from wagtail.models import Site

from depesche.brand import colours, letterhead, tokens
from depesche.brand.letterhead import Look, Rendered, Sheet
from depesche.brand.models import Picture, Publisher
from depesche.website.design import mails
from tests.website import mail_features

ALLOWED = tomllib.loads(Path(__file__).with_name("mail_support.toml").read_text(encoding="utf-8"))
SHEETS: dict[Look, Callable[[], Sheet]] = {
    Look.LETTER: mails.every_block,
    Look.ISSUE: mails.issue,
    Look.BREAKING: mails.breaking,
    Look.DIGEST: mails.digest,
    Look.OFFER: mails.offer,
    Look.CORRECTION: mails.correction,
    Look.WELCOME: mails.welcome,
    Look.CONFIRMATION: mails.confirmation,
}
LINE = 78  # characters of a line of plain text (RFC 5322, 2.1.1)
STYLE = 16_000  # bytes of a style element, above which Gmail drops it
HIDDEN = re.compile(r"<div[^>]*display: ?none.*?</div>", re.DOTALL)
UNSEEN = re.compile(r"<style.*?</style>|<title>.*?</title>", re.DOTALL)
# What only the HTML says: the address stands in its place in the text.
BESIDE = {
    "de": "Weiterlesen. Zum Angebot. Zu den Zahlen. Die Schaltfläche reagiert nicht? Öffnen Sie diese Adresse in Ihrem Browser: Handel seit 1911",
    "en": "Read on. To the offer. To the figures. The button does not work? Open this address in your browser: Handel seit 1911",
}

every_mail = pytest.mark.parametrize("look", list(Look), ids=lambda look: look.value)
both_languages = pytest.mark.parametrize("language", ["de", "en"])


@pytest.fixture(autouse=True)
def publisher(db: None) -> Publisher:
    drawn = BytesIO()
    Image.new("RGBA", (200, 200), (29, 26, 22, 0)).save(drawn, "PNG")  # clear, for a mark in dark ink
    return Publisher.objects.create(
        site=Site.objects.get(is_default_site=True),
        name="Beispiel Edelmetalle",
        claim="Handel seit 1911",
        legal_name="Beispiel Edelmetalle GmbH",
        postal_address="Musterweg 1\n12345 Musterstadt",
        email="hallo@example.org",
        logo=Picture.objects.create(title="Logo", file=ImageFile(BytesIO(drawn.getvalue()), name="logo.png")),
    )


def made(look: Look, language: str = "de") -> Rendered:
    with translation.override(language):
        return letterhead.render(SHEETS[look]())


def gaps(html: str) -> list[tuple[str, str]]:
    """Return what a mail asks of which program in vain, and that nobody allowed."""
    found = []
    for feature, program in mail_features.lacking(html):
        support = mail_features.facts().get(feature, {}).get(program, "n")
        is_allowed = feature in ALLOWED["partly"] if support == "a" else program in ALLOWED["without"].get(feature, {}).get("programs", ())
        if not is_allowed:
            found.append((feature, program))
    return found


def test_there_is_a_sample_of_every_look() -> None:
    assert set(SHEETS) == set(Look)
    assert {look: SHEETS[look]().look for look in Look} == {look: look for look in Look}


@every_mail
@both_languages
def test_no_mail_asks_for_more_than_the_big_programs_give(look: Look, language: str) -> None:
    assert gaps(made(look, language).html) == []


def test_nothing_is_allowed_that_no_mail_asks_for() -> None:
    asked = {(feature, program) for look in Look for feature, program in mail_features.lacking(made(look).html)}
    known = mail_features.facts()

    without = {(feature, program) for feature, said in ALLOWED["without"].items() for program in said["programs"]}
    partly = {feature for feature, program in asked if known[feature][program] == "a"}

    assert without == {(feature, program) for feature, program in asked if known[feature][program] == "n"}
    assert set(ALLOWED["partly"]) == partly
    assert all(said["why"] for said in ALLOWED["without"].values())


@pytest.mark.parametrize(
    ("piece", "feature"),
    [
        ('<div style="display:grid">', "css-display-grid"),
        ('<div style="display:inline-flex">', "css-display-flex"),
        ('<p style="color:var(--ink)">', "css-variables"),
        ('<p style="margin:0 0 1rem">', "css-unit-rem"),
        ('<td style="background-image:url(https://example.org/a.png)">', "css-background-image"),
        ('<p style="position:absolute">', "css-position"),
        ('<p style="text-wrap-style:pretty">', "property text-wrap-style"),
        ('<p style="margin-trim:block">', "property margin-trim"),
        ('<p style="field-sizing:content">', "property field-sizing"),
        ("<video src='a.mp4'></video>", "html-video"),
        ("<dialog open></dialog>", "attribute open"),
        ('<img src="https://example.org/a.webp" alt="">', "image-webp"),
        ("<style>.a::before { color: #000 }</style>", "css-pseudo-element-before"),
        ("<style>.a > b { color: #000 }</style>", "css-selector-child"),
        ("<style>@font-face { font-family: X }</style>", "css-at-font-face"),
        ("<style>@supports (color: red) { p { color: red } }</style>", "css-at-supports"),
        ("<style>@media screen and (orientation: portrait) { p { color: #000 } }</style>", "css-at-media-orientation"),
        ("<style>@media (min-width: 480px) { p { float: left; gap: 4px } }</style>", "css-gap"),
        ('<!--[if mso]><p style="float:left;max-height:4px;border-image:none"></p><![endif]-->', "css-border-image"),
    ],
)
def test_what_a_big_program_lacks_is_found(piece: str, feature: str) -> None:
    html = made(Look.CONFIRMATION).html.replace("</head>", f"{piece}</head>", 1) if "<style" in piece else f"{piece}"

    assert feature in {found for found, _program in gaps(html)}


def test_what_only_some_programs_read_need_not_be_known_to_the_others() -> None:
    dark = "<style>@media (prefers-color-scheme: dark) { p { object-fit: cover } }</style>"

    found = {program for feature, program in mail_features.lacking(dark) if feature == "css-object-fit"}

    assert "gmail/desktop-webmail" not in found  # never gets there
    assert mail_features.facts()["css-object-fit"]["gmail/desktop-webmail"] == "y"
    assert mail_features.facts()["css-object-fit"]["outlook/windows"] == "n"


@every_mail
@both_languages
def test_every_mail_is_small(look: Look, language: str) -> None:
    html = made(look, language).html

    assert len(html.encode()) <= letterhead.LARGEST
    assert all(len(found.encode()) < STYLE for found in re.findall(r"<style[^>]*>(.*?)</style>", html, re.DOTALL))


class Read(HTMLParser):
    """What of a mail is seen where no picture is shown, and how its tables and pictures are marked."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words, self.links = "", dict[str, str]()
        self.tables, self.headers, self.pictures, self.languages = list[dict[str, str]](), list[int](), list[dict[str, str]](), list[str]()
        self._link, self._open = "", list[int]()
        self.feed(UNSEEN.sub("", HIDDEN.sub("", html)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in {"html", "div"} and "lang" in given:
            self.languages.append(given["lang"])
        if tag == "table":
            self._open.append(len(self.tables))
            self.tables.append(given)
        if tag == "th":
            self.headers.append(self._open[-1])
        if tag == "img":
            self.pictures.append(given)
            self.handle_data(given["alt"])
        if tag == "a":
            self._link = given["href"]
            self.links.setdefault(self._link, "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._open.pop()
        if tag == "a":
            self._link = ""

    def handle_data(self, data: str) -> None:
        self.words += f"{data} "
        if self._link:
            self.links[self._link] += data.strip()


@cache
def words_of(text: str) -> set[str]:
    return set(re.findall(r"[\w€]{3,}", re.sub(r"https?://\S+", "", text).casefold()))


@every_mail
@both_languages
def test_html_and_plain_text_say_the_same_without_any_picture(look: Look, language: str) -> None:
    mail = made(look, language)
    read = Read(mail.html)
    alternatives = words_of(" ".join(picture["alt"] for picture in read.pictures))

    assert words_of(mail.text) - words_of(read.words) == set()
    assert words_of(read.words) - words_of(mail.text) - alternatives - words_of(BESIDE[language]) == set()
    assert {address: words for address, words in read.links.items() if not words} == {}


@every_mail
@both_languages
def test_plain_text_is_folded_and_its_links_stand_alone(look: Look, language: str) -> None:
    mail = made(look, language)
    lines = mail.text.splitlines()

    assert [line for line in lines if len(line) > LINE and not re.fullmatch(r"\s*\S+", line)] == []
    assert {address for address in Read(mail.html).links if address != "http://testserver.localhost/"} <= set(
        re.findall(r"https?://[^\s)]+", mail.text)
    )
    assert "\n\n\n" not in mail.text
    assert "<" not in mail.text


@every_mail
@both_languages
def test_a_mail_is_heard_in_its_language_and_its_layout_is_not(look: Look, language: str) -> None:
    read = Read(made(look, language).html)

    assert set(read.languages) == {language}
    assert len(read.languages) == 2  # Gmail keeps the inner one only
    layout = [table for number, table in enumerate(read.tables) if number not in read.headers]
    assert layout
    assert {table.get("role") for table in layout} == {"presentation"}
    assert all("role" not in read.tables[number] for number in read.headers)


@every_mail
def test_each_colour_is_a_token_of_its_scheme(look: Look) -> None:
    html = HIDDEN.sub("", made(look).html)
    palette = tokens.palette(Publisher.objects.get().accent)
    dark = "".join(re.findall(r"prefers-color-scheme: dark\) \{(.*?)\} </style>", html, re.DOTALL))
    assert dark

    assert set(re.findall(r"#[0-9a-f]{6}\b", html.replace(dark, ""))) <= set(palette.light.values())
    assert set(re.findall(r"#[0-9a-f]{6}\b", dark)) <= set(palette.dark.values())


def test_a_clear_logo_stands_on_a_plate_that_no_program_darkens(publisher: Publisher) -> None:
    html = made(Look.ISSUE).html
    address = re.search(r'src="http://testserver\.localhost(/media/[^"]*logo[^"]*)"', html)
    assert address
    assert publisher.logo

    rendition = publisher.logo.renditions.get(file=address[1].removeprefix("/media/"))
    with Image.open(rendition.file) as picture:
        shown = picture.convert("RGBA").getpixel((10, 10))

    assert isinstance(shown, tuple)
    assert shown[3] == 255
    ground = "#{:02x}{:02x}{:02x}".format(*shown[:3])
    assert ground == tokens.house().light["paper"]
    assert colours.contrast(tokens.house().light["ink"], ground) >= colours.READABLE  # dark ink, also in a dark mail
    assert colours.contrast(tokens.house().light["ink"], tokens.house().dark["sunk"]) < colours.SHAPES  # without the plate it would be gone


def test_a_mail_with_offers_says_so_before_anything_else() -> None:
    mail = made(Look.OFFER)

    assert mail.text.startswith("[Anzeige]\n")
    assert Read(mail.html).words.split()[0] == "Anzeige"
    assert re.search(r"display: ?none[^>]*>\s*Anzeige: ", mail.html)


def test_the_mail_that_asks_has_one_button_and_its_address_in_plain_sight() -> None:
    mail = made(Look.CONFIRMATION)

    assert mail.html.count(f'href="{mails.LONG}"') == 2
    assert f">{mails.LONG}</a>" in mail.html
    assert mail.html.count('class="do"') == 1
    assert "Handel seit 1911" not in mail.html
