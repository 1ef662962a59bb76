"""The whole proof of one person's consents as one file that can be checked without us (L-23). It works after a withdrawal just as well."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from depesche.audience import consent_texts, evidence, following, signup
from depesche.audience.models import FormVersion, Subscriber
from depesche.audience.paper import history, look, sheet, typesetting
from depesche.audience.records import ground, persons, receipt, record
from depesche.audience.records.record import Person
from depesche.brand import identity
from depesche.courier.models import OutboxMessage
from depesche.kernel import clock, options
from depesche.kernel.refusal import Refusal
from depesche.ledger import book, checkpoints


def read(subscriber: Subscriber, *, at: datetime, reader: str) -> bytes:
    """Return the proof and record that somebody read it (L-44).

    :param reader: ``person``, or who of the team it was
    :raises Refusal: code ``no-proof`` if the log holds nothing about the person
    """
    with transaction.atomic():
        data = build(subscriber, at=at)
        _note(subscriber, at=at, reader=reader)
    return data


def read_paper(subscriber: Subscriber, *, at: datetime, reader: str) -> bytes:
    """Return the paper alone, as PDF, and record that somebody read it (L-44).

    :raises Refusal: as :func:`read`
    """
    with transaction.atomic():
        data = _paper(_require(subscriber), subscriber, at=at)
        _note(subscriber, at=at, reader=reader)
    return data


def build(subscriber: Subscriber, *, at: datetime) -> bytes:
    """Return ``proof.zip``: manifest, events with salts, a ``.tlog-proof`` each, record and receipt, the wording as shown, the mail, the paper.

    :raises Refusal: code ``no-proof``, or ``evidence-changed`` if a text or a mail is not the one that the log recorded
    """
    from depesche.ledger import proof_archive

    with transaction.atomic(), translation.override(subscriber.language):
        person = _require(subscriber)
        events, rows = list(person.events), following.rows(subscriber)
        members = {**_wordings(events), **_mails(rows, events), **_documents(person)}
        for row in rows:
            members.update(proof_archive.event_members(row.id, at=at))
        members["proof.pdf"] = _paper(person, subscriber, at=at)
        members["README.txt"] = _readme(person, at=at)
        return proof_archive.build(members, at=at)


def _require(subscriber: Subscriber) -> Person:
    person = persons.person(subscriber)
    if not person.events:
        raise Refusal(code="no-proof", message=_("The log holds nothing about this person."))
    return person


def _note(subscriber: Subscriber, *, at: datetime, reader: str) -> None:
    book.append(book.Fact("proof_viewed", {"reader": reader, "viewed_at": clock.to_milliseconds(at)}, subscriber.id), at=at)


def _documents(person: Person) -> dict[str, bytes]:
    facts = ground.present()
    members = {"record.jsonld": record.as_file(record.document(person, facts))}
    given = receipt.newest_given(person)
    if given is not None:
        said = receipt.document(person, facts, given=given, proof_name=f"events/{given.index}.tlog-proof")
        members[receipt.NAME] = record.as_file(said)
    return members


def _paper(person: Person, subscriber: Subscriber, *, at: datetime) -> bytes:
    with translation.override(subscriber.language):
        signed = checkpoints.sign("consent", at=at)
        said = sheet.sheet(person, ground.present(), forms=_forms(person.events), checkpoint=signed, language=subscriber.language, at=at)
    return typesetting.pdf(said, at=at, look=look.of(identity.publisher()))


def _forms(events: Sequence[book.Event]) -> list[FormVersion]:
    """Return every form version that the events name, in the order of its name and number.

    :raises Refusal: code ``evidence-changed``
    """
    shown = [said for event in events for said in evidence.shown(event) if "form" in said]
    named = {(said["form"]["slug"], said["form"]["number"], said["text"]["sha256"]) for said in shown}
    forms = []
    for slug, number, recorded in sorted(named):
        form = FormVersion.objects.select_related("text").get(slug=slug, number=number)
        if not evidence.is_intact(form.text) or form.text.sha256 != recorded:
            raise _changed(str(form.text))
        forms.append(form)
    return forms


def _wordings(events: Sequence[book.Event]) -> dict[str, bytes]:
    """Return every form version as a page of its own: the text exactly as shown, the boxes, the button."""
    members = {}
    for form in _forms(events):
        page = render_to_string("audience/proof/wording.html", {"form": form, "text": form.text})
        members[f"wording/{form.slug}-{form.number}.html"] = page.encode()
        members[f"wording/{form.slug}-{form.number}.json"] = consent_texts.committed(form.text)
    return members


def _mails(rows: list[Subscriber], events: list[book.Event]) -> dict[str, bytes]:
    kept = OutboxMessage.objects.filter(subject_id__in=[row.id for row in rows], kind=signup.KIND).order_by("created_at", "pk")
    members = {}
    for number, mail in enumerate(kept, start=1):
        if not evidence.is_as_handed_over(bytes(mail.content), request=(mail.dedupe_key or "").partition(":")[2], events=events):
            raise _changed(mail.message_id)
        members[f"mails/confirmation-{number}.eml"] = bytes(mail.content)
    return members


def _changed(what: str) -> Refusal:
    return Refusal(
        code="evidence-changed",
        message=_("The proof cannot be built: “%(what)s” is not what the log recorded.") % {"what": what},
        help=_("Run `depesche ledger verify`, and compare with a backup."),
    )


def _readme(person: Person, *, at: datetime) -> bytes:
    titles = {key: title for shown in person.texts.values() for key, title in shown.titles.items()}
    lines = history.happened(person.events, titles)
    context = {"mailbox": person.mailbox, "lines": lines, "made": history.moment(at), "site": options.current().site_url}
    return render_to_string("audience/proof/readme.txt", context).encode()
