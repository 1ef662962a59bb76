"""The form to report an error, about an article, a claim or anything else. Works without scripts and cookies, like the other public forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from depesche.audience import limits, tokens
from depesche.audience.limits import HOUR, Limit
from depesche.kernel import clock, options
from depesche.kernel.plain import plain
from depesche.kernel.refusal import Refusal
from depesche.newsroom import models as newsroom
from depesche.newsroom import reading
from depesche.newsroom.reports import reporting
from depesche.newsroom.reports.reporting import Told
from depesche.website import paths, rendering
from depesche.website.private_pages import fields, network, private
from depesche.website.rendering import Meta

HOME, THANKS = "/report/", "/report/thanks/"
TRAP = "website"
TOO_MANY = "too-many"
YOUNGEST, OLDEST = timedelta(seconds=2), timedelta(hours=24)


@dataclass(frozen=True)
class About:
    """What a report is about: its name, where it stands, and the fields that say so again when the form is sent."""

    name: str = ""
    path: str = ""
    article: newsroom.ArticlePage | None = None
    claim: newsroom.Claim | None = None

    @property
    def hidden(self) -> tuple[tuple[str, str], ...]:
        """The hidden fields of the form."""
        found = (("article", str(self.article.pk) if self.article else ""), ("claim", self.claim.slug if self.claim else ""))
        return tuple(pair for pair in found if pair[1])


@dataclass(frozen=True)
class Form:
    """The form with what was typed; ``problem`` is the sentence beside the field that ``wrong`` names."""

    text: str = ""
    email: str = ""
    problem: str = ""
    wrong: str = ""


def path_of_article(article: newsroom.ArticlePage) -> str:
    """Return where an error in an article is reported; a draft has no such place."""
    return f"{HOME}?{urlencode({'article': article.pk})}" if article.pk and article.live else ""


def path_of_claim(claim: newsroom.Claim) -> str:
    """Return where an error in a claim is reported; the one place that writes this address."""
    return f"{HOME}?{urlencode({'claim': claim.slug})}"


@private
def form(request: HttpRequest) -> HttpResponse:
    """Show the form; on POST keep the report. A filled trap gets the same thanks, and nothing is kept."""
    at, sent = clock.now(), fields(request) if request.method == "POST" else request.GET
    about = _about(sent)
    if request.method != "POST":
        return _page(request, about, Form(), at=at)
    if sent.get(TRAP):
        return _thanks()
    typed = {name: plain(sent.get(name, "")).strip() for name in ("text", "email")}
    try:
        _check_stamp(sent.get("stamp", ""), at=at)
        _keep(Told(**typed, article=about.article, claim=about.claim), network=network(request), at=at)
    except Refusal as refusal:
        wrong = refusal.code.removeprefix("report-")
        return _page(request, about, Form(**typed, problem=str(refusal), wrong=wrong), at=at, status=429 if wrong == TOO_MANY else 400)
    return _thanks()


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """Say thank you."""
    return rendering.page(request, "website/report_thanks.html", {"meta": Meta(title=_("Thank you"))})


def _keep(told: Told, *, network: str, at: datetime) -> None:
    """Keep a report and count it, by a keyed digest of the network. Slips of the pen do not count.

    :raises Refusal: code ``report-too-many``, and those of :func:`reporting.receive`
    """
    set_to = options.current()
    with transaction.atomic():
        reporting.receive(told, at=at)
        is_within = not network or limits.take(limits.bucket("report", network), Limit(set_to.report_network_hour, HOUR), at=at)
        if not (is_within and limits.take(limits.bucket("reports", "site"), Limit(set_to.report_site_hour, HOUR), at=at)):
            message, mail = _("Too many reports came within an hour; yours was not kept."), _("Please try again later.")
            raise Refusal(code=f"report-{TOO_MANY}", message=message, help=mail)


def _check_stamp(stamp: str, *, at: datetime) -> None:
    """Refuse a form that nobody can have read, or that lay open for more than a day; the same text can be sent again."""
    try:
        _nonce, made_at = tokens.read_timed(tokens.Kind.FORM, stamp)
        age = at - made_at
    except tokens.BadToken:
        age = OLDEST + YOUNGEST
    if age < YOUNGEST:
        raise Refusal(code="report-stamp", message=_("That was very quick. Please look at the form and send it again."))
    if age > OLDEST:
        raise Refusal(code="report-stamp", message=_("This form was open for a long time. Please look at it and send it again."))


def _about(sent: QueryDict) -> About:
    """Return what a report is about; what does not exist, or is not public, is nothing."""
    number, slug = sent.get("article", ""), sent.get("claim", "")
    if number.isascii() and number.isdigit() and len(number) < 10:
        article = reading.live_articles().filter(pk=number).first()
        if article is not None:
            return About(article.title, paths.of(article), article=article)
    if slug and slug.isprintable():
        claim = newsroom.Claim.objects.filter(slug=slug, public_since__isnull=False).first()
        if claim is not None:
            return About(claim.text, paths.of_claim(claim.slug), claim=claim)
    return About()


def _thanks() -> HttpResponse:
    return HttpResponseRedirect(THANKS, status=303)


def _page(request: HttpRequest, about: About, typed: Form, *, at: datetime, status: int = 200) -> HttpResponse:
    context = {
        "about": about,
        "form": typed,
        "stamp": tokens.timed(tokens.Kind.FORM, uuid4(), at=at),
        "meta": Meta(title=_("Report an error"), description=_("Tell us what is wrong; we look at it and correct it.")),
    }
    return rendering.page(request, "website/report.html", context, status=status)


urlpatterns = [path("report/", form, name="report"), path("report/thanks/", thanks)]
