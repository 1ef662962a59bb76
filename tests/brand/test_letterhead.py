from __future__ import annotations

from dataclasses import replace
from email.headerregistry import Address
from html.parser import HTMLParser
from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from PIL import Image
from wagtail.models import Site

from depesche.brand import letterhead, letterhead_mjml, letterhead_text
from depesche.brand.letterhead import Button, Divider, Heading, Paragraph, Sheet, Small, Teaser
from depesche.brand.models import Picture, Publisher
from depesche.kernel.refusal import Refusal

SHEET = Sheet(
    subject="Gold & <Silber>",
    preheader="Was heute zählt",
    blocks=[
        Heading("Guten Morgen"),
        Paragraph('<p>Lesen Sie <a href="https://example.org/a?b=1&amp;c=2">den Bericht</a>.</p><ul><li>eins</li><li>zwei</li></ul>'),
        Teaser("Märkte", "Kurs <steigt>", "Der Vorspann.", "https://example.org/artikel/", "https://example.org/bild.jpg", 'Ein "Barren"'),
        Divider(),
        Button("Jetzt bestätigen", "https://example.org/confirm/x/"),
        Small("Klein gedruckt."),
    ],
    reason="Sie erhalten diese Mail, weil Sie Produktneuheiten bestellt haben.",
    links=[("Abmelden", "https://example.org/newsletter/unsubscribe/t/")],
    language="de",
)


@pytest.fixture
def publisher(db: None) -> Publisher:
    return Publisher.objects.create(
        site=Site.objects.get(is_default_site=True),
        name="Beispiel Edelmetalle",
        legal_name="Beispiel Edelmetalle GmbH",
        postal_address="Musterweg 1\n12345 Musterstadt",
        register_entry="HRB 1",
        phone="+49 30 1",
        email="hallo@example.org",
        newsletter_sender="post@example.org",
    )


class Words(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.words, self.tags, self.links, self.pictures = "", set[str](), list[str](), list[str]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        given = dict(attrs)
        if tag == "a":
            self.links.append(given.get("href") or "")
        if tag == "img":
            self.pictures.append(given["src"] or "")
            assert given["alt"] is not None

    def handle_data(self, data: str) -> None:
        self.words += data


def test_both_bodies_say_the_same(publisher: Publisher) -> None:
    made = letterhead.render(SHEET)
    read = Words(made.html)

    for words in (
        "Guten Morgen",
        "den Bericht",
        "Kurs <steigt>",
        "Der Vorspann.",
        "Klein gedruckt.",
        SHEET.reason,
        "Beispiel Edelmetalle GmbH",
        "Musterweg 1",
        "HRB 1",
    ):
        assert words in read.words
        assert words in made.text
    for url in (
        "https://example.org/a?b=1&c=2",
        "https://example.org/artikel/",
        "https://example.org/confirm/x/",
        "https://example.org/newsletter/unsubscribe/t/",
    ):
        assert url in read.links
        assert url in made.text


def test_the_imprint_is_linked_in_every_mail(publisher: Publisher) -> None:
    made = letterhead.render(replace(SHEET, blocks=[Paragraph("<p>Kurz.</p>")]))

    assert "http://testserver.localhost/legal/imprint/" in made.html
    assert "http://testserver.localhost/legal/imprint/" in made.text


def test_no_picture_but_the_logo_and_those_of_teasers(publisher: Publisher) -> None:
    assert Words(letterhead.render(SHEET).html).pictures == ["https://example.org/bild.jpg"]


def test_words_are_never_taken_for_tags(publisher: Publisher) -> None:
    nasty = "</mj-text><script>alert(1)</script>{{ x }}"
    sheet = replace(
        SHEET,
        subject=nasty,
        preheader=nasty,
        reason=nasty,
        blocks=[Heading(nasty), Button(nasty, 'https://example.org/"><b>'), Teaser(nasty, nasty, nasty, nasty)],
    )

    read = Words(letterhead.render(sheet).html)

    assert not read.tags & {"script", "b", "mj-text"}
    assert nasty in read.words


def test_html_of_a_paragraph_is_cleaned(publisher: Publisher) -> None:
    read = Words(
        letterhead.render(
            replace(SHEET, blocks=[Paragraph('<p onclick="x">Gut<img src=x><script>y</script> <a href="javascript:z">so</a></p>')])
        ).html
    )

    assert "script" not in read.tags
    assert read.pictures == []
    assert not [link for link in read.links if link.startswith("javascript")]


def test_the_mail_stays_small_dark_mode_included(publisher: Publisher) -> None:
    html = letterhead.render(SHEET).html

    assert len(html.encode()) < 20_000
    assert "prefers-color-scheme: dark" in html
    assert '<meta name="color-scheme" content="light dark">' in html


def test_a_mail_above_60_kb_is_refused(publisher: Publisher) -> None:
    with pytest.raises(Refusal) as refused:
        letterhead.render(replace(SHEET, blocks=[Paragraph(f"<p>{'Wort ' * 15_000}</p>")]))
    assert refused.value.code == "mail-too-large"


@pytest.mark.once
def test_unknown_mjml_tags_are_a_mistake() -> None:
    with pytest.raises(letterhead_mjml.BadTemplate, match="mj-botton"):
        letterhead_mjml.to_html("<mjml><mj-body><mj-section><mj-column><mj-botton>x</mj-botton></mj-column></mj-section></mj-body></mjml>")


@pytest.mark.once
def test_broken_mjml_is_a_mistake() -> None:
    with pytest.raises(letterhead_mjml.BadTemplate):
        letterhead_mjml.to_html("<mjml><mj-body><mj-section></mj-body></mjml>")


def test_the_sender_has_the_publishers_name(publisher: Publisher) -> None:
    assert letterhead.sender() == "Beispiel Edelmetalle <post@example.org>"
    assert letterhead.reply_to() == "hallo@example.org"


def test_a_name_with_a_comma_is_quoted(publisher: Publisher) -> None:
    publisher.name = "Müller, Sohn"
    publisher.save()

    assert letterhead.sender() == str(Address("Müller, Sohn", "post", "example.org"))


def test_without_an_address_nothing_is_sent(db: None) -> None:
    with pytest.raises(Refusal) as refused:
        letterhead.sender()
    assert refused.value.code == "no-sender"


@pytest.mark.once
def test_links_lists_and_quotes_read_well_as_text() -> None:
    html = '<p>Hier <a href="https://example.org/">steht es</a>: <b>alles</b>.</p>'
    html += "<ul><li>eins</li><li>zwei</li></ul><ol><li>a</li><li>b</li></ol><p>Ende<br>wirklich</p>"

    assert letterhead_text.from_html(html) == "Hier steht es (https://example.org/): alles.\n\n- eins\n- zwei\n1. a\n2. b\n\nEnde\nwirklich"


@pytest.mark.once
def test_text_is_folded_but_addresses_stay_whole() -> None:
    url = "https://example.org/" + "x" * 100
    lines = letterhead_text.plain([Paragraph(f"<p>{'Wort ' * 40}</p>"), Button("Weiter", url)]).splitlines()

    assert url in lines
    assert all(len(line) <= letterhead_text.WIDTH for line in lines if line != url)


@pytest.mark.parametrize(("width", "is_named"), [(200, True), (800, False)], ids=["a mark", "a word mark"])
def test_the_name_stands_under_a_mark_but_not_under_a_word_mark(publisher: Publisher, width: int, is_named: bool) -> None:
    drawn = BytesIO()
    Image.new("RGB", (width, 200), "navy").save(drawn, "PNG")
    publisher.logo = Picture.objects.create(title="Logo", file=ImageFile(BytesIO(drawn.getvalue()), name="logo.png"))
    publisher.save()

    html = letterhead.render(replace(SHEET, reason="")).html

    assert ("Beispiel Edelmetalle</a>" in html) is is_named
    assert ('alt="Beispiel Edelmetalle"' in html) is not is_named
