"""The page of an article."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from wagtail.models import Page

from depesche.audience import forms
from depesche.kernel import clock, options
from depesche.newsroom import models as newsroom
from depesche.newsroom import related
from depesche.press import tags
from depesche.website import (
    body,
    body_blocks,
    checks,
    corrected,
    corrections,
    images,
    paths,
    rendering,
    report,
    rich_text,
    self_description,
    statement_checks,
    teasers,
    ticker,
)
from depesche.website.body_blocks import Block, Embed, FactCheck
from depesche.website.corrections import Notes
from depesche.website.evidence import entries
from depesche.website.evidence.entries import Evidence
from depesche.website.evidence.marks import Marks
from depesche.website.images import Image
from depesche.website.offers import Offer
from depesche.website.rendering import Meta, Step
from depesche.website.teasers import Teaser
from depesche.website.ticker import Ticker

KIND = "newsroom.articlepage"
ON_HEADLINE = frozenset({"headline-long", "lead-missing"})
# How rare a word is on the whole site, and with it what the box says is near, shifts a little with each publication anywhere.
BOX_HOLDS = timedelta(days=1)


@dataclass(frozen=True)
class Place:
    """A name and the path behind it: a section, a topic, an author."""

    name: str
    path: str
    note: str = ""


@dataclass(frozen=True)
class Background:
    """An article in the box "Wissenswertes zum Thema", and why it stands there; nothing for one that an editor chose."""

    story: Teaser
    reason: str


@dataclass(frozen=True)
class ArticlePage:
    """An article as readers see it. ``modified`` is set when the article was changed after its publication.

    ``title_marks`` and ``lead_marks`` are the buttons of the claims in headline and lead, safe HTML.
    """

    kicker: str
    headline: str
    lead: str
    published: datetime | None
    modified: datetime | None
    section: Place | None
    author: Place | None
    topics: tuple[Place, ...]
    image: Image | None
    caption: str
    blocks: tuple[Block, ...]
    background: tuple[Background, ...]
    address: str
    mailto: str
    ticker: Ticker | None = None
    evidence: Evidence = field(default_factory=Evidence)
    title_marks: str = ""
    lead_marks: str = ""
    corrections: Notes = field(default_factory=Notes)
    report: str = ""

    @property
    def has_newsletter(self) -> bool:
        """Whether the sign-up form stands within the text, and not once more at the end."""
        return body.has_newsletter(self.blocks)

    @property
    def sheet(self) -> str:
        """The static name of the article's style sheet: a longer one where it has a chart, a ticker or a rare block."""
        if any(block.template in body_blocks.DRAWN for block in self.blocks):
            return "website/drawn.css"
        is_rich = self.ticker is not None or any(block.template in body_blocks.RARE for block in self.blocks)
        return "website/rich.css" if is_rich else "website/article.css"

    @property
    def scripts(self) -> tuple[str, ...]:
        """The static files of the scripts that this article can use; it reads without them."""
        wanted = {
            "website/share.js": True,
            "website/embed.js": any(isinstance(block, Embed) for block in self.blocks),
            "website/live.js": self.ticker is not None and bool(self.ticker.ask),
        }
        return tuple(script for script, is_wanted in wanted.items() if is_wanted)

    @property
    def fact_checks(self) -> tuple[tuple[int, FactCheck], ...]:
        """The newsroom's own checks within the text, each with the number of its block on the page."""
        return tuple((number, block) for number, block in enumerate(self.blocks, 1) if isinstance(block, FactCheck))

    @property
    def offers(self) -> tuple[Offer, ...]:
        """The advertising within the text."""
        return tuple(block for block in self.blocks if isinstance(block, Offer))


def answer(article: newsroom.ArticlePage, request: HttpRequest, mode: str) -> HttpResponse:
    """Answer a reader, or an editor who previews the page."""
    tags.use(f"article:{article.pk}")
    tags.until(clock.now() + BOX_HOLDS)
    is_preview = bool(getattr(request, "is_preview", False))
    checked = statement_checks.marking(article, at=clock.now()) if is_preview else nullcontext(statement_checks.Marked())
    with rich_text.marking() if is_preview else nullcontext(), checked as stated:
        shown = article_page(article, until=request.GET.get("until"), is_preview=is_preview)
    context: dict[str, object] = {"article": shown, "meta": meta(article, shown), "signup": forms.shown(), "is_preview": is_preview}
    if not is_preview:
        return rendering.page(request, "website/article.html", context)
    names = checks.of_article(article)
    marks = {"marks": names, "title_checks": " ".join(sorted((names & ON_HEADLINE) | stated.on("title"))), "lead_checks": " ".join(stated.on("lead"))}
    return rendering.page(request, "website/article.html", context | marks, after=checks.userbar(request))


def article_page(article: newsroom.ArticlePage, *, until: str | None = None, is_preview: bool = False) -> ArticlePage:
    """Collect what stands on the page of an article; its tags are noted for the press.

    :param until: the number of the ticker's entry to begin with, as the address carried it
    :param is_preview: drafts of assertions count, too
    :raises Http404: if the ticker has no such entry
    """
    section, path = _section(article), paths.of(article)
    author = article.author
    topics = list(article.topics.all())
    if article.picture:
        images.load([article.picture])
    tags.use(*(f"topic-name:{topic.pk}" for topic in topics), *([f"author-name:{author.pk}"] if author else []))
    address = options.current().address(path)
    notes, evidence = corrected.joined(corrections.of_article(article), entries.of_article(article, at=clock.now(), is_preview=is_preview))
    marks = Marks(evidence)
    title_marks, lead_marks = ("".join(marks.button(entry.told.claim) for entry in some) for some in (evidence.title, evidence.lead))
    with rich_text.carrying(marks):
        blocks = body.blocks(article.body, article=article)
    return ArticlePage(
        kicker=article.kicker,
        headline=article.title,
        lead=article.lead,
        published=article.moment() or article.shown_at,
        modified=article.modified(),
        section=section,
        author=Place(author.name, paths.of_author(author.slug), author.role) if author else None,
        topics=tuple(Place(topic.title, paths.of_topic(topic.slug)) for topic in topics),
        image=images.image(article.picture, images.ARTICLE, alt=article.picture_alternative_text),
        caption=article.picture_caption,
        blocks=blocks,
        background=tuple(Background(teasers.teaser(found.article), found.reason.text) for found in related.box(article)),
        address=address,
        mailto="mailto:?" + urlencode({"subject": article.title, "body": f"{article.title}\n{address}"}).replace("+", "%20"),
        ticker=ticker.ticker(article, until=until),
        evidence=evidence,
        title_marks=title_marks,
        lead_marks=lead_marks,
        corrections=notes,
        report=report.path_of_article(article),
    )


def _section(article: newsroom.ArticlePage) -> Place | None:
    parent: Page | None = article.get_parent()  # type: ignore[no-untyped-call]  # Wagtail has no types
    if parent is None:
        return None
    tags.use(f"section-name:{parent.pk}")
    return Place(parent.title, paths.of(parent))


def meta(article: newsroom.ArticlePage, shown: ArticlePage) -> Meta:
    """Describe the article to machines."""
    title, description = article.seo_title or article.title, article.search_description or article.lead
    changed = shown.modified or shown.published
    way = self_description.way_to(*([Step(shown.section.name, shown.section.path)] if shown.section else []))
    return Meta(
        title=title,
        description=description,
        path=paths.of(article),
        kind="article",
        preview=images.preview(article.picture, alt=article.picture_alternative_text),
        published=shown.published.isoformat() if shown.published else "",
        modified=changed.isoformat() if changed else "",
        data=self_description.article(
            article,
            way=way,
            description=description,
            offers=shown.offers,
            ticker=shown.ticker,
            evidence=shown.evidence.entries,
            fact_checks=shown.fact_checks,
            corrections=shown.corrections.all,
        ),
        way=way,
        frames=tuple(sorted({block.host for block in shown.blocks if isinstance(block, Embed)})),
    )
