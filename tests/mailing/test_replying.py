"""Which answers of people say that they leave."""

from __future__ import annotations

import pytest

from depesche.audience.withdrawal import Route
from depesche.mailing.coming_back import replying
from tests.courier.bouncing import built

pytestmark = pytest.mark.once
WISHES = (
    "Abmelden",
    "Bitte melden Sie mich vom Newsletter ab!",
    "STOP",
    "Please unsubscribe me from this list",
    "Guten Tag,\n\nich möchte keine E-Mails mehr.\n\nMit freundlichen Grüßen",
    "Hiermit widerrufe ich meine Einwilligung.",
    "bitte den Newsletter abbestellen",
    "remove me",
    "Bitte löschen Sie mich aus dem Verteiler",
)
OTHERS = (
    "Wann hört der Goldpreis auf zu steigen?",
    "Bitte stoppen Sie meine Bestellung 4711",
    "Ich will nicht abmelden",
    "Danke für den Newsletter",
    "",
    "Stop the presses: gold is up",
    "Guten Tag,\n\n> Abmelden",
)


@pytest.mark.parametrize("text", WISHES)
def test_plain_wishes_to_leave_are_understood(text: str) -> None:
    assert replying.route(built.mail("Anna <anna@example.org>", "Re: Gold", text)) is Route.REPLY


@pytest.mark.parametrize("text", OTHERS)
def test_other_answers_are_no_wish_to_leave(text: str) -> None:
    assert replying.route(built.mail("Anna <anna@example.org>", "Re: Gold", text)) is None
