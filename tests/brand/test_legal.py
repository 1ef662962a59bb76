"""Legal texts and their versions."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from wagtail.test.utils.form_data import rich_text

from depesche.brand import frame, legal
from depesche.brand.models import LegalText, LegalVersion
from depesche.brand.people import Role
from depesche.kernel.refusal import Refusal
from depesche.press.models import OutdatedTag
from tests.brand.conftest import at_the_desk

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def imprint(db: None) -> LegalText:
    return LegalText.objects.create(slug=legal.IMPRINT, title="Impressum")


def test_every_change_is_a_new_version_and_old_ones_stay(imprint: LegalText) -> None:
    legal.publish(imprint, body="<p>Alt</p>", by=None, at=NOON)
    legal.publish(imprint, body="<p>Neu</p>", by=None, at=NOON)
    legal.publish(imprint, body="<p>Neu</p>", by=None, at=NOON)

    assert [(version.number, version.body) for version in legal.versions("imprint")] == [(2, "<p>Neu</p>"), (1, "<p>Alt</p>")]
    assert legal.current("imprint") == legal.versions("imprint").first()
    assert {"legal:imprint", "brand"} <= set(OutdatedTag.objects.values_list("tag", flat=True))


def test_scripts_never_get_into_a_text(imprint: LegalText) -> None:
    body = (
        '<p onclick="x()">A <a href="javascript:x()">b</a> <a href="https://example.org" onclick="y">c</a><script>z()</script><style>p{}</style></p>'
    )

    assert legal.publish(imprint, body=body, by=None, at=NOON).body == '<p>A <a>b</a> <a href="https://example.org">c</a></p>'


@pytest.mark.parametrize("body", ["", "   ", "<p> </p>", "<script>x</script>"])
def test_an_empty_text_is_refused(imprint: LegalText, body: str) -> None:
    with pytest.raises(Refusal) as refused:
        legal.publish(imprint, body=body, by=None, at=NOON)
    assert refused.value.code == "legal-text-empty"


def test_a_text_without_a_version_is_not_shown(imprint: LegalText) -> None:
    assert legal.current("imprint") is None
    assert frame.frame().legal_links == ()
    legal.publish(imprint, body="<p>A</p>", by=None, at=NOON)
    assert [(link.label, link.url) for link in frame.frame().legal_links] == [("Impressum", "/legal/imprint/")]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE brand_legalversion SET body = 'x'",
        "DELETE FROM brand_legalversion",
        "INSERT OR REPLACE INTO brand_legalversion SELECT id, number, 'x', published_at, published_by_id, text_id FROM brand_legalversion",
        "TRUNCATE brand_legalversion",
    ],
)
def test_the_database_itself_keeps_versions_as_they_are(imprint: LegalText, statement: str) -> None:
    if ("REPLACE" in statement and connection.vendor != "sqlite") or ("TRUNCATE" in statement and connection.vendor == "sqlite"):
        pytest.skip("the other database has no such statement")
    legal.publish(imprint, body="<p>A</p>", by=None, at=NOON)

    connection.check_constraints()  # PostgreSQL truncates no table on which deferred checks are waiting
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert LegalVersion.objects.get().body == "<p>A</p>"


def test_a_chief_writes_a_text_at_the_desk(db: None) -> None:
    chief = at_the_desk(Role.CHIEF)
    content = (
        '{"blocks": [{"key": "a", "text": "Angaben", "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}}'
    )

    answer = chief.post(reverse("wagtailsnippets_brand_legaltext:add"), {"title": "Impressum", "slug": "imprint", "body": content})

    assert answer.status_code == 302, answer.content.decode()
    version = LegalVersion.objects.get()
    assert "Angaben" in version.body
    assert version.published_by is not None
    assert version.published_by.email == "chief@example.org"
    edit = chief.get(reverse("wagtailsnippets_brand_legaltext:edit", args=[version.text_id]))
    assert "Angaben" in edit.content.decode()


def test_nobody_deletes_a_text_at_the_desk(imprint: LegalText) -> None:
    administrator = at_the_desk(Role.ADMINISTRATOR)
    answer = administrator.post(reverse("wagtailsnippets_brand_legaltext:delete", args=[imprint.pk]))

    assert answer.status_code in {302, 403}
    assert LegalText.objects.exists()


def test_one_text_per_policy_and_any_number_of_others(db: None) -> None:
    chief = at_the_desk(Role.CHIEF)
    address = reverse("wagtailsnippets_brand_legaltext:add")
    typed = {"body": rich_text("<p>So prüfen wir.</p>"), "kind": "verification"}

    assert chief.post(address, {**typed, "title": "Prüfung", "slug": "pruefung"}).status_code == 302
    again = chief.post(address, {**typed, "title": "Noch eine", "slug": "noch-eine"})
    others = [chief.post(address, {**typed, "kind": "", "title": slug, "slug": slug}).status_code for slug in ("agb", "widerruf")]

    assert "Für diese Richtlinie gibt es schon einen Text." in again.content.decode()
    assert others == [302, 302]
    assert legal.policies() == {"verification": "/legal/pruefung/"}
