"""The first purposes, consent text and form of a new site, in our own words, from the publisher's identity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.html import format_html

from depesche.audience import consent_texts, forms
from depesche.audience.consent_linter import Draft
from depesche.audience.models import FormVersion, Purpose
from depesche.brand import identity, legal
from depesche.brand.models import Publisher
from depesche.kernel import options

KEYS = ("product-news", "financial-news", "special-offers")


@dataclass(frozen=True)
class Words:
    """Everything that a language needs; ``wording`` has places for the controller's name and the privacy notice."""

    titles: tuple[str, str, str]
    descriptions: tuple[str, str, str]
    button: str
    wording: str


LANGUAGES = {
    "de": Words(
        titles=("Neues zu Produkten", "Nachrichten vom Finanzmarkt", "Besondere Angebote"),
        descriptions=("Was neu ins Sortiment kommt", "Was die Märkte bewegt", "Zeitlich begrenzte Angebote"),
        button="Abschicken",
        wording=(
            "<p>Mit „Abschicken“ willige ich ein, dass {controller} meine E-Mail-Adresse verarbeitet, um mir zu den oben angekreuzten Themen "
            "E-Mails zu schicken: Beiträge der Redaktion und Werbung für eigene Produkte und Leistungen.</p>"
            "<p>Ich kann das jederzeit ohne Angabe von Gründen mit Wirkung für die Zukunft widerrufen, am einfachsten über den Link zum Abmelden "
            "in jeder E-Mail. Was bis zum Widerruf geschehen ist, bleibt rechtmäßig. Mehr dazu in der "
            '<a href="{privacy}">Datenschutzerklärung</a>.</p>'
        ),
    ),
    "en": Words(
        titles=("Product news", "Financial news", "Special offers"),
        descriptions=("What is new in the range", "What moves the markets", "Offers for a limited time"),
        button="Send",
        wording=(
            "<p>With “Send” I agree that {controller} processes my e-mail address to send me e-mails about the topics ticked above: "
            "articles of the newsroom and advertising for its own products and services.</p>"
            "<p>I can withdraw this at any time, without giving reasons, with effect for the future; the easiest way is the unsubscribe link in "
            "every e-mail. What was done until then stays lawful. Read more in the "
            '<a href="{privacy}">privacy notice</a>.</p>'
        ),
    ),
}


def found(*, at: datetime, language: str | None = None) -> FormVersion | None:
    """Make what a new site needs to take sign-ups, unless it is there; return the form.

    Without the publisher's legal name only the purposes are made, as a consent text must name who is responsible (L-02).

    :param language: ``de`` or ``en``; by default the site's
    """
    chosen = language or options.current().language
    words = LANGUAGES[chosen]
    with transaction.atomic():
        for position, key in enumerate(KEYS):
            defaults = {"title": words.titles[position], "description": words.descriptions[position], "position": position}
            Purpose.objects.get_or_create(key=key, defaults=defaults)
        publisher = identity.publisher()
        present = forms.newest()
        if present is not None or not publisher.legal_name.strip():
            return present
        text = consent_texts.publish(draft(publisher, language=chosen), at=at)
        return forms.publish(forms.DEFAULT, text=text, button_label=words.button, at=at)


def draft(publisher: Publisher, *, language: str) -> Draft:
    """Return the founding text for this publisher."""
    words = LANGUAGES[language]
    return Draft(
        name=forms.DEFAULT,
        language=language,
        wording=format_html(words.wording, controller=publisher.legal_name.strip(), privacy=legal.path(legal.PRIVACY)),
        purposes=tuple(Purpose.objects.filter(key__in=KEYS).order_by("position").values_list("key", "title")),
        controller=controller(publisher),
        privacy_notice=privacy_notice(),
    )


def controller(publisher: Publisher) -> str:
    """Return who is responsible, as a consent text records it: the legal name in the first line."""
    lines = (publisher.legal_name, publisher.postal_address, publisher.privacy_email or publisher.email)
    return "\n".join(line.strip() for line in lines if line.strip())


def privacy_notice() -> str:
    """Return the address of the privacy notice and the version that stands there now."""
    version = legal.current(legal.PRIVACY)
    return f"{legal.path(legal.PRIVACY)} v{version.number if version else 0}"
