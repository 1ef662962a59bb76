"""The whole proof of one person's consents as one file that can be checked without us (L-23). It works after a withdrawal just as well."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from depesche.audience import consent_texts, evidence, signup
from depesche.audience.models import FormVersion, Subscriber
from depesche.courier.models import OutboxMessage
from depesche.kernel import clock, options
from depesche.kernel.refusal import Refusal
from depesche.ledger import book


def read(subscriber: Subscriber, *, at: datetime, reader: str) -> bytes:
    """Return the proof and record that somebody read it (L-44).

    :param reader: ``person``, or who of the team it was
    :raises Refusal: code ``no-proof`` if the log holds nothing about the person
    """
    with transaction.atomic():
        data = build(subscriber, at=at)
        book.append(book.Fact("proof_viewed", {"reader": reader, "viewed_at": clock.to_milliseconds(at)}, subscriber.id), at=at)
    return data


def build(subscriber: Subscriber, *, at: datetime) -> bytes:
    """Return ``proof.zip``: manifest, events with salts, a ``.tlog-proof`` each, the wording as shown, the confirmation mail.

    :raises Refusal: code ``no-proof``, or ``evidence-changed`` if a text or a mail is not the one that the log recorded
    """
    from depesche.ledger import proof_archive

    with transaction.atomic():
        events = book.events(subscriber.id)
        if not events:
            raise Refusal(code="no-proof", message=_("The log holds nothing about this person."))
        members = {**proof_archive.event_members(subscriber.id, at=at), **_wordings(events), **_mails(subscriber, events)}
        members["README.txt"] = _readme(subscriber, events, at=at)
        return proof_archive.build(members, at=at)


def _wordings(events: list[book.Event]) -> dict[str, bytes]:
    """Return every form version that the events name, as a page of its own: the text exactly as shown, the boxes, the button."""
    requested = (event.body for event in events if event.kind == "requested")
    named = {(said["form"]["slug"], said["form"]["number"], said["text"]["sha256"]) for said in requested}
    members = {}
    for slug, number, recorded in sorted(named):
        form = FormVersion.objects.select_related("text").get(slug=slug, number=number)
        if not evidence.is_intact(form.text) or form.text.sha256 != recorded:
            raise _changed(str(form.text))
        page = render_to_string("audience/proof/wording.html", {"form": form, "text": form.text})
        members[f"wording/{slug}-{number}.html"] = page.encode()
        members[f"wording/{slug}-{number}.json"] = consent_texts.committed(form.text)
    return members


def _mails(subscriber: Subscriber, events: list[book.Event]) -> dict[str, bytes]:
    kept = OutboxMessage.objects.filter(subject_id=subscriber.id, kind=signup.KIND).order_by("created_at", "pk")
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


def _readme(subscriber: Subscriber, events: list[book.Event], *, at: datetime) -> bytes:
    context = {"mailbox": subscriber.mailbox, "events": events, "at": at, "site": options.current().site_url}
    return render_to_string("audience/proof/readme.txt", context).encode()
