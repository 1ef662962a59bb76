"""Part of a claim became a claim of its own: the marks of chosen articles follow it, as if their editors had set them anew."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from depesche.kernel.refusal import Refusal
from depesche.newsroom.claims import marking
from depesche.newsroom.models import ArticlePage

if TYPE_CHECKING:
    from depesche.brand.models import User
    from depesche.newsroom.models import Claim


@dataclass(frozen=True)
class Parted:
    """The numbers of a claim, the new one that was made of a part of it, and the statements that went there."""

    old: Collection[int]
    new: Claim
    moved: Collection[int]

    @staticmethod
    def of(old: Claim, new: Claim) -> Parted:
        """Return how a claim was taken apart; texts may still have the numbers of those that were merged into it."""
        numbers = {old.pk, *old.merged.values_list("pk", flat=True)}
        return Parted(numbers, new, set(new.assertions.values_list("pk", flat=True)))

    def leads(self, claim: int, assertion: int | None) -> bool:
        """Whether a mark goes along: one of the whole claim, or of a statement that went; not one of a statement that stayed."""
        return claim in self.old and (assertion is None or assertion in self.moved)


def follow(articles: Collection[int], parted: Parted, *, by: User) -> None:
    """Let the marks of these articles mean the new claim: a draft stays a draft, what is live is published anew without a new date of change.

    Runs in the caller's transaction.

    :raises Refusal: code ``marks-stay``, naming the article and why; those of the publish gate
    """
    for article in ArticlePage.objects.filter(pk__in=articles).order_by("pk"):
        _gate(article, by=by)
        draft: ArticlePage = article.get_latest_revision_as_object()
        if not _rewrite(draft, parted):
            continue
        draft.is_typo_fix = draft.is_typo_fix or article.live  # no word changes
        revision = draft.save_revision(user=by, log_action=True, clean=False)
        if article.live:
            revision.publish(user=by)


def _gate(article: ArticlePage, *, by: User) -> None:
    may = article.permissions_for_user(by)
    if article.live and article.has_unpublished_changes:
        why = _("it has a draft that is not published yet")
    elif may.page_locked():
        why = _("it is locked")
    elif not may.can_edit() or (article.live and not may.can_publish()):
        why = _("you may not publish it")
    else:
        return
    raise Refusal(
        code="marks-stay",
        message=_("The marks of “%(title)s” cannot go along: %(why)s.") % {"title": article.title, "why": why},
        help=_("Please leave the article out here; its marks stay on this claim until somebody sets them anew in its text."),
    )


def _rewrite(article: ArticlePage, parted: Parted) -> bool:
    """Write the new claim into an article's marks; return whether there was any."""
    heads = list(article.head_claims.all())
    going = [head for head in heads if parted.leads(head.claim_id, head.assertion_id)]
    for head in going:
        head.claim = parted.new
    article.head_claims.set(heads)
    raw = list(article.body.raw_data)
    body = _in_value(raw, parted)
    if body != raw:
        article.body = json.dumps(body)
    return bool(going) or body != raw


def _in_value(value: Any, parted: Parted) -> Any:
    if isinstance(value, str):
        return marking.SPAN.sub(lambda found: _in_span(found, parted), value) if "data-claim" in value else value
    if isinstance(value, dict):
        return {name: _in_value(one, parted) for name, one in value.items()}
    return [_in_value(one, parted) for one in value] if isinstance(value, list | tuple) else value


def _in_span(found: re.Match[str], parted: Parted) -> str:
    said = {name: int(number) for name, number in marking.NAME.findall(found[1])}
    if "claim" not in said or not parted.leads(said["claim"], said.get("assertion")):
        return found[0]
    return found[0].replace(f'data-claim="{said["claim"]}"', f'data-claim="{parted.new.pk}"')
