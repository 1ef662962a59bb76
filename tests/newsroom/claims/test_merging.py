"""Two claims become one, and one becomes two."""

from __future__ import annotations

import pytest

from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.newsroom import claim_uses
from depesche.newsroom.claims import asserting, claiming, merging, overriding
from depesche.newsroom.claims.asserting import Statement
from depesche.newsroom.claims.claiming import Wanted
from depesche.newsroom.claims.terms import Status
from depesche.newsroom.models import Claim, SectionPage, Topic
from tests.newsroom.claims.conftest import add, claim, marked, source
from tests.newsroom.conftest import body, outdated, write

pytestmark = pytest.mark.django_db


def test_a_merged_claim_brings_its_topics_and_its_first_day(markets: SectionPage, gold: Topic) -> None:
    old, target = claim("Alt", topics=[gold]), claim("Neu")
    write(markets, body=body(marked(old, "alt")))
    first = Claim.objects.get(pk=old.pk).public_since

    found = merging.merge(old, target, by=None, at=clock.now())

    assert list(found.topics.all()) == [gold]
    assert found.public_since == first
    assert {f"claim:{old.pk}", f"claim:{target.pk}"} <= outdated()


def test_of_a_chain_of_merges_every_number_leads_to_the_last() -> None:
    one, two, three = claim("Eins"), claim("Zwei"), claim("Drei")
    merging.merge(one, two, by=None, at=clock.now())
    merging.merge(Claim.objects.get(pk=two.pk), three, by=None, at=clock.now())

    assert merging.final([one.pk, two.pk, three.pk, 987654]) == dict.fromkeys([one.pk, two.pk, three.pk], three.pk)


def test_a_judgement_of_the_old_claim_ends_with_it() -> None:
    old, target = claim("Alt"), claim("Neu")
    until = clock.now().replace(year=2099)
    overriding.decide(old, Status.DISPUTED, reason="Zwei Augenzeugen widersprechen.", until=until, seen=old.version, by=None, at=clock.now())

    merging.merge(old, target, by=None, at=clock.now())

    old.refresh_from_db()
    assert (old.override, old.merged_into) == ("", target)
    assert not overriding.is_due(at=until)


@pytest.mark.parametrize("how", ["itself", "again"])
def test_no_claim_goes_into_itself_or_twice(how: str) -> None:
    one, other = claim("Eins"), claim("Zwei")
    if how == "again":
        merging.merge(one, other, by=None, at=clock.now())

    with pytest.raises(Refusal) as refused:
        merging.merge(one, one if how == "itself" else claim("Drei"), by=None, at=clock.now())

    assert refused.value.code in {"same-claim", "claim-merged"}


def test_apart_needs_a_statement_that_goes() -> None:
    about = claim()
    stranger = add(claim("Andere"), source())

    with pytest.raises(Refusal) as refused:
        merging.split(about, Wanted("Neu"), [stranger.pk], by=None, at=clock.now())

    assert refused.value.code == "nothing-to-split"
    assert not Claim.objects.filter(text="Neu").exists()


@pytest.mark.rule("N-22")
def test_what_others_were_merged_into_is_in_use() -> None:
    old, target = claim("Alt"), claim("Neu")
    merging.merge(old, target, by=None, at=clock.now())

    with pytest.raises(Refusal) as refused:
        claim_uses.delete_claim(target, by=None, at=clock.now())

    assert refused.value.code == "claim-in-use"
    assert "Alt" in refused.value.message


def test_what_an_editor_began_before_a_merge_changes_nothing_at_the_old_claim() -> None:
    old, target = claim("Alt"), claim("Neu")
    said, speaker = add(old, source()), source("Zeuge")
    seen = old.version
    merging.merge(old, target, by=None, at=clock.now())

    for deed in (
        lambda: asserting.add(old, Statement(speaker), seen=seen, by=None, at=clock.now()),
        lambda: asserting.supersede(said, Statement(speaker), seen=seen, by=None, at=clock.now()),
        lambda: asserting.retract(said, reason="Irrtum", seen=seen, by=None, at=clock.now()),
        lambda: claiming.edit(old, Wanted("Anders"), seen=seen, by=None, at=clock.now()),
    ):
        with pytest.raises(Refusal) as refused:
            deed()
        assert refused.value.code == "claim-merged"
    assert Claim.objects.get(pk=old.pk).assertions.count() == 0
