"""Consent texts: what must stand in them, in German and in English (L-02)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import translation

from depesche.audience import consent_linter, consent_texts, founding
from depesche.audience.consent_linter import Draft
from depesche.audience.models import ConsentText, FormVersion
from depesche.brand.models import Publisher
from depesche.kernel.refusal import Refusal
from depesche.ledger import book, checkpoints
from tests.cast import MONDAY_8AM

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["de", "en"])
def draft(request: pytest.FixtureRequest, signup_form: FormVersion, publisher: Publisher) -> Draft:
    """The founding text in both languages."""
    return founding.draft(publisher, language=request.param)


def codes(draft: Draft) -> set[str]:
    return {finding.code for finding in consent_linter.findings(draft)}


@pytest.mark.rule("L-02")
def test_the_founding_texts_lack_nothing(draft: Draft) -> None:
    assert codes(draft) == set()


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        (("jederzeit", "at any time"), "no-withdrawal"),
        (("für die Zukunft", "for the future"), "no-withdrawal"),
        (("bleibt rechtmäßig", "stays lawful"), "no-lawfulness"),
        (("Beispiel Edelmetalle GmbH", "Beispiel Edelmetalle GmbH"), "no-controller"),
        (('href="/legal/privacy/"', 'href="/legal/privacy/"'), "no-privacy-link"),
    ],
)
@pytest.mark.rule("L-02")
def test_a_text_that_lacks_a_sentence_is_refused_with_a_sentence(draft: Draft, missing: tuple[str, str], code: str) -> None:
    wording = draft.wording
    for words in missing:
        wording = wording.replace(words, "…")

    with pytest.raises(Refusal) as refused:
        consent_texts.publish(replace(draft, wording=wording), at=MONDAY_8AM)

    assert codes(replace(draft, wording=wording)) == {code}
    assert len(refused.value.message) > 20
    assert ConsentText.objects.count() == 1


@pytest.mark.rule("L-02")
def test_a_text_without_a_purpose_is_refused(draft: Draft) -> None:
    assert codes(replace(draft, purposes=())) == {"no-purpose"}


@pytest.mark.rule("L-02")
def test_the_text_of_the_first_user_lacks_two_things(draft: Draft) -> None:
    """What a declaration looks like that has purposes, withdrawal and lawfulness, but only a brand and no link."""
    with translation.override("de"):
        text = replace(
            draft,
            language="de",
            wording="<p>Wir schreiben Ihnen. Sie können es jederzeit mit Wirkung für die Zukunft widerrufen; bis dahin bleibt es rechtmäßig.</p>",
        )
    assert codes(text) == {"no-controller", "no-privacy-link"}


def test_harmful_html_is_not_published(draft: Draft) -> None:
    text = consent_texts.publish(replace(draft, wording=draft.wording + "<script>alert(1)</script><p onclick='x()'>x</p>"), at=MONDAY_8AM)

    assert "script" not in text.wording
    assert "onclick" not in text.wording


@pytest.mark.rule("L-01")
def test_an_edit_makes_a_new_version_and_is_recorded(draft: Draft) -> None:
    text = consent_texts.publish(replace(draft, wording=draft.wording + "<p>.</p>"), at=MONDAY_8AM)

    assert text.number == 2
    size = checkpoints.sign("consent", at=MONDAY_8AM).size
    event = book.event("consent", size - 1)
    assert event.kind == "text_published"
    assert event.body["sha256"] == text.sha256
