"""Sample pages that list articles: front page, section, author, search, archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from depesche.kernel.paging import Slice
from depesche.newsroom.claims.terms import Status
from depesche.newsroom.highlighting import Piece
from depesche.website.choosing import Choice, Chosen, Facet, Narrower
from depesche.website.design import articles, words
from depesche.website.home import Block, FrontPage
from depesche.website.listing import Item, Listing
from depesche.website.lists import Month, Profile, Year
from depesche.website.popular import Popular
from depesche.website.rendering import Meta, Step
from depesche.website.search import Hit, SearchPage, Spelling

Context = dict[str, object]
PLACE = Meta(title="", way=(Step("Depesche", words.HERE),))


def front() -> Context:
    """Return a full front page, with sections of one to four articles."""
    blocks = tuple(Block(_("Section %(number)s") % {"number": count}, words.HERE, (words.teaser(short=True),) * count) for count in (4, 3, 2, 1))
    beside = (words.teaser(pictured=False, is_live=True), words.teaser(pictured=False, short=True), words.teaser(pictured=False))
    popular = Popular(_("in the last 24 hours"), (words.teaser(pictured=False, short=True),) * 5)
    return {"front": FrontPage(words.teaser(), beside, blocks, (words.teaser(pictured=False, short=True),) * 10, popular)}


def empty_front() -> Context:
    """Return the front page of a site without articles."""
    return {"front": FrontPage(None, (), (), ())}


def section() -> Context:
    """Return a section with its lead and pages before and after."""
    stories = (words.teaser(), words.teaser(pictured=False), words.teaser(is_live=True))
    return {"title": _("City"), "description": words.lead(), "listing": _listing(stories, lead=True), "meta": PLACE}


def author() -> Context:
    """Return an author with picture and biography."""
    profile = Profile(words.picture(), words.lead(), "mailto:mara@example.org")
    shown = _listing((words.teaser(),))
    return {"label": _("About the person"), "title": "Mara Seidel", "description": _("reporter"), "profile": profile, "listing": shown, "meta": PLACE}


def topic() -> Context:
    """Return a topic with open claims, and nothing published."""
    claims = tuple(articles.told(status, number) for number, status in enumerate((Status.DISPUTED, Status.UNCONFIRMED), 1))
    return {"label": _("Topic"), "title": _("Harbour"), "description": "", "claims": claims, "listing": _listing(()), "meta": PLACE}


def search() -> Context:
    """Return what was found, with filters."""
    marked = (Piece(_("Harbour"), is_hit=True), Piece(f": {words.short_headline()}"))
    hits = tuple(Hit(story, marked, marked) for story in (words.teaser(), words.teaser(pictured=False)))
    choices = (Choice("city", _("City"), 12, True), Choice("land", _("Country"), 3, False))
    chosen = (Chosen(_("City"), words.HERE), Chosen(_("This year"), words.HERE))
    links = (Narrower(_("City"), 12, words.HERE, is_chosen=True), Narrower(_("Country"), 3, words.HERE, is_chosen=False))
    facets = tuple(Facet(name, label, links) for name, label in (("section", _("Section")), ("topic", _("Topic"))))
    spelled = Spelling(_("harbuor"), _("harbour"), words.HERE)
    page = SearchPage(_("harbour"), {}, {"section": "city"}, choices, choices, choices, choices, chosen, facets=facets, spelling=spelled)
    return _search(replace(page, listing=_listing(hits)))


def search_nothing() -> Context:
    """Return a search that found nothing because of its filters, with words left out."""
    page = SearchPage(_("harbour"), {}, {}, (), (), (), (), (), listing=_listing(()), beyond=4, without_filters=words.HERE, left_out="und, oder")
    return _search(page)


def search_wrong() -> Context:
    """Return a search whose filters were not understood."""
    problems = {"q": _("Please write fewer words."), "from": _("Please write a day as 2026-11-02.")}
    return _search(SearchPage(_("harbour"), problems, {"since": "gestern"}, (), (), (), (), ()))


def months() -> Context:
    """Return the archive by month."""
    year = Year(2026, tuple(Month(date(2026, month, 1), 3 * month, words.HERE) for month in (11, 10, 9, 8, 7)))
    return {"years": (year,), "meta": Meta(title=_("Archive"), description=_("All articles by month."), way=PLACE.way)}


def _search(page: SearchPage) -> Context:
    return {"search": page, "query": page.query}


def _listing(items: Sequence[Item], *, lead: bool = False) -> Listing[Item]:
    here = words.HERE
    return Listing(Slice(items, 2, 3), len(items), here, here, here, here, lead=words.teaser() if lead else None)
