"""A picture that a live article shows keeps its alternative text, its credit and its licence."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from depesche.newsroom.models import SectionPage
from tests.newsroom.conftest import picture, write


@pytest.mark.parametrize(("field", "name"), [("description", "Alternativtext"), ("credit", "Bildnachweis"), ("licence", "Lizenz")])
def test_what_publishing_asked_for_is_not_emptied_afterwards(markets: SectionPage, chief: Client, field: str, name: str) -> None:
    shown, free = picture("Barren"), picture("Münze")
    write(markets, "Gold steigt", picture=shown)
    filled = {"title": "Neuer Titel", "description": "Zwei Barren", "credit": "Nina", "licence": "CC0", "tags": "", "collection": shown.collection_id}

    for changed in (shown, free):
        address = reverse("wagtailimages:edit", args=[changed.pk])
        said = chief.post(address, {**filled, field: " "}, headers={"referer": f"http://testserver.localhost{address}"}, follow=True)
        changed.refresh_from_db()
        assert ("wurde nicht gespeichert" in said.content.decode()) is (changed == shown)
        assert (f"{name}“ ist leer, und diese Artikel zeigen das Bild: „Gold steigt“" in said.content.decode()) is (changed == shown)
        assert bool(getattr(changed, field).strip()) is (changed == shown)
        assert (changed.title == "Neuer Titel") is (changed == free)
        assert 'value="Neuer Titel"' in said.content.decode() or changed == free

    chief.post(reverse("wagtailimages:edit", args=[shown.pk]), filled)
    shown.refresh_from_db()
    assert getattr(shown, field) == filled[field]
