"""The desk's screens for what came back: mails that wait for a person, suppressed addresses, what failed of a campaign."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from depesche.audience import people, signup
from depesche.audience.models import Subscriber
from depesche.audience.screens import ADDRESSES, PAGE_SIZE, Screen, Screens
from depesche.courier.bouncing import mail_parts
from depesche.courier.models import InboundMail, Suppression
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.mailing.coming_back import class_words, failures, reviewing, undoing
from depesche.mailing.coming_back.reviewing import Deed
from depesche.mailing.models import Campaign

LOOK = "mailing.view_campaign"
MOST_SHOWN = 30_000
ABOVE = (("came-back:index", _("What came back")),)
FILTERS = (("", _("Waits for a person")), *InboundMail.Outcome.choices)


class Mails(Screen):
    """What waits for a person, or what came of the others."""

    asks_for: tuple[str, ...] = (ADDRESSES,)
    page_title: Any = _("What came back")
    header_icon = "mail"
    template_name = "mailing/came_back.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show a page of the list."""
        outcome = request.GET.get("outcome", "")
        known = outcome in InboundMail.Outcome.values
        found = InboundMail.objects.filter(outcome=outcome).exclude(state=InboundMail.State.REVIEW).order_by("-received_at", "-pk")
        page = Paginator((found if known else reviewing.waiting()).defer("raw"), PAGE_SIZE).get_page(request.GET.get("p"))
        rows = [(mail, class_words.word(mail.kind)) for mail in page]
        return self.show(page=page, rows=rows, filters=FILTERS, outcome=outcome if known else "", waiting=reviewing.waiting().count())


class OneMail(Screen):
    """One mail, as it came, and what can be decided about it."""

    asks_for: tuple[str, ...] = (ADDRESSES,)
    header_icon = "mail"
    template_name = "mailing/came_back_mail.html"
    above = ABOVE

    def get_page_title(self) -> str:
        """Return its subject."""
        return self.subject or str(_("Mail without a subject"))

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the mail."""
        super().setup(request, *args, **kwargs)
        self.mail = get_object_or_404(InboundMail, pk=kwargs["pk"])
        read = mail_parts.read(bytes(self.mail.raw))
        self.subject, self.sender = mail_parts.words(read.get("subject"))[:200], mail_parts.words(read.get("from"))[:200]

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Show it."""
        return self._show("")

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Decide."""
        address = request.POST.get("address", "")
        try:
            deed = Deed(request.POST.get("deed", ""))
            reviewing.decide(self.mail, deed, by=request.user.get_username(), address=address, at=clock.now())
        except ValueError:
            messages.error(request, _("Please choose what it means."))
            return self._show(address)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return self._show(address)
        messages.success(request, _("It is decided."))
        return redirect("came-back:index")

    def _show(self, address: str) -> HttpResponseBase:
        content = bytes(self.mail.raw)[:MOST_SHOWN].decode("utf-8", "replace")
        about = Subscriber.objects.filter(lookup=self.mail.lookup).first() if self.mail.lookup else None
        is_open = self.mail.state == InboundMail.State.REVIEW
        kind = class_words.word(self.mail.kind)
        return self.show(mail=self.mail, kind=kind, sender=self.sender, content=content, about=about, is_open=is_open, address=address)


class Suppressions(Screen):
    """Addresses that are not written to, by reason; an address is found by typing it, as only keyed digests are stored."""

    asks_for: tuple[str, ...] = (ADDRESSES,)
    page_title: Any = _("Suppressed addresses")
    header_icon = "no-view"
    template_name = "mailing/suppressions.html"
    above = ABOVE

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show a page of the list."""
        reason, typed = request.GET.get("reason", ""), request.GET.get("address", "").strip()[:320]
        found = Suppression.objects.order_by("-since", "-pk")
        found = found.filter(reason=reason) if reason in Suppression.Reason.values else found
        found = found.filter(lookup=_lookup(typed)) if typed else found
        page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("p"))
        known = dict(Subscriber.objects.filter(lookup__in=[entry.lookup for entry in page]).values_list("lookup", "mailbox"))
        rows = [(entry, known.get(entry.lookup, ""), entry.reason in undoing.UNDONE_HERE) for entry in page]
        return self.show(page=page, rows=rows, reasons=Suppression.Reason.choices, reason=reason, address=typed, least=undoing.LEAST_NOTE)


class Lift(Screen):
    """Write to an address again."""

    asks_for: tuple[str, ...] = (ADDRESSES,)
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """End the suppression, or say why not."""
        entry = get_object_or_404(Suppression, pk=pk)
        try:
            undoing.lift(entry, by=request.user.get_username(), note=request.POST.get("note", ""), at=clock.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The address is written to again."))
        return redirect("came-back:suppressions")


class Sent(Screen):
    """The newest campaigns with what came back of them."""

    asks_for: tuple[str, ...] = (LOOK,)
    page_title: Any = _("What failed")
    header_icon = "mail"
    template_name = "mailing/failures.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show the list."""
        return self.show(newest=failures.newest())


class Failed(Screen):
    """What of one campaign failed, and why, by receiver."""

    asks_for: tuple[str, ...] = (LOOK,)
    header_icon = "mail"
    template_name = "mailing/failures.html"
    above = (("failures:index", _("What failed")),)

    def get_page_title(self) -> str:
        """Return the campaign's subject."""
        return str(self.campaign)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the campaign."""
        super().setup(request, *args, **kwargs)
        self.campaign = get_object_or_404(Campaign, pk=kwargs["pk"])

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Show the lines."""
        return self.show(campaign=self.campaign, lines=failures.lines(self.campaign), beside=failures.beside(self.campaign))


class InMenu(Screens):
    """Screens with a line of the desk's first menu."""

    add_to_admin_menu = True
    place = 320

    def get_menu_item(self, order: int | None = None) -> MenuItem:
        """Return the line, at its place."""
        return super().get_menu_item(order or self.place)


class CameBack(InMenu):
    """What came back."""

    name: Any = "came-back"
    icon: Any = "mail"
    menu_label: Any = _("What came back")
    views = (
        ("", "index", Mails),
        ("<int:pk>/", "mail", OneMail),
        ("suppressions/", "suppressions", Suppressions),
        ("suppressions/<int:pk>/lift/", "lift", Lift),
    )


class Failures(InMenu):
    """What failed of newsletters."""

    name: Any = "failures"
    icon: Any = "warning"
    menu_label: Any = _("What failed")
    place = 321
    views = (("", "index", Sent), ("<int:pk>/", "campaign", Failed))


def _lookup(typed: str) -> str:
    try:
        return people.by_address(typed).lookup
    except Refusal:
        return signup.lookup_of(typed)


@hooks.register("register_admin_viewset")
def screens() -> CameBack:
    """Put the screens below the desk's own address."""
    return CameBack()


@hooks.register("register_admin_viewset")
def failed() -> Failures:
    """Put what failed there, too."""
    return Failures()
