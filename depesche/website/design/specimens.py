"""What there is to be looked at: each page and mail of the site in each of its states."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from depesche.brand import frame, letterhead, tokens
from depesche.brand.letterhead import Look, Sheet
from depesche.brand.trials import Trial
from depesche.website import rendering
from depesche.website.design import articles, letters, lists, mails
from depesche.website.design.lists import Context

LIGHT, DARK = "light", "dark"
SCHEMES = (LIGHT, DARK)
MAILS_DARK = "@media (prefers-color-scheme: dark)"


@dataclass(frozen=True)
class Specimen:
    """A page, made of a template and sample content."""

    key: str
    name: Promise
    template: str
    content: Callable[[], Context]

    def html(self, request: HttpRequest, scheme: str, accent: str = "") -> str:
        """Return the whole page in one of the schemes."""
        spoken = replace(frame.frame(), language=get_language() or "en")
        page = rendering.page(request, self.template, {"frame": spoken, **self.content()}).content.decode()
        palette = tokens.palette(accent)
        colours = tokens.declarations(palette.dark if scheme == DARK else palette.light)
        return page.replace("</head>", f"<style>:root{{color-scheme:{scheme};{colours}}}</style></head>", 1)


@dataclass(frozen=True)
class MailSpecimen:
    """A mail, made of a sheet of sample content."""

    key: str
    name: Promise
    sheet: Callable[[], Sheet]
    look: Look

    @property
    def template(self) -> str:
        """The template that makes it."""
        return letterhead.template(self.look)

    def html(self, request: HttpRequest, scheme: str, accent: str = "") -> str:
        """Return the mail as a program in one of the schemes shows it."""
        return letterhead.render(self.sheet()).html.replace(MAILS_DARK, "@media all" if scheme == DARK else "@media not all")


def _article() -> Context:
    return {"article": articles.article(), "signup": letters.signup()}


def _plain() -> Context:
    return {"article": articles.plain(), "signup": None}


SPECIMENS: tuple[Specimen | MailSpecimen, ...] = (
    Specimen("front", _("Front page"), "website/home.html", lists.front),
    Specimen("front-empty", _("Front page of a new site"), "website/home.html", lists.empty_front),
    Specimen("article", _("Article with everything"), "website/article.html", _article),
    Specimen("article-short", _("The shortest article"), "website/article.html", _plain),
    Specimen("section", _("A section"), "website/listing.html", lists.section),
    Specimen("author", _("Author"), "website/listing.html", lists.author),
    Specimen("topic", _("Topic with open claims, without articles"), "website/listing.html", lists.topic),
    Specimen("search", _("Search, found"), "website/search.html", lists.search),
    Specimen("search-nothing", _("Search, nothing found"), "website/search.html", lists.search_nothing),
    Specimen("search-wrong", _("Search, not understood"), "website/search.html", lists.search_wrong),
    Specimen("months", _("Archive"), "website/months.html", lists.months),
    Specimen("newsletter", _("Newsletter"), "website/newsletter/signup.html", letters.newsletter),
    Specimen("newsletter-wrong", _("Newsletter, refused"), "website/newsletter/signup.html", letters.newsletter_wrong),
    Specimen("thanks", _("After the sign-up"), "website/newsletter/thanks.html", letters.thanks),
    Specimen("preferences", _("A reader's own page"), "website/newsletter/preferences.html", letters.preferences),
    Specimen("restricted", _("A reader's own page, restricted"), "website/newsletter/preferences.html", letters.restricted),
    Specimen("corrections", _("Corrections"), "website/corrections.html", letters.corrections),
    Specimen("callback-wrong", _("Request a call, refused"), "website/callback.html", letters.callback_wrong),
    Specimen("not-found", _("Page not found"), "website/404.html", dict),
    Specimen("gone", _("Page withdrawn"), "website/410.html", letters.gone),
    MailSpecimen("mail", _("Mail: a letter with every block"), mails.every_block, Look.LETTER),
    MailSpecimen("mail-issue", _("Mail: an issue"), mails.issue, Look.ISSUE),
    MailSpecimen("mail-breaking", _("Mail: breaking news"), mails.breaking, Look.BREAKING),
    MailSpecimen("mail-digest", _("Mail: digest"), mails.digest, Look.DIGEST),
    MailSpecimen("mail-offer", _("Mail: offers"), mails.offer, Look.OFFER),
    MailSpecimen("mail-correction", _("Mail: correction"), mails.correction, Look.CORRECTION),
    MailSpecimen("mail-welcome", _("Mail: welcome"), mails.welcome, Look.WELCOME),
    MailSpecimen("mail-confirmation", _("Mail: confirmation"), mails.confirmation, Look.CONFIRMATION),
)


def trials() -> Iterator[Trial]:
    """Yield each of them as something that a theme is tried on."""
    request = HttpRequest()
    request.method = "GET"
    for one in SPECIMENS:
        yield Trial(one.template, partial(one.html, request, LIGHT))


def find(key: str) -> Specimen | MailSpecimen | None:
    """Return the specimen of this key."""
    return next((specimen for specimen in SPECIMENS if specimen.key == key), None)
