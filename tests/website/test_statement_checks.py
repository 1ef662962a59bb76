"""What the check panel lists in the text itself (newsroom.md, statements 8 and 20)."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from depesche.brand.people import Role
from depesche.kernel import clock
from depesche.newsroom.claims import asserting
from depesche.newsroom.claims.asserting import Statement
from depesche.newsroom.claims.terms import SourceKind, Stance
from depesche.newsroom.gating import findings
from depesche.newsroom.models import ArticlePage, Claim, HeadClaim, SectionPage, Source
from depesche.website import checks, rich_text, statement_checks
from tests.newsroom.claims.conftest import add, claim, marked, source
from tests.newsroom.conftest import person
from tests.website.conftest import text, write

pytestmark = pytest.mark.usefixtures("publisher")
CHECKED = re.compile(r'data-check="([^"]*)"')


def heading(words: str) -> dict[str, Any]:
    return {"type": "heading", "value": f"<p>{words}</p>"}


def draft(section: SectionPage, *blocks: dict[str, Any], title: str = "Lage", **fields: Any) -> ArticlePage:
    return write(section, title, blocks=list(blocks), live=False, **fields)


def state(name: str, behind: str) -> Source:
    return source(name, kind=SourceKind.STATE_BODY, speaks_for=behind, party=behind)


def previewed(article: ArticlePage) -> str:
    request = Client()
    user = person(Role.EDITOR)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    request.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    revision = article.save_revision(clean=False)
    answer = request.get(reverse("wagtailadmin_pages:revisions_view", args=[article.pk, revision.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def listed(article: ArticlePage, name: str = statement_checks.UNMARKED) -> list[str]:
    """Return the words that a rule of the check panel would list."""
    with rich_text.marking(), statement_checks.marking(article, at=clock.now()) as stated:
        html = "".join(rich_text.html(getattr(block.value, "source", "")) for block in article.body)
    heads = [place for place, on in stated.heads if on == name]
    return heads + [re.sub("<[^>]*>", "", found) for found in re.findall(rf'<span data-check="{name}">(.*?)</span>', html)]


@pytest.mark.rule("N-8")
def test_sentences_and_headings_that_state_something_are_listed_and_a_mark_takes_one_away(markets: SectionPage) -> None:
    about = claim("Rund 12.000 Soldaten sind beschlossen")
    sentences = "Rund 12.000 Soldaten sollen kommen. Der Himmel war blau. Mark Rutte warnte vor einer Eskalation."
    before = draft(markets, heading("Was Seoul berichtet"), text(sentences))
    after = draft(
        markets,
        heading("Was Seoul berichtet"),
        text(sentences.replace("Rund 12.000 Soldaten", marked(about, "Rund 12.000 Soldaten"))),
        title="Noch einmal",
    )

    assert listed(before)[-2:] == ["Rund 12.000 Soldaten sollen kommen.", "Mark Rutte warnte vor einer Eskalation."]
    assert len(listed(after)) == len(listed(before)) - 1
    assert listed(after)[-1:] == ["Mark Rutte warnte vor einer Eskalation."]


def test_the_preview_carries_them_and_the_panel_has_a_rule_for_each(markets: SectionPage) -> None:
    article = draft(markets, text("Rund 12.000 Soldaten sollen kommen."))

    html = previewed(article)

    assert '<p><span data-check="statement-unsourced">Rund 12.000 Soldaten sollen kommen.</span></p>' in html
    rules = {rule["id"] for rule in checks.ArticleChecks.axe_custom_rules}
    assert {statement_checks.UNMARKED, statement_checks.UNCOVERED, statement_checks.UNSOURCED} <= rules


def test_readers_get_none_of_it(client: Client, markets: SectionPage) -> None:
    write(markets, blocks=[text("Rund 12.000 Soldaten\ue001 sollen kommen.")])

    assert not CHECKED.search(client.get("/maerkte/gold-steigt/").content.decode())


def test_signs_typed_by_somebody_make_no_marks(markets: SectionPage) -> None:
    article = draft(markets, text("Alles\ue001 gut\ue003, alles schön."))

    assert listed(article) == []


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("<b>Rund 12.000 Soldaten</b> kommen.", '<p><span data-check="statement-unsourced"><b>Rund 12.000 Soldaten</b> kommen.</span></p>'),
        ("Rund 12.000 <i>Soldaten</i>.", '<p><span data-check="statement-unsourced">Rund 12.000 <i>Soldaten</i>.</span></p>'),
        (
            "<b>Schön. Rund 12.000 Soldaten</b> kommen.",
            '<p><b>Schön. <span data-check="statement-unsourced">Rund 12.000 Soldaten</span></b> kommen.</p>',
        ),
        ("Rund 12.000 &amp; mehr Soldaten.", '<p><span data-check="statement-unsourced">Rund 12.000 &amp; mehr Soldaten.</span></p>'),
    ],
)
def test_mark_up_within_a_sentence_stays_whole(markets: SectionPage, stored: str, shown: str) -> None:
    article = draft(markets, text(stored))

    with rich_text.marking(), statement_checks.marking(article, at=clock.now()):
        assert rich_text.html(article.body[0].value.source) == shown


def denied(markets: SectionPage, *, by_both: bool = False, head: str = "Russland und Nordkorea dementieren") -> ArticlePage:
    """The section of the demo article: Moscow denies that soldiers fight (C05) and, like Pyongyang, that missiles are used (C17)."""
    moscow, pyongyang = state("Moskau", "Russland"), state("Pjöngjang", "Nordkorea")
    fighting, missiles = claim("Nordkoreanische Soldaten kämpfen mit"), claim("Russland setzt nordkoreanische Raketen ein")
    for about, by in [(fighting, moscow), (missiles, moscow), (missiles, pyongyang), *([(fighting, pyongyang)] if by_both else [])]:
        add(about, by, Stance.DENIES)
    words = f"Moskau dementierte, {marked(fighting, 'dass Soldaten kämpfen')}. Den {marked(missiles, 'Einsatz von Raketen')} bestreiten beide."
    return draft(markets, heading(head), text(words))


@pytest.mark.rule("N-20")
def test_a_heading_that_names_somebody_who_did_not_deny_is_listed_as_not_covered(markets: SectionPage) -> None:
    article = denied(markets)

    (found,) = findings.of(article, at=clock.now()).uncovered

    assert listed(article, statement_checks.UNCOVERED) == ["Russland und Nordkorea dementieren"]
    assert (found.actor, found.stance, found.claim) == ("Nordkorea", Stance.DENIES, "Nordkoreanische Soldaten kämpfen mit")


def test_a_denial_by_each_covers_it_and_so_does_naming_one(markets: SectionPage) -> None:
    both = denied(markets, by_both=True)

    assert listed(both, statement_checks.UNCOVERED) == []
    assert "Russland und Nordkorea dementieren" not in listed(both)

    one = write(markets, "Neu", live=False, blocks=[heading("Russland dementiert"), *both.body.raw_data[1:]])
    assert listed(one, statement_checks.UNCOVERED) == []


def test_a_mark_on_the_heading_says_what_it_speaks_of(markets: SectionPage) -> None:
    article = denied(markets)
    missiles = Claim.objects.get(text__contains="Raketen")
    article.body = json.dumps([heading(marked(missiles, "Russland und Nordkorea dementieren")), *article.body.raw_data[1:]])

    assert listed(article, statement_checks.UNCOVERED) == []


def test_a_draft_of_the_article_itself_covers_it(markets: SectionPage) -> None:
    article = denied(markets)
    fighting = Claim.objects.get(text__contains="kämpfen")
    said = asserting.draft(fighting, Statement(source=Source.objects.get(name="Pjöngjang"), stance=Stance.DENIES), by=None, at=clock.now())
    article.body = json.dumps([*article.body.raw_data, text(f"Auch Pjöngjang dementierte {marked(fighting, 'das', said)}.")])

    assert listed(article, statement_checks.UNCOVERED) == []


def test_a_headline_is_compared_with_the_whole_article(markets: SectionPage) -> None:
    about = claim("Nordkoreanische Soldaten kämpfen mit")
    add(about, state("Moskau", "Russland"), Stance.DENIES)
    article = draft(markets, text(f"Es hieß, {marked(about, 'sie kämpften')}."), title="Russland und Nordkorea dementieren")

    assert listed(article, statement_checks.UNCOVERED) == ["title"]
    assert 'data-check="lead-missing stance-unshown"' in previewed(article)


def test_marks_on_claims_without_a_source_are_listed_at_their_words(markets: SectionPage) -> None:
    about = claim("Seoul bestellte den Botschafter ein")
    article = draft(markets, text(f"Es hieß, {marked(about, 'Seoul bestellte ihn ein')}."))
    article.head_claims.add(HeadClaim(place="lead", claim=about))
    article.lead = "Seoul reagiert."

    assert listed(article, statement_checks.UNSOURCED) == ["lead", "Seoul bestellte ihn ein"]
    add(about, source("Außenministerium"))
    assert listed(article, statement_checks.UNSOURCED) == []
