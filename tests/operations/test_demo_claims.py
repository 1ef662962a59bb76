"""The claims of the demo: the standing test of the model. Expected values are those of the catalogue (newsroom.md, 1.2), not of the demo's files."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from depesche.brand.models import User
from depesche.kernel import clock
from depesche.newsroom.claims import asserting, deriving
from depesche.newsroom.claims.figures import conflict
from depesche.newsroom.claims.status import Note
from depesche.newsroom.models import Assertion, Claim, Source, Topic
from depesche.operations.demo import claims_part, content
from depesche.operations.demo.claims_part import Numbers

DEMO_ARTICLE = "nordkoreas-soldaten-in-russland"
MARK = re.compile(r'<span data-claim="(C\d+)"(?: data-assertion="(A\d+)")?>([^<]+)</span>')
UNCONFIRMED, DISPUTED, ONE, VIEW = "unconfirmed", "disputed", "single_source", "attributed"
NOBODY, OWN = "unsourced", "self_declared"
# fmt: off
EXPECTED = {
    "C01": (UNCONFIRMED, "R12"), "C02": (UNCONFIRMED, "R9"), "C03": ("repeated", "R10b"), "C04": (ONE, "R13"), "C05": (DISPUTED, "R6"),
    "C06": (ONE, "R13"), "C07": (ONE, "R13"), "C08": (ONE, "R13"), "C09": (ONE, "R13"), "C10": (NOBODY, "R2"), "C11": (VIEW, "R3"),
    "C12": (VIEW, "R3"), "C13": (VIEW, "R3"), "C14": (VIEW, "R3"), "C15": (ONE, "R13"), "C16": (NOBODY, "R2"), "C17": (DISPUTED, "R6"),
    "C18": (VIEW, "R3"), "C19": (VIEW, "R3"), "C20": (NOBODY, "R2"), "C21": (NOBODY, "R2"), "C22": (NOBODY, "R2"), "C23": (VIEW, "R3"),
    "C24": (ONE, "R13"), "C25": (OWN, "R13b"), "C26": (OWN, "R13b"), "C27": (OWN, "R13b"), "C28": (OWN, "R13b"),
}
STANCES = {
    "A01": ("C01", "asserts"), "A02": ("C01", "no_statement"), "A03": ("C02", "reports"), "A04": ("C03", "reports"), "A05": ("C03", "asserts"),
    "A06": ("C03", "asserts"), "A07": ("C04", "reports"), "A08": ("C05", "cannot_confirm"), "A09": ("C05", "no_statement"),
    "A10": ("C05", "denies"), "A11": ("C05", "reports"), "A12": ("C06", "asserts"), "A13": ("C07", "asserts"), "A14": ("C08", "reports"),
    "A15": ("C09", "asserts"), "A16": ("C11", "warns"), "A17": ("C12", "assesses"), "A18": ("C13", "demands"), "A19": ("C14", "warns"),
    "A20": ("C15", "asserts"), "A21": ("C17", "asserts"), "A22": ("C17", "denies"), "A23": ("C17", "denies"), "A24": ("C24", "asserts"),
    "A25": ("C18", "assesses"), "A26": ("C19", "assesses"), "A27": ("C23", "assesses"), "A28": ("C25", "asserts"), "A29": ("C26", "asserts"),
    "A30": ("C27", "asserts"), "A31": ("C28", "asserts"),
}
# fmt: on


@pytest.fixture
def numbers(db: None) -> Numbers:
    """Load what the demo loads, and let every draft count as the articles do when they are published."""
    editor = User.objects.create_user("editor@example.org", "a long password 1")
    topics = {key: Topic.objects.create(slug=key, title=title) for key, (title, _about) in content.site()["topics"].items()}
    made = claims_part.make(topics, by=editor, at=clock.now())
    asserting.publish(Assertion.objects.order_by("pk"), by=editor, at=clock.now())
    return made


@pytest.mark.rule("N-14")
def test_all_28_claims_have_the_status_and_the_rule_of_the_catalogue(numbers: Numbers) -> None:
    found = Claim.objects.in_bulk(numbers.claims.values())

    assert {key: (found[pk].status, found[pk].rule) for key, pk in numbers.claims.items()} == EXPECTED
    assert (Source.objects.count(), Assertion.objects.count()) == (16, 31)


def test_who_says_what_is_what_the_catalogue_says(numbers: Numbers) -> None:
    by_number = {pk: key for key, pk in numbers.claims.items()}
    found = Assertion.objects.in_bulk(numbers.assertions.values())

    assert {key: (by_number[found[pk].claim_id], found[pk].stance) for key, pk in numbers.assertions.items()} == STANCES
    assert Counter(bool(one.said_on) for one in found.values())[True] == 3
    assert sum(one.is_verbatim for one in found.values()) == 6
    assert sum(one.figure is not None for one in found.values()) == 6


@pytest.mark.parametrize("key", ["C05", "C17"])
def test_of_both_disputes_it_is_said_that_nobody_asserts_it_by_name(numbers: Numbers, key: str) -> None:
    claim = Claim.objects.get(pk=numbers.claims[key])

    assert deriving.verdict(claim, deriving.live(claim), at=clock.now()).notes == (Note.NOBODY_BY_NAME,)


def test_four_measures_of_one_question_contradict_nobody(numbers: Numbers) -> None:
    question = Claim.objects.get(pk=numbers.claims["C02"]).question
    figures = [one.figure for one in Assertion.objects.filter(claim__question=question) if one.figure]

    soldiers = [one for one in figures if one.unit == "Soldaten"]
    assert sorted(int(one.low) for one in soldiers) == [1000, 1500, 10000, 12000]
    assert len({one.measure for one in soldiers}) == 4
    assert not any(conflict(one, other) for one in figures for other in figures)


def test_north_korea_denies_the_missiles_only(numbers: Numbers) -> None:
    denied = Assertion.objects.filter(source__name__startswith="Nordkorea", stance="denies")

    assert list(denied.values_list("claim_id", flat=True)) == [numbers.claims["C17"]]


@pytest.mark.once
def test_the_demo_article_carries_enough_marks_and_one_heading_that_nothing_covers() -> None:
    article = next(one for one in content.articles() if one.slug == DEMO_ARTICLE)
    marks = MARK.findall(str(article.body))

    assert len(marks) >= 18
    assert {claim for claim, _assertion, _words in marks} == {f"C{number:02}" for number in range(1, 25)}
    assert {place for place, _claim in article.head_claims} == {"title", "lead"}
    assert {"type": "heading", "value": "Russland und Nordkorea dementieren"} in article.body


@pytest.mark.once
def test_every_mark_of_the_demo_names_an_assertion_of_its_claim_and_every_assertion_stands_in_an_article() -> None:
    marks = [mark for article in content.articles() for mark in MARK.findall(str(article.body))]
    said = content.claims()["assertions"]

    assert [mark for mark in marks if mark[0] not in content.claims()["claims"]] == []
    assert [mark for mark in marks if mark[1] and said[mark[1]]["claim"] != mark[0]] == []
    assert {assertion for _claim, assertion, _words in marks if assertion} == set(said)


@pytest.mark.once
def test_two_more_articles_carry_the_first_claim() -> None:
    carrying = [article.slug for article in content.articles() if 'data-claim="C01"' in str(article.body)]

    assert len(carrying) >= 2
    assert DEMO_ARTICLE in carrying


@pytest.mark.once
def test_every_claim_and_source_has_its_english_words() -> None:
    told = content.claims()

    assert [key for key, claim in told["claims"].items() if not claim["text_en"]] == []
    assert [key for key, source in told["sources"].items() if not source["name_en"]] == []
