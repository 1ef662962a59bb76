"""``depesche campaign``: write, look at, approve, send and follow campaigns from the shell."""

from __future__ import annotations

import argparse
import dataclasses
import getpass
import json
from collections.abc import Callable

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import escape
from django.utils.translation import gettext as _

from depesche.audience.models import Purpose
from depesche.brand.models import User
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.mailing import approval, composing, first_bulk, following, preflight, report, scheduling, starting, stopping
from depesche.mailing.coming_back import failures
from depesche.mailing.models import Campaign
from depesche.newsroom.models import ArticlePage
from depesche.operations import watching

SUMMARY = "write, approve, send and follow campaigns"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the deeds and their arguments."""
    deeds = parser.add_subparsers(dest="deed", metavar="DEED", required=True)
    create = deeds.add_parser("create", help="write a draft")
    create.add_argument("--purpose", required=True, metavar="KEY", help="the purpose it is for")
    create.add_argument("--subject", required=True)
    create.add_argument(
        "--article", nargs="+", action="extend", default=[], metavar="SLUG", help="articles in their order; SECTION/SLUG where a slug is used twice"
    )
    create.add_argument("--preheader", default="")
    create.add_argument("--intro", default="", help="plain text; empty lines make paragraphs")
    create.add_argument("--author", metavar="EMAIL", help="who wrote it; otherwise the shell counts as author")
    create.add_argument("--json", action="store_true", help="print one JSON document")
    deeds.add_parser("list", help="list campaigns, the newest first").add_argument("--json", action="store_true")
    for name, said in (
        ("show", "show one"),
        ("report", "what became of its deliveries"),
        ("pause", "stop sending for now"),
        ("resume", "go on"),
        ("cancel", "end for good"),
    ):
        made = _with_id(deeds.add_parser(name, help=said))
        if name == "report":
            made.add_argument("--watch", action="store_true", help="follow it on a progress bar until it ends")
    send = _with_id(deeds.add_parser("send", help="send an approved campaign"))
    plan = _with_id(deeds.add_parser("schedule", help="have an approved campaign sent by itself at a later moment"))
    plan.add_argument("when", metavar="WHEN", help="as 2026-12-01T08:00, in the site's time zone; `never` takes the time away")
    for deed in (send, plan):
        deed.add_argument("--despite-domain", metavar="REASON", help="although the sending domain is not fit for many mails: say why; it is logged")
    send.add_argument("--wait", action="store_true", help="follow it on a progress bar until it ends")
    send.add_argument("--approve-as", metavar="EMAIL", help="approve from the shell first, naming a person who may (option shell_approval)")


def run(arguments: argparse.Namespace) -> int:
    """Do the deed; the exit status is 0, or 1 by a refusal."""
    DEEDS[arguments.deed](arguments)
    return 0


def _with_id(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("id", type=int, metavar="ID")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    return parser


def _create(arguments: argparse.Namespace) -> None:
    draft = composing.Draft(
        purpose=_purpose(arguments.purpose),
        subject=arguments.subject,
        preheader=arguments.preheader,
        intro="".join(f"<p>{escape(part.strip())}</p>" for part in arguments.intro.split("\n\n") if part.strip()),
        articles=[_article(slug) for slug in arguments.article],
    )
    author = _user(arguments.author) if arguments.author else None
    campaign = composing.create(draft, author=author, at=clock.now())
    _say(arguments, {"id": campaign.pk}, f"{campaign.pk}")


def _list(arguments: argparse.Namespace) -> None:
    found = list(Campaign.objects.select_related("purpose"))
    wide = max((len(str(campaign.get_state_display())) for campaign in found), default=0)
    lines = [
        f"{campaign.pk:>5}  {campaign.get_state_display():<{wide}}  {campaign.kind:<10}  {campaign.purpose.key:<16} {campaign.subject}"
        for campaign in found
    ]
    _say(arguments, [_summary(campaign) for campaign in found], "\n".join(lines) or _("There is no campaign yet."))


def _show(arguments: argparse.Namespace) -> None:
    campaign = _campaign(arguments.id)
    is_open = campaign.state in composing.EDITABLE
    findings = [*preflight.findings(campaign), *first_bulk.findings(campaign, at=clock.now())] if is_open else []
    shown = {
        **_summary(campaign),
        "preheader": campaign.preheader,
        "articles": [teaser.article.slug for teaser in campaign.teasers.all()],
        "author": str(campaign.author.email) if campaign.author else None,
        "approved_by": campaign.approved_by.email if campaign.approved_by else None,
        "approved_route": campaign.approved_route or None,
        "approved_note": campaign.approved_note or None,
        "findings": [dataclasses.asdict(finding) for finding in findings],
    }
    lines = [f"{name:<15} {_plain(value)}" for name, value in shown.items() if name != "findings"]
    _say(arguments, shown, "\n".join([*lines, *(f"! {finding.message} {finding.help}" for finding in findings)]))


def _send(arguments: argparse.Namespace) -> None:
    campaign = _campaign(arguments.id)
    if arguments.approve_as and campaign.state not in starting.STARTED:
        approval.approve_from_shell(campaign, naming=_user(arguments.approve_as), shell=approval.Shell(getpass.getuser()), at=clock.now())
    _give_reason(arguments, campaign)
    starting.start(campaign, at=clock.now())
    if arguments.wait:
        watching.watch(campaign)
    _report(arguments)


def _schedule(arguments: argparse.Namespace) -> None:
    campaign = _campaign(arguments.id)
    if arguments.when == "never":
        scheduling.unschedule(campaign)
    else:
        moment = parse_datetime(arguments.when)
        if moment is None:
            raise Refusal(code="no-such-time", message=_("%(when)s is no time.") % {"when": arguments.when}, help=_("Write it as 2026-12-01T08:00."))
        _give_reason(arguments, campaign)
        scheduling.schedule(campaign, send_at=moment if moment.tzinfo else timezone.make_aware(moment), at=clock.now())
    _say(arguments, _summary(campaign), f"{campaign.pk}  {campaign.send_at.isoformat() if campaign.send_at else '-'}")


def _give_reason(arguments: argparse.Namespace, campaign: Campaign) -> None:
    if arguments.despite_domain is not None and campaign.state not in starting.STARTED:
        first_bulk.give_reason(campaign, first_bulk.Reason(arguments.despite_domain, shell=getpass.getuser()), at=clock.now())


def _pause(arguments: argparse.Namespace) -> None:
    stopping.pause(_campaign(arguments.id), reason=_("Paused from the shell by %(user)s.") % {"user": getpass.getuser()})
    _report(arguments)


def _resume(arguments: argparse.Namespace) -> None:
    stopping.resume(_campaign(arguments.id))
    _report(arguments)


def _cancel(arguments: argparse.Namespace) -> None:
    stopping.cancel(_campaign(arguments.id), at=clock.now())
    _report(arguments)


def _watch(arguments: argparse.Namespace) -> None:
    if arguments.watch:
        watching.watch(_campaign(arguments.id))
    _report(arguments)


def _report(arguments: argparse.Namespace) -> None:
    campaign = _campaign(arguments.id)
    found, beside = report.report(campaign), failures.beside(campaign)
    lines = [f"{campaign.pk}  {campaign.get_state_display()}  {campaign.subject}"]
    lines += [f"{count.number:>9} {'  ' * count.inside}{count.label}" for count in following.counts(found, beside) if count.number]
    lines += [f"{found.candidates:>9} {_('candidates')}", *filter(None, [watching.hindrance(campaign)])]
    _say(arguments, {**dataclasses.asdict(found), **dataclasses.asdict(beside)}, "\n".join(lines))


DEEDS: dict[str, Callable[[argparse.Namespace], None]] = {
    "create": _create,
    "list": _list,
    "show": _show,
    "send": _send,
    "schedule": _schedule,
    "pause": _pause,
    "resume": _resume,
    "cancel": _cancel,
    "report": _watch,
}


def _summary(campaign: Campaign) -> dict[str, object]:
    named = {"id": campaign.pk, "state": campaign.state, "kind": campaign.kind, "purpose": campaign.purpose.key}
    return {**named, "subject": campaign.subject, "slug": campaign.slug}


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value if value is not None else "-")


def _say(arguments: argparse.Namespace, document: object, text: str) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=1) if arguments.json else text)


def _campaign(identifier: int) -> Campaign:
    found = Campaign.objects.select_related("purpose").filter(pk=identifier).first()
    if found is None:
        raise Refusal(
            code="no-such-campaign",
            message=_("There is no campaign %(id)s.") % {"id": identifier},
            help=_("`depesche campaign list` shows all."),
        )
    return found


def _purpose(key: str) -> Purpose:
    found = Purpose.objects.filter(key=key).first()
    if found is None:
        known = ", ".join(Purpose.objects.values_list("key", flat=True)) or "-"
        raise Refusal(
            code="no-such-purpose",
            message=_("There is no purpose %(key)s.") % {"key": key},
            help=_("Known purposes: %(known)s.") % {"known": known},
        )
    return found


def _user(email: str) -> User:
    found = User.objects.filter(email__iexact=email, is_active=True).first()
    if found is None:
        raise Refusal(code="no-such-person", message=_("Nobody with the address %(email)s works here.") % {"email": email})
    return found


def _article(name: str) -> ArticlePage:
    section, _slash, slug = name.strip("/").rpartition("/")
    found: list[ArticlePage] = [page for page in ArticlePage.objects.filter(slug=slug) if not section or page.get_parent().slug == section]
    if len(found) == 1:
        return found[0]
    if found:
        raise Refusal(
            code="article-ambiguous",
            message=_("Several articles are called %(slug)s.") % {"slug": slug},
            help=_("Name the section too: SECTION/SLUG."),
        )
    raise Refusal(code="no-such-article", message=_("There is no article %(slug)s.") % {"slug": name})
