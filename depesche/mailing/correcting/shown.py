"""Which claims a campaign shows, and how: the marks of headlines and leads, the list at the end (newsroom.md, 3.4).

A mail shows an article's headline and lead. So it shows the claims that stand on them, and those marked in the body whose very words stand there too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from depesche.brand.letterhead import Block, Divider, Mark, Small
from depesche.kernel import options
from depesche.mailing.models import Campaign
from depesche.newsroom.claims import marking, showing, wording
from depesche.newsroom.claims.marking import LEAD, TITLE
from depesche.newsroom.claims.wording import Label
from depesche.newsroom.models import ArticlePage, Claim, ClaimMark

FEWEST_WORDS = 2  # one word alone, such as a name, is no statement


@dataclass(frozen=True)
class Shown:
    """A claim in a mail, in the website's words: whether in ``title`` or ``lead``, with the number it has on the article's page, and its place."""

    place: str
    said: showing.Shown
    number: int
    url: str

    @property
    def claim(self) -> Claim:
        """The claim itself."""
        return self.said.claim

    @property
    def label(self) -> Label:
        """Its status at this moment; the stored one lags behind the end of an editor's own judgement."""
        return wording.label(self.said)

    @property
    def mark(self) -> Mark:
        """The mark in the mail."""
        return Mark(self.number, self.label.word, self.url)


def of_article(article: ArticlePage, *, at: datetime) -> list[Shown]:
    """Return the claims that a mail with this published article shows, in reading order; each once."""
    if not article.pk:
        return []
    rows = list(ClaimMark.objects.filter(article_id=article.pk, until__isnull=True).order_by("position"))
    known = showing.shown([row.claim_id for row in rows], at=at)
    texts = {TITLE: _plain(article.title), LEAD: _plain(article.lead)}
    address = options.current().address(article.get_url() or "/") if rows else ""
    numbers: dict[int, int] = {}  # as the page counts: a claim that is marked again keeps its number
    found: dict[int, Shown] = {}
    for row in rows:
        said = known[row.claim_id]
        number = numbers.setdefault(said.claim.pk, len(numbers) + 1)
        place = row.block if row.block in texts else _place(row.text, texts)
        if place:
            found.setdefault(said.claim.pk, Shown(place, said, number, f"{address}#q{number}"))
    return list(found.values())


def of_campaign(campaign: Campaign, *, at: datetime) -> dict[int, Claim]:
    """Return the claims that a campaign shows now, by number: of its teasers, and of its own introduction."""
    found = {one.claim.pk: one.claim for teaser in campaign.teasers.all() for one in of_article(teaser.article, at=at)}
    own = showing.shown({mark.claim for mark in marking.in_text(campaign.intro)} - set(found), at=at)
    return found | {one.claim.pk: one.claim for one in own.values()}


def evidence(articles: Iterable[tuple[ArticlePage, Sequence[Shown]]]) -> Iterator[Block]:
    """Yield the list at the issue's end: each marked statement with its status, by article.

    :param articles: each with what :func:`of_article` found
    """
    for article, found in articles:
        lines = [(one.url, one.number, one.label.text, wording.text(one.claim)) for one in found]
        if lines:
            yield Divider()
            heading = _("Evidence: %(title)s") % {"title": article.title}
            items = format_html_join("", '<li><a href="{}">[{}]</a> {}: {}</li>', lines)
            yield Small(format_html("<p><strong>{}</strong></p><ul>{}</ul>", heading, items))


def _place(words: str, texts: dict[str, str]) -> str:
    """Return where the words of a mark in the body stand in headline or lead; empty if nowhere."""
    wanted = _plain(words)
    if len(wanted.split()) < FEWEST_WORDS:
        return ""
    return next((place for place, text in texts.items() if wanted in text), "")


def _plain(text: str) -> str:
    """Return a text for comparing, each word between blanks."""
    return f" {' '.join(''.join(letter if letter.isalnum() else ' ' for letter in text.casefold()).split())} "
