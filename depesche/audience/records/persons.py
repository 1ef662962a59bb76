"""Everything about one person that records, receipts and the printed proof are made from."""

from __future__ import annotations

from depesche.audience import evidence, following
from depesche.audience.models import ConsentText, Subscriber
from depesche.audience.records.record import Person, Shown
from depesche.kernel import clock
from depesche.ledger import book


def person(subscriber: Subscriber) -> Person:
    """Return a person with the log's events, address after address and oldest first, and the consent texts that these name."""
    events = [event for row in following.rows(subscriber) for event in book.events(row.id)]
    named = {said["text"]["sha256"] for event in events for said in evidence.shown(event)}
    texts = {text.sha256: _shown(text) for text in ConsentText.objects.filter(sha256__in=named)}
    return Person(subject=subscriber.id, mailbox=subscriber.mailbox, events=events, texts=texts)


def _shown(text: ConsentText) -> Shown:
    return Shown(
        language=text.language,
        wording=text.wording,
        published_at=clock.to_milliseconds(text.published_at),
        controller=text.controller,
        privacy_notice=text.privacy_notice,
        titles={str(purpose["key"]): str(purpose["title"]) for purpose in text.purposes},
    )
