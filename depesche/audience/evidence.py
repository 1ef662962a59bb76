"""Whether the texts, forms and mails that the log names are still those that it recorded (L-01, L-21).

Triggers keep texts and forms from being changed. Whoever drops the triggers is found here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from depesche.audience import consent_texts
from depesche.audience.models import ClosedForm, ConsentText, FormVersion
from depesche.kernel import digest
from depesche.ledger import book
from depesche.ledger.book import Event

FORM_CLOSED, FORM_REOPENED = "form_closed", "form_reopened"


def shown(event: Event) -> list[Mapping[str, Any]]:
    """Return what an event says of the wordings that were agreed to: mappings with ``text`` and mostly ``form``."""
    said = event.body.get("wordings")
    return list(said.values()) if said else [event.body] if "text" in event.body else []


def changed() -> list[str]:
    """Return a sentence for every text or form that is not the one that was published, or open against the log; an empty list is as it should be."""
    return [*_texts(), *_forms(), *_closed()]


def is_intact(text: ConsentText) -> bool:
    """Whether a text still says what its digest stands for; sign-ups record the digest."""
    return digest.sha256_hex(consent_texts.committed(text)) == text.sha256


def is_as_handed_over(mail: bytes, *, request: str, events: Iterable[Event]) -> bool:
    """Whether a confirmation mail is, byte for byte, the one that the log says was handed over for a request.

    :param events: the person's events; without a hand-over among them nothing can be said against the mail
    """
    handed_over = [event.body["mail_sha256"] for event in events if event.kind == "confirm_mail_handed_over" and event.body["request"] == request]
    return not handed_over or digest.sha256_hex(mail) in handed_over


def _texts() -> Iterator[str]:
    stored = {(text.name, text.number): text for text in ConsentText.objects.all()}
    for event in book.of_kind("text_published"):
        name, number = event.body["name"], event.body["number"]
        text = stored.pop((name, number), None)
        if text is None:
            yield f"consent text {name} v{number}: entry {event.index} of the log published it, but it is gone"
        elif not is_intact(text) or text.sha256 != event.body["sha256"]:
            yield f"consent text {name} v{number}: it is not the one that entry {event.index} of the log published"
    for text in stored.values():
        yield f"consent text {text.name} v{text.number}: the log holds nothing about it"


def _forms() -> Iterator[str]:
    stored = {(form.slug, form.number): form for form in FormVersion.objects.select_related("text")}
    for event in book.of_kind("form_published"):
        slug, number = event.body["slug"], event.body["number"]
        form = stored.pop((slug, number), None)
        if form is None:
            yield f"form {slug} v{number}: entry {event.index} of the log published it, but it is gone"
        elif {"text": form.text.sha256, "button_label": form.button_label, "language": form.language}.items() - event.body.items():
            yield f"form {slug} v{number}: it is not the one that entry {event.index} of the log published"
    for form in stored.values():
        yield f"form {form.slug} v{form.number}: the log holds nothing about it"


def _closed() -> Iterator[str]:
    said: dict[str, bool] = {}
    for event in book.of_kinds([FORM_CLOSED, FORM_REOPENED]):
        said[event.body["slug"]] = event.kind == FORM_CLOSED
    logged = {slug for slug, is_closed in said.items() if is_closed}
    for slug in sorted(logged ^ set(ClosedForm.objects.values_list("slug", flat=True))):
        yield f"form {slug}: the log and the table differ in whether it is closed"
