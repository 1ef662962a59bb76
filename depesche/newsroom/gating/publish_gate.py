"""The gate for statements without a source, on every way of publishing: off, a warning, a reason, or no (newsroom.md, 3.3).

What refuses are marked claims for which nobody stands. Sentences without a mark are found by a heuristic and only ever warn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from wagtail.log_actions import get_active_log_context

from depesche.kernel.refusal import Refusal
from depesche.newsroom.claims import gate_rows
from depesche.newsroom.claims.claim_rows import Claim
from depesche.newsroom.claims.gate_rows import Mode
from depesche.newsroom.gating import bypassing, findings, judging, notices
from depesche.newsroom.gating.coverage import Uncovered

if TYPE_CHECKING:
    from depesche.brand.models import User
    from depesche.newsroom.models import ArticlePage

NAMED = 3  # statements that a sentence quotes
WITHOUT_REASON = "unsourced-without-reason"


def gate(article: ArticlePage, *, at: datetime) -> None:
    """Let an article pass whose statements have sources, or whose type of work asks for none, or for a reason that is given.

    :raises Refusal: codes ``unsourced-blocked``, ``unsourced-without-reason``
    """
    mode = gate_rows.mode(article.work)
    if mode not in {Mode.REASON, Mode.BLOCK} or (mode == Mode.REASON and article.unsourced_reason.strip()):
        return
    claims = judging.unsourced(article, at=at)
    if not claims:
        return
    message = _("“%(title)s” carries statements without a source: %(named)s.") % {"title": article.title, "named": _named(claims)}
    if mode == Mode.BLOCK:
        help = _("This type of work is not published so. Please name who says so, or take the statements out.")
        raise Refusal(code="unsourced-blocked", message=message, help=help)
    help = _("Please name who says so, or write into the field “Why without a source” why it is published nevertheless.")
    raise Refusal(code=WITHOUT_REASON, message=message, help=help)


def record(article: ArticlePage, *, at: datetime) -> None:
    """Write down that an article was published with statements without a source, and tell whoever did; runs after its drafts have become live."""
    mode = gate_rows.mode(article.work)
    if mode == Mode.OFF:
        return
    claims = judging.unsourced(article, at=at)
    if claims and mode == Mode.REASON:
        bypassing.with_reason(article, claims, by=_who(article), at=at)
    elif claims:
        bypassing.with_warning(article, claims, by=_who(article))
    if notices.is_wanted():
        for text in _told(article, at=at):
            notices.add(text)


def _told(article: ArticlePage, *, at: datetime) -> Iterator[str]:
    found = findings.of(article, at=at)
    if found.unsourced:
        yield _("“%(title)s” was published with statements without a source: %(named)s.") % {
            "title": article.title,
            "named": _named(found.unsourced),
        }
    yield from (_of_uncovered(one) for one in found.uncovered[:NAMED])
    if found.unmarked:
        about = {"title": article.title, "count": len(found.unmarked)}
        yield _("Sentences without a source in “%(title)s”: %(count)s. The checks beside the text list them.") % about


def _of_uncovered(one: Uncovered) -> str:
    said = {"text": one.statement.text, "actor": one.actor, "stance": one.stance.label, "claim": one.claim}
    if one.claim:
        return _("“%(text)s”: nothing shows that %(actor)s takes the stance “%(stance)s” to “%(claim)s”.") % said
    return _("“%(text)s”: nothing shows that %(actor)s takes the stance “%(stance)s”.") % said


def _named(claims: Sequence[Claim]) -> str:
    named = ", ".join(_("“%(text)s”") % {"text": claim.text} for claim in claims[:NAMED])
    more = len(claims) - NAMED
    return _("%(named)s and %(more)s more") % {"named": named, "more": more} if more > 0 else named


def _who(article: ArticlePage) -> User | None:
    """Return who publishes; of what was scheduled, who wrote that version."""
    user: User | None = get_active_log_context().user
    if user is None and (version := article.live_revision) is not None:
        user = version.user
    return user
