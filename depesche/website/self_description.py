"""What pages say about themselves to machines: publisher, way, article, list, author; the facts for ``structured_data``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from depesche.brand import identity, legal
from depesche.brand import models as brand
from depesche.kernel import options
from depesche.newsroom import models as newsroom
from depesche.newsroom import publishing
from depesche.newsroom.claims.gate_rows import Work
from depesche.website import images, paths, structured_data
from depesche.website.body_blocks import FactCheck
from depesche.website.corrections import Note
from depesche.website.evidence import citations
from depesche.website.evidence.citations import Place
from depesche.website.evidence.entries import Entry
from depesche.website.offers import Offer
from depesche.website.rendering import Preview, Step
from depesche.website.structured_data import Correction, Coverage, Crumb, NewsArticle, Node, Publisher, Update
from depesche.website.teasers import Teaser
from depesche.website.ticker import Ticker

KINDS = {
    Work.REPORT: "ReportageNewsArticle",
    Work.ANALYSIS: "AnalysisNewsArticle",
    Work.OPINION: "OpinionNewsArticle",
    Work.FACT_CHECK: "ReportageNewsArticle",
    Work.ADVERTORIAL: "AdvertiserContentArticle",
}
Kind = brand.LegalText.Kind
POLICIES = {
    Kind.ETHICS: "ethicsPolicy",
    Kind.VERIFICATION: "verificationFactCheckingPolicy",
    Kind.UNNAMED_SOURCES: "unnamedSourcesPolicy",
    Kind.OWNERSHIP: "ownershipFundingInfo",
}
LOGO = "max-480x120"
# Search engines ask for an article's picture in these shapes.
SHAPES = (images.PREVIEW, "fill-1200x900|format-jpeg|jpegquality-80", "fill-1200x1200|format-jpeg|jpegquality-80")


def front_page() -> str:
    """Describe the publisher and the site."""
    publisher = publisher_facts()
    return structured_data.graph([structured_data.organization(publisher), structured_data.website(publisher, language=options.current().language)])


def article(
    found: newsroom.ArticlePage,
    *,
    way: Sequence[Step],
    description: str,
    offers: Iterable[Offer],
    ticker: Ticker | None = None,
    evidence: Sequence[Entry] = (),
    fact_checks: Iterable[tuple[int, FactCheck]] = (),
    corrections: Sequence[Note] = (),
) -> str:
    """Describe an article, its claims, fact checks, ticker entries and corrections, the way to it, who publishes it, and the advertising within it.

    :param fact_checks: each with the number of its block on the page
    """
    settings, publisher = options.current(), publisher_facts()
    author, published = found.author, found.moment() or found.shown_at
    topics = [Crumb(topic.title, settings.address(paths.of_topic(topic.slug))) for topic in found.topics.all()]
    place = Place(found.pk or 0, settings.address(paths.of(found)))
    facts = NewsArticle(
        address=place.address,
        headline=found.title,
        kicker=found.kicker,
        description=description,
        section=way[1].name if len(way) > 1 else "",
        topics=topics,
        language=settings.language,
        words=len(publishing.body_text(found).split()),
        author=author.name if author else "",
        author_role=author.role if author else "",
        author_address=settings.address(paths.of_author(author.slug)) if author else "",
        published=published,
        modified=found.modified() or published,
        pictures=images.previews(found.picture, SHAPES, alt=found.picture_alternative_text),
        coverage=_coverage(ticker) if ticker else None,
        kind=KINDS[Work(found.work)],
        citations=citations.cited(evidence, place) if evidence else (),
        corrections=[Correction(one.anchor, one.text, one.moment) for one in corrections],
    )
    nodes = [
        structured_data.news_article(facts, publisher),
        structured_data.imprint(publisher),
        _way(way, facts.headline, facts.address),
        structured_data.masthead(publisher),
    ]
    nodes += citations.reviewed(fact_checks, evidence, place, publisher={"@id": structured_data.organization_id(publisher)})
    return structured_data.graph([*nodes, *(structured_data.offer(one, address=_absolute(one.link), publisher=publisher) for one in offers)])


def _coverage(ticker: Ticker) -> Coverage:
    absolute = options.current().address
    updates = [Update(absolute(one.path), one.headline, one.words, one.byline, one.moment, one.changed) for one in ticker.all]
    return Coverage(ticker.opened, ticker.closed, updates)


def listing(*, name: str, description: str, path: str, way: Sequence[Step], stories: Iterable[Teaser], person: newsroom.Author | None = None) -> str:
    """Describe a page that lists articles; that of an author also says who that is."""
    settings, publisher = options.current(), publisher_facts()
    address = settings.address(path)
    items = [settings.address(story.path) for story in stories]
    kind = "ProfilePage" if person else "CollectionPage"
    page: Node = structured_data.listing(kind=kind, name=name, description=description, address=address, items=items)
    if person is not None:
        page["mainEntity"] = structured_data.person(name=person.name, role=person.role, address=address)
    return structured_data.graph([page, _way(way, name, address), structured_data.organization(publisher)])


def claim(entry: Entry, *, carried: Sequence[str], way: Sequence[Step]) -> str:
    """Describe the page of a claim.

    :param carried: the absolute addresses of the articles that carry it, the newest first
    """
    address = options.current().address(entry.told.path)
    nodes = [citations.claim(entry, carried=carried), _way(way, entry.told.text, address), structured_data.organization(publisher_facts())]
    return structured_data.graph(nodes)


def publisher_facts() -> Publisher:
    """Return who publishes, as machines are told."""
    settings, publisher = options.current(), identity.publisher()
    return Publisher(
        name=publisher.name or settings.host,
        address=settings.address("/"),
        logo=_logo(publisher),
        legal_name=publisher.legal_name,
        claim=publisher.claim,
        email=publisher.email,
        phone=publisher.phone,
        postal_address=", ".join(publisher.postal_address.split("\n")),
        policies={POLICIES[Kind(kind)]: settings.address(path) for kind, path in legal.policies().items()},
    )


def way_to(*steps: Step) -> tuple[Step, ...]:
    """Return the way from the front page to where a page stands, without the page itself."""
    return (Step(_("Front page"), "/"), *steps)


def _way(steps: Sequence[Step], name: str, address: str) -> Node:
    settings = options.current()
    return structured_data.breadcrumbs([*(Crumb(step.name, settings.address(step.path)) for step in steps), Crumb(name, address)])


def _logo(publisher: brand.Publisher) -> Preview | None:
    found = images.previews(publisher.logo, [LOGO]) if publisher.logo else []
    return found[0] if found else None


def _absolute(link: str) -> str:
    return options.current().address(link) if link.startswith("/") else link
