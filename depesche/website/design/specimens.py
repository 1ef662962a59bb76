"""What there is to be looked at: each page and mail of the site in each of its states."""

from __future__ import annotations

import re
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
from depesche.website.design import articles, claim_pages, letters, lists, mails, notices, own_pages
from depesche.website.design.lists import Context

LIGHT, DARK = "light", "dark"
SCHEMES = (LIGHT, DARK)
MAILS_DARK = r"@media \(prefers-color-scheme: ?dark\)"


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
    finish: Callable[[str], str] = str

    @property
    def template(self) -> str:
        """The template that makes it."""
        return letterhead.template(self.look)

    def html(self, request: HttpRequest, scheme: str, accent: str = "") -> str:
        """Return the mail as a program in one of the schemes shows it."""
        html = self.finish(letterhead.render(self.sheet()).html)
        return re.sub(MAILS_DARK, "@media all" if scheme == DARK else "@media not all", html)


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
    Specimen("thanks-mistyped", _("After the sign-up, address looks mistyped"), "website/newsletter/thanks.html", own_pages.mistyped),
    Specimen("confirm", _("Confirm the sign-up"), "website/newsletter/confirm.html", own_pages.confirm),
    Specimen("confirm-move", _("Confirm the new address"), "website/newsletter/confirm.html", own_pages.confirm_move),
    Specimen("confirm-used", _("Confirm, and the link was used"), "website/newsletter/confirm.html", own_pages.used),
    Specimen("confirmed", _("Confirmed"), "website/newsletter/confirmed.html", own_pages.confirmed),
    Specimen("confirmed-again", _("Confirmed twice"), "website/newsletter/confirmed.html", own_pages.confirmed_again),
    Specimen("confirmed-move", _("New address confirmed, data restricted"), "website/newsletter/confirmed.html", own_pages.moved),
    Specimen("not-me", _("Not my sign-up"), "website/newsletter/not_me.html", own_pages.not_me),
    Specimen("not-me-done", _("Not my sign-up, deleted"), "website/newsletter/not_me_done.html", own_pages.not_me),
    Specimen("unsubscribe", _("Unsubscribe"), "website/newsletter/unsubscribe.html", own_pages.unsubscribe),
    Specimen("unsubscribe-again", _("Unsubscribe, nothing left"), "website/newsletter/unsubscribe.html", own_pages.unsubscribe_again),
    Specimen("unsubscribed", _("Left, with the receipt"), "website/newsletter/unsubscribed.html", own_pages.unsubscribed),
    Specimen("unsubscribed-again", _("Left before"), "website/newsletter/unsubscribed.html", own_pages.unsubscribed_again),
    Specimen("entry", _("The way to one's own page"), "website/newsletter/preferences_entry.html", dict),
    Specimen("entry-wrong", _("The way to one's own page, refused"), "website/newsletter/preferences_entry.html", own_pages.entry_wrong),
    Specimen("entry-late", _("The way to one's own page, link too old"), "website/newsletter/preferences_entry.html", own_pages.entry_late),
    Specimen("entry-sent", _("The way to one's own page, mailed"), "website/newsletter/preferences_sent.html", own_pages.entry_sent),
    Specimen("preferences", _("A reader's own page"), "website/newsletter/preferences.html", letters.preferences),
    Specimen("restricted", _("A reader's own page, restricted"), "website/newsletter/preferences.html", letters.restricted),
    Specimen("left", _("A reader's own page, everything ended"), "website/newsletter/preferences.html", own_pages.left),
    Specimen("erased", _("A reader's own page, erased"), "website/newsletter/erased.html", own_pages.erased),
    Specimen("link-refused", _("A link that cannot be followed"), "website/newsletter/refused.html", own_pages.refused),
    Specimen("embedded", _("Form in a foreign page"), "website/newsletter/embedded.html", own_pages.embedded),
    Specimen("embedded-wrong", _("Form in a foreign page, refused"), "website/newsletter/embedded.html", own_pages.embedded_wrong),
    Specimen("embedded-thanks", _("Form in a foreign page, sent"), "website/newsletter/embedded_thanks.html", own_pages.mistyped),
    Specimen("embedded-closed", _("Form in a foreign page, closed"), "website/newsletter/embedded_refused.html", own_pages.refused),
    Specimen("issues", _("Newsletter archive"), "website/archive/issues.html", notices.issues),
    Specimen("no-issues", _("Newsletter archive, empty"), "website/archive/issues.html", notices.no_issues),
    Specimen("claim", _("Claim, disputed and corrected"), "website/claim.html", claim_pages.claim),
    Specimen("claim-bare", _("Claim of which nobody said anything"), "website/claim.html", claim_pages.claim_bare),
    Specimen("source", _("A source"), "website/source.html", claim_pages.source),
    Specimen("source-protected", _("Source, protected"), "website/source.html", claim_pages.source_protected),
    Specimen("log", _("Editorial log"), "website/protocol.html", claim_pages.log),
    Specimen("report", _("Report an error"), "website/report.html", claim_pages.report_form),
    Specimen("report-wrong", _("Report an error, refused"), "website/report.html", claim_pages.report_wrong),
    Specimen("report-thanks", _("After the report"), "website/report_thanks.html", claim_pages.report_thanks),
    Specimen("corrections", _("Corrections"), "website/corrections.html", letters.corrections),
    Specimen("callback-wrong", _("Request a call, refused"), "website/callback.html", letters.callback_wrong),
    Specimen("callback-thanks", _("Request a call, sent"), "website/callback_thanks.html", claim_pages.report_thanks),
    Specimen("legal", _("Legal text, an earlier version"), "website/legal.html", notices.legal),
    Specimen("refused", _("Request not understood"), "website/refused.html", notices.refused),
    Specimen("broken", _("Something went wrong"), "website/500.html", notices.broken),
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
    MailSpecimen("mail-archived", _("Mail: in the archive, corrected since"), mails.issue, Look.ISSUE, finish=notices.under_the_bar),
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
