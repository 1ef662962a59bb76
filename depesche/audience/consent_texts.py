"""Consent texts: a change makes a new version; what was published stays as it was (L-01)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import nh3
from django.db import transaction
from django.utils.translation import gettext as _

from depesche.audience import consent_linter
from depesche.audience.consent_linter import Draft
from depesche.audience.models import ConsentText, Purpose
from depesche.kernel import canonical_json, digest
from depesche.kernel.refusal import Refusal
from depesche.ledger import book

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a"}


def publish(draft: Draft, *, at: datetime) -> ConsentText:
    """Publish a text as the next version of its name; the wording is cleaned first and stored exactly as it will be shown.

    :raises Refusal: code ``consent-text-incomplete`` with everything that the linter found (L-02)
    """
    cleaned = as_shown(draft)
    found = consent_linter.findings(cleaned)
    if found:
        raise Refusal(code="consent-text-incomplete", message=" ".join(finding.message for finding in found), help=_("Nothing was published."))
    with transaction.atomic():
        _require_purposes(cleaned)
        newest = ConsentText.objects.select_for_update().filter(name=draft.name).order_by("-number").first()
        number = newest.number + 1 if newest else 1
        text = ConsentText.objects.create(
            name=cleaned.name,
            number=number,
            language=cleaned.language,
            wording=cleaned.wording,
            purposes=[{"key": key, "title": title} for key, title in cleaned.purposes],
            controller=cleaned.controller,
            privacy_notice=cleaned.privacy_notice,
            sha256=sha256(cleaned, number=number),
            published_at=at,
        )
        book.append(book.Fact("text_published", {"name": text.name, "number": number, "language": text.language, "sha256": text.sha256}), at=at)
    return text


def as_shown(draft: Draft) -> Draft:
    """Return the draft with its wording as readers will get it: harmless HTML only."""
    wording = nh3.clean(draft.wording, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"https", "http", "mailto"}, link_rel=None).strip()
    return replace(draft, wording=wording, controller=draft.controller.strip(), privacy_notice=draft.privacy_notice.strip())


def sha256(draft: Draft, *, number: int) -> str:
    """Return the digest that a sign-up records, over everything that the text says (L-20)."""
    return digest.sha256_hex(_said(draft, number=number))


def _said(draft: Draft, *, number: int) -> bytes:
    said = {
        "name": draft.name,
        "number": number,
        "language": draft.language,
        "wording": draft.wording,
        "purposes": [{"key": key, "title": title} for key, title in draft.purposes],
        "controller": draft.controller,
        "privacy_notice": draft.privacy_notice,
    }
    return canonical_json.dump(said)


def committed(text: ConsentText) -> bytes:
    """Return the canonical JSON whose SHA-256 every sign-up with this text records."""
    return _said(as_draft(text), number=text.number)


def as_draft(text: ConsentText) -> Draft:
    """Return a version as a draft, to be copied into the next one."""
    purposes = tuple((str(purpose["key"]), str(purpose["title"])) for purpose in text.purposes)
    return Draft(
        name=text.name,
        language=text.language,
        wording=text.wording,
        purposes=purposes,
        controller=text.controller,
        privacy_notice=text.privacy_notice,
    )


def _require_purposes(draft: Draft) -> None:
    known = set(Purpose.objects.values_list("key", flat=True))
    missing = [key for key, _title in draft.purposes if key not in known]
    if missing:
        raise Refusal(code="unknown-purpose", message=_("There is no purpose “%(key)s”.") % {"key": missing[0]}, help=_("Make it first."))
