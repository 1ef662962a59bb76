"""What stands against sending a campaign, as sentences; before approval and again before sending (L-42)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from depesche.audience import advertising
from depesche.brand import identity, legal
from depesche.courier import way
from depesche.kernel import clock, options
from depesche.kernel.refusal import Refusal
from depesche.mailing import rendering
from depesche.mailing.correcting import binding, due
from depesche.mailing.models import Campaign

LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Finding:
    """Something to mend; ``blocks`` says whether the campaign can go out nevertheless."""

    code: str
    message: str
    help: str
    blocks: bool = True


def findings(campaign: Campaign) -> list[Finding]:
    """Return everything found, what blocks first."""
    return sorted((*_of_publisher(), *_of_site(), *_of_content(campaign), *_of_way()), key=lambda finding: not finding.blocks)


def check(campaign: Campaign) -> None:
    """Refuse with the first finding that blocks.

    :raises Refusal: with the code of the finding
    """
    for finding in findings(campaign):
        if finding.blocks:
            raise Refusal(code=finding.code, message=finding.message, help=finding.help)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, where http is enough."""
    return host in LOOPBACK or host.endswith(".localhost")


def _of_publisher() -> Iterator[Finding]:
    publisher = identity.publisher()
    enter = str(_("Enter it at the desk: Settings, Publisher."))
    if not publisher.legal_name:
        yield Finding("no-controller", str(_("The publisher's legal name is missing.")), enter)
    if not publisher.postal_address.strip():
        yield Finding("no-postal-address", str(_("The publisher's postal address is missing.")), enter)
    if not publisher.email:
        yield Finding("no-reply-address", str(_("There is no address that takes answers.")), enter)
    if legal.current(legal.IMPRINT) is None:
        yield Finding("no-imprint", str(_("There is no imprint.")), str(_("Publish it at the desk: Legal texts.")))


def _of_site() -> Iterator[Finding]:
    now = options.current()
    if not now.is_https and not is_loopback(now.host):
        yield Finding(
            "site-without-https",
            str(_("The site address %(address)s has no https; links in mails would be open to everybody on the way.") % {"address": now.site_url}),
            str(_("Set DEPESCHE_SITE_URL to an https address.")),
        )


def _of_no_article(campaign: Campaign) -> Iterator[Finding]:
    if campaign.intro.strip():
        yield Finding("no-article", str(_("No article is chosen.")), str(_("The mail then holds nothing but its introduction.")), blocks=False)
    else:
        help_ = str(_("Choose at least one, or write an introduction."))
        yield Finding("no-article", str(_("No article is chosen.")), help_, blocks=campaign.correction_id is None)


def _of_content(campaign: Campaign) -> Iterator[Finding]:
    if not campaign.subject.strip():
        yield Finding("no-subject", str(_("The subject is empty.")), str(_("Say in a few words what the mail brings.")))
    teasers = list(campaign.teasers.all())
    if not teasers:
        yield from _of_no_article(campaign)
    for teaser in teasers:
        if not teaser.article.live:
            yield Finding(
                "article-not-live",
                str(_("The article “%(title)s” is not published.") % {"title": teaser.article.title}),
                str(_("Publish it first, or take it out.")),
            )
    yield from _of_offers(campaign)
    yield from _of_correction(campaign)
    try:
        rendering.content(campaign)
    except Refusal as refusal:
        yield Finding(refusal.code, refusal.message, refusal.help)


def _of_offers(campaign: Campaign) -> Iterator[Finding]:
    offers = [row.offer for row in campaign.offers.all()]
    for offer in offers:
        if not offer.is_valid(at=clock.now()):
            yield Finding("offer-over", str(_("The offer “%(name)s” is over.") % {"name": offer.name}), str(_("Prolong it, or take it out.")))
    silent = advertising.silent_texts(campaign.purpose) if offers else []
    if silent:
        texts = ", ".join(map(str, silent))
        yield Finding(
            "advertising-not-agreed",
            str(
                _("The campaign holds advertising, but people agreed to “%(purpose)s” with texts that do not speak of it: %(texts)s.")
                % {"purpose": campaign.purpose.title, "texts": texts}
            ),
            str(_("Take the offers out, or choose a purpose whose texts speak of advertising.")),
        )
    elif offers:
        message = _("The campaign holds advertising. Those who agreed to “%(purpose)s” must have agreed to that.") % {
            "purpose": campaign.purpose.title
        }
        yield Finding("advertising", str(message), str(_("Look at the consent text of this purpose.")), blocks=False)


def _of_correction(campaign: Campaign) -> Iterator[Finding]:
    """A mail of its own goes to those who got the mistake with an issue for just this purpose, and were not told yet."""
    correction = campaign.correction_id
    if correction is None:
        return
    purpose, wrong = campaign.purpose, binding.wrong_issues([correction], purpose=campaign.purpose_id).get(correction, [])
    if not wrong:
        yield Finding(
            "nobody-got-it",
            str(_("No issue for “%(purpose)s” carried the mistake, so this retraction would reach nobody.") % {"purpose": purpose.title}),
            str(_("Choose the purpose whose issues carried it; Newsletters, Corrections by mail says which.")),
        )
    elif not due.concerned(correction, wrong, purpose=purpose.pk, at=clock.now()).exists():
        yield Finding(
            "nobody-left-to-tell",
            str(
                _("Of those who got the mistake with “%(purpose)s”, nobody is left to be told: they know, or get no more mail.")
                % {"purpose": purpose.title}
            ),
            str(_("This mail would reach nobody. Leave it, or cancel it.")),
        )


def _of_way() -> Iterator[Finding]:
    problem = way.problem()
    if problem is not None:
        yield Finding(problem.code, problem.message, problem.help, blocks=False)
