"""Sample pages about claims and sources, the editorial log, and the form to report an error."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.utils.translation import gettext as _

from depesche.newsroom import protocol_page
from depesche.newsroom.claims.terms import ClaimKind, SourceKind, Stance, Status
from depesche.newsroom.claims.wording import SHAPES, word
from depesche.website import figures_chart, report
from depesche.website.claim_page import ClaimPage, Place
from depesche.website.design import articles, words
from depesche.website.design.lists import PLACE, Context
from depesche.website.evidence.entries import Entry
from depesche.website.evidence.history import Moment
from depesche.website.evidence.lines import Line, Link
from depesche.website.rendering import Meta
from depesche.website.source_page import SourcePage, Statement


def claim() -> Context:
    """Return a claim with everything: figures, a correction, a history in which somebody took back what was said."""
    earlier = words.MOMENT - timedelta(days=2)
    history = (
        Moment(earlier, line=_line(_("Harbour office"))),
        Moment(earlier, shape=SHAPES[Status.SINGLE_SOURCE], word=word(Status.SINGLE_SOURCE)),
        Moment(words.MOMENT, line=replace(_line(_("City council")), ended=words.MOMENT, because=_("It was a mistake of ours."))),
        Moment(words.MOMENT, shape=SHAPES[Status.DISPUTED], word=word(Status.DISPUTED), text=words.claim()),
    )
    page = ClaimPage(
        entry=Entry(1, articles.told(Status.DISPUTED, 1)),
        kind=str(ClaimKind.FACT.label),
        question=_("When was the second quay planned?"),
        topics=(Place(_("Harbour"), words.HERE),),
        history=history,
        chart=figures_chart.chart(words.given()),
        articles=(words.teaser(), words.teaser(pictured=False, short=True)),
        own=(_("The archive of the harbour"),),
        corrections=(articles.note(),),
        report=report.HOME,
        corrected=(Place(_("Correction"), words.HERE),),
    )
    return {"page": page, "meta": replace(PLACE, title=words.claim())}


def claim_bare() -> Context:
    """Return a claim of which nobody on record has said anything."""
    bare = replace(articles.told(Status.UNSOURCED, 1), lines=())
    moment = Moment(words.MOMENT, shape=SHAPES[Status.UNSOURCED], word=word(Status.UNSOURCED))
    return {
        "page": ClaimPage(Entry(1, bare), str(ClaimKind.FACT.label), "", (), (moment,), None, (), (), (), report.HOME, ()),
        "meta": replace(PLACE, title=words.claim()),
    }


def source() -> Context:
    """Return a source on the second of three pages."""
    said = (_line(_("Harbour office")), replace(_line(_("Harbour office")), ended=words.MOMENT))
    statements = tuple(Statement(line, words.claim(), words.HERE) for line in said)
    about = f"{SourceKind.STATE_BODY.label} · {_('harbour office')}"
    house, here = _("City council"), words.HERE
    page = SourcePage(_("Harbour office"), about, house, here, "https://harbour.example/", False, statements, 2, 3, here, here)
    return {"page": page, "meta": replace(PLACE, title=page.name)}


def source_protected() -> Context:
    """Return a source of which readers learn a description only."""
    return {"page": SourcePage(_("somebody who works at the harbour"), "", "", "", "", True, (), 1, 1, "", "")}


def report_form() -> Context:
    """Return the form to report an error in a claim."""
    return {"about": report.About(words.claim(), words.HERE), "form": report.Form(), "stamp": "sample", "meta": Meta(title=_("Report an error"))}


def report_wrong() -> Context:
    """Return it refused."""
    return {
        "about": report.About(),
        "form": report.Form("", "anna@", _("Please write what is wrong."), "text"),
        "stamp": "sample",
        "meta": Meta(title=_("Report an error")),
    }


def log() -> Context:
    """Return the editorial log."""
    about = (protocol_page.About(words.headline(), words.HERE), protocol_page.About(words.claim()))
    told = tuple(
        protocol_page.Told(number, words.MOMENT, _("Article published"), about, (words.lead(),), "9f86d081884c7d65" * 4) for number in (4, 3)
    )
    key = "example.org/editorial+1c2d3e4f+ATq2CX1kYSjPFfSPWFqs1rQSTDnCsMUZNdrDhaAJ6g=="
    shown, meta = protocol_page.Page(told, 3), Meta(title=_("Editorial log"))
    return {"shown": shown, "is_first": True, "is_narrowed": True, "further": words.HERE, "signed": None, "key": key, "meta": meta}


def report_thanks() -> Context:
    """Return the thanks for it."""
    return {"meta": Meta(title=_("Thank you"))}


def _line(name: str) -> Line:
    links = (Link("https://archive.example/", _("The plans of 1911")),)
    return Line(name, words.HERE, _("says so · 2 November"), links, Stance.ASSERTS, True, SourceKind.ORGANISATION, None, None)
