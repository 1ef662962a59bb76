"""The proof on paper: everything a court asks for, in the person's language, whatever people typed (L-23)."""

from __future__ import annotations

import io
import re
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import typst
from django.core.files.images import ImageFile
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from wagtail.models import Site

from depesche.audience import forms, handing_over, proof, withdrawal
from depesche.audience.models import FormVersion, Subscriber
from depesche.audience.paper import look, sheet, typesetting, wording
from depesche.audience.paper.look import Look
from depesche.audience.paper.printable import BREAK, Exact, printable
from depesche.audience.records import ground, persons
from depesche.audience.withdrawal import Route
from depesche.brand.models import Picture, Publisher
from depesche.courier.models import OutboxMessage
from depesche.ledger import book, checkpoints
from tests.cast import MONDAY_8AM, SUNDAY, confirm, sign_up

BARE = re.compile(r"<[^>]*>|\s")
HOSTILE = [
    '#panic("x") $ \\ " \' ` * _ @ <a> [ ] {',
    "#sys.inputs #pagebreak() #import",
    "\u202egnp.exe \u2066 \u200b \u00ad \x00 \x1b",
    "😀👩‍👩‍👧 مرحبا שלום 中文 ё Ω →",
    "x" * 3_000,
    "W" * 320 + "@example.org",
    "\n\n\t\r",
]


def said_of(subscriber: Subscriber, *, language: str = "de") -> dict[str, Any]:
    person, signed = persons.person(subscriber), checkpoints.sign("consent", at=MONDAY_8AM)
    shown = FormVersion.objects.select_related("text")
    with translation.override(language):
        return sheet.sheet(person, ground.present(), forms=shown, checkpoint=signed, language=language, at=MONDAY_8AM)


def words(value: Any) -> str:
    """Return all that stands on a sheet, one text a line."""
    if isinstance(value, dict):
        return "\n".join(words(item) for item in value.values())
    return "\n".join(map(words, value)) if isinstance(value, (list, tuple)) else str(value)


GOLD = (181, 139, 42)


@pytest.fixture
def gold_bar(db: None) -> Picture:
    """A logo of one colour."""
    file = io.BytesIO()
    Image.new("RGB", (300, 100), GOLD).save(file, "PNG")
    picture = Picture(title="Logo", description="Goldbote")
    picture.file = ImageFile(io.BytesIO(file.getvalue()), name="logo.png")
    picture.save()
    return picture


@pytest.fixture
def handed_over(anna: Subscriber) -> OutboxMessage:
    """Anna's confirmation mail, as a server took it."""
    mail = OutboxMessage.objects.get(kind="confirmation")
    OutboxMessage.objects.filter(pk=mail.pk).update(state="accepted", finished_at=SUNDAY + timedelta(seconds=2), reply="250 2.0.0 queued as 4F2")
    handing_over.record(at=MONDAY_8AM)
    return mail


@pytest.mark.rule("L-20", "L-21", "L-22", "L-23", "L-06")
@pytest.mark.django_db
def test_annas_paper_says_who_what_when_how_and_where_the_log_has_it(anna: Subscriber, handed_over: OutboxMessage) -> None:
    said = words(said_of(anna))

    form = FormVersion.objects.get()
    (printed,) = said_of(anna)["shown"]["forms"]
    shown = "".join(run["text"] for block in printed["blocks"] for run in block["runs"])
    assert BARE.sub("", shown) == BARE.sub("", form.text.wording)
    for event in book.events(anna.id):
        assert event.commitment.hex() in said
    for fact in ("Beispiel Edelmetalle GmbH", "anna@example.org", "newsletter, Fassung 1", form.button_label, form.text.sha256, "180 Sekunden"):
        assert fact in said
    for fact in (handed_over.message_id, handed_over.content_digest, "250 2.0.0 queued as 4F2", "2026-03-01T18:00:02.000Z"):
        assert fact in said
    newest = checkpoints.newest("consent")
    assert newest is not None
    assert newest.note.splitlines()[2] in said
    assert "depesche verify proof.zip" in said


@pytest.mark.rule("L-23")
@pytest.mark.django_db
def test_claras_paper_tells_of_her_withdrawal(clara: Subscriber) -> None:
    said = said_of(clara)

    (row,) = said["standing"]["rows"]
    assert not row["is_live"]
    assert row["state"].startswith("beendet am 1. März 2026, 20:00:00")
    assert [row["what"] for row in said["happened"]["rows"]] == ["Angemeldet", "Bestätigt", "Widerrufen"]
    assert proof.build(clara, at=MONDAY_8AM)


@pytest.mark.django_db
def test_bens_paper_says_that_he_never_confirmed(ben: Subscriber) -> None:
    (row,) = said_of(ben)["standing"]["rows"]

    assert row["state"] == "angefragt, nie bestätigt"


@pytest.mark.django_db
def test_the_paper_speaks_the_persons_language(anna: Subscriber) -> None:
    assert said_of(anna, language="en")["title"] == "Proof of consent"
    german = proof.read_paper(anna, at=MONDAY_8AM, reader="petra@example.org")
    Subscriber.objects.update(language="en")
    english = proof.read_paper(Subscriber.objects.get(), at=MONDAY_8AM, reader="petra@example.org")

    assert "Nachweis der Einwilligung – Beispiel Edelmetalle GmbH".encode() in german
    assert "Proof of consent – Beispiel Edelmetalle GmbH".encode() in english
    assert [event.body["reader"] for event in book.events(anna.id) if event.kind == "proof_viewed"] == ["petra@example.org"] * 2


@pytest.mark.django_db
def test_the_paper_is_an_archive_pdf_and_the_same_bytes_each_time(anna: Subscriber) -> None:
    said = said_of(anna)

    made = typesetting.pdf(said, at=MONDAY_8AM)
    assert made == typesetting.pdf(said, at=MONDAY_8AM)
    assert made.startswith(b"%PDF-1.7")
    for mark in (b"<pdfaid:part>2</pdfaid:part>", b"<pdfaid:conformance>A</pdfaid:conformance>", b"<pdfuaid:part>1</pdfuaid:part>"):
        assert mark in made


@pytest.mark.django_db
def test_a_proof_is_made_in_less_than_a_second(anna: Subscriber) -> None:
    proof.build(anna, at=MONDAY_8AM)
    started = time.process_time()
    proof.build(anna, at=MONDAY_8AM)
    assert time.process_time() - started < 1


@pytest.mark.django_db
@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_people_typed_breaks_the_paper(clara: Subscriber, text: str) -> None:
    sign_up("clara@example.org", at=MONDAY_8AM + timedelta(days=2))
    clara = confirm("clara@example.org", at=MONDAY_8AM + timedelta(days=2, minutes=5))
    withdrawal.withdraw(clara, purposes=None, at=MONDAY_8AM + timedelta(days=3), route=Route.DESK, note=text)
    storable = text.replace("\x00", "")  # PostgreSQL knows no NUL
    Publisher.objects.update(legal_name=storable[:160], postal_address=storable)
    said = said_of(clara)
    for row in said["shown"]["forms"]:
        row["blocks"], row["button"], row["boxes"] = wording.blocks(f"<p>{text}</p><ul><li><strong>{text}</strong></li></ul>"), text[:60], [text]

    made = typesetting.pdf({**said, "lead": text, "facts": [("Person", text)]}, at=MONDAY_8AM)

    assert made.startswith(b"%PDF-1.7")


@pytest.mark.django_db
def test_what_looks_like_markup_stands_there_as_it_was_typed(anna: Subscriber) -> None:
    said = said_of(anna)

    def pages(text: str) -> list[bytes]:
        return typesetting.pages({**said, "lead": text}, at=MONDAY_8AM, ppi=20)

    assert len(pages("#pagebreak() #pagebreak()")) == len(pages("xpagebreak() xpagebreak()"))
    assert pages("*a*") != pages("a")
    assert pages("#[a]") != pages("a")


@pytest.mark.once
def test_what_nobody_could_see_stands_there_by_its_number() -> None:
    assert printable("a\u202eb\u200bc\x00") == "a[U+202E]b[U+200B]c[U+0000]"
    assert printable("Grüße – „ja“ 😀") == "Grüße – „ja“ [U+1F600]"
    assert printable("שלום", certain_only=True).startswith("[U+05E9]")
    assert BREAK in printable("x" * 80)
    assert printable(Exact("x" * 80)) == "x" * 80


@pytest.mark.once
@settings(max_examples=40, deadline=None)
@given(text=st.text(max_size=200))
def test_whatever_text_is_printed_without_trouble(text: str) -> None:
    page = b'#set document(title: "-")\n#set text(lang: "de", font: ("Libertinus Serif", "DejaVu Sans Mono"))\n#sys.inputs.text'
    arguments: Any = {"ignore_system_fonts": True, "pdf_standards": typesetting.STANDARDS, "format": "pdf", "timestamp": 0}
    assert typst.compile(page, sys_inputs={"text": printable(text, certain_only=True)}, **arguments)


@pytest.mark.once
def test_a_wording_keeps_its_paragraphs_its_stress_and_where_its_links_lead() -> None:
    found = wording.blocks(
        '<p>Ja,<br><strong>ich</strong> will.</p><ul><li>A &amp; B</li></ul><p>Mehr <a href="https://a.example/">dort</a>.</p><p> </p>'
    )

    assert [(block["kind"], "".join(run["text"] for run in block["runs"])) for block in found] == [
        ("p", "Ja,"),
        ("p", "ich will."),
        ("li", "A & B"),
        ("p", "Mehr dort <https://a.example/>."),
    ]
    assert [run["text"] for block in found for run in block["runs"] if run["strong"]] == ["ich"]


@pytest.mark.django_db
def test_the_form_on_paper_is_the_form_that_anna_saw(anna: Subscriber) -> None:
    shown = forms.shown()
    assert shown is not None

    (form,) = said_of(anna)["shown"]["forms"]
    assert form["button"] == FormVersion.objects.get().button_label
    assert len(form["boxes"]) == 3


@pytest.mark.once
def test_it_bears_the_publishers_logo_and_accent(anna: Subscriber, gold_bar: Picture) -> None:
    Publisher.objects.update_or_create(site=Site.objects.get(is_default_site=True), defaults={"logo": gold_bar, "accent": "#0057b8"})

    plain, dressed = (
        Image.open(io.BytesIO(typesetting.pages(said_of(anna), at=MONDAY_8AM, look=found)[0])).convert("RGB")
        for found in (Look(), look.of(Publisher.objects.get()))
    )
    colours = [{colour for _, colour in page.getcolors(page.width * page.height) or ()} for page in (plain, dressed)]

    assert [(0, 87, 184) in found for found in colours] == [False, True]
    assert [GOLD in found for found in colours] == [False, True]
    assert typesetting.pdf(said_of(anna), at=MONDAY_8AM, look=look.of(Publisher.objects.get())).startswith(b"%PDF")


def test_a_logo_whose_file_is_gone_keeps_nobody_from_a_proof(db: None, gold_bar: Picture) -> None:
    publisher = Publisher(logo=gold_bar)
    Path(gold_bar.file.path).unlink()

    assert look.of(publisher).logo == b""
