"""The desk's screens for the audience. Every view asks for its permission on the server; every change is a POST."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from depesche.audience import desk, proof, timeline, withdrawal
from depesche.audience.growth_admin import GrowthScreens
from depesche.audience.import_admin import Imports
from depesche.audience.models import Purpose, Subscriber
from depesche.audience.people_admin import SubscriberList, SubscriberTable
from depesche.audience.readings_admin import ProofReadings
from depesche.audience.record_admin import ProcessingRecord
from depesche.audience.rights_admin import RIGHTS, DataRequests
from depesche.audience.screens import ADDRESSES, PAGE_SIZE, PROOF, Screen, Screens
from depesche.audience.studio_admin import SignupForms
from depesche.audience.withdrawal import Route
from depesche.courier import outbox
from depesche.kernel import clock


class PersonView(Screen):
    """One person: consents, what waits, history, and the proof."""

    asks_for: tuple[str, ...] = (ADDRESSES, PROOF)
    header_icon = "user"
    template_name = "audience/person.html"
    above = (("subscribers:index", _("Subscribers")),)

    def get_page_title(self) -> str:
        """Return the address."""
        return str(self.subscriber.mailbox)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the person."""
        super().setup(request, *args, **kwargs)
        self.subscriber = get_object_or_404(Subscriber, pk=kwargs["pk"])

    def get(self, request: HttpRequest, pk: Any) -> HttpResponseBase:
        """Show the page."""
        is_officer = request.user.has_perm(ADDRESSES)
        # Who reads proofs only reads the history in the proof, where the reading is recorded (L-44); looking at a page records nothing.
        rights = {
            "may_withdraw": is_officer,
            "may_see_history": is_officer,
            "may_prove": request.user.has_perm(PROOF),
            "may_handle": request.user.has_perm(RIGHTS),
        }
        story = timeline.of(self.subscriber) if is_officer else []
        return self.show(person=desk.person(self.subscriber), story=story, wordings=timeline.wordings(story), **rights)


class WithdrawView(PersonView):
    """A withdrawal that came by letter or phone: no question back, only a note what proves it (L-32)."""

    asks_for: tuple[str, ...] = (ADDRESSES,)
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponseBase:
        """End what was chosen."""
        key, typed = request.POST.get("purpose", ""), request.POST.get("note", "").strip()[:500]
        if not typed:
            messages.error(request, _("Please note what proves the wish."))
            return redirect("subscribers:person", pk=self.subscriber.pk)
        note = f"{request.user.get_username()}: {typed}"
        receipt = withdrawal.withdraw(self.subscriber, purposes=[key] if key else None, at=clock.now(), route=Route.DESK, note=note)
        if receipt.purposes:
            messages.success(
                request,
                _("Withdrawn: %(titles)s. Entry %(index)s of the consent log.") % {"titles": ", ".join(receipt.titles), "index": receipt.index},
            )
        else:
            messages.warning(request, _("There was no consent left to withdraw."))
        return redirect("subscribers:person", pk=self.subscriber.pk)


class ProofView(PersonView):
    """The proof as a file; each reading is recorded (L-44), so it is asked for by POST."""

    asks_for: tuple[str, ...] = (PROOF,)
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponseBase:
        """Hand out the file, or its paper alone."""
        is_paper = request.POST.get("as") == "paper"
        read, suffix, kind = (proof.read_paper, "pdf", "application/pdf") if is_paper else (proof.read, "zip", "application/zip")
        data = read(self.subscriber, at=clock.now(), reader=request.user.get_username())
        name = f'attachment; filename="proof-{self.subscriber.pk}.{suffix}"'
        return HttpResponse(data, content_type=kind, headers={"Content-Disposition": name, "Cache-Control": "no-store"})


class HeldList(Screen):
    """Confirmation mails that wait for a look: too many in an hour, no proof of work, a disposable address (B-07, B-08, B-10)."""

    asks_for: tuple[str, ...] = (ADDRESSES,)
    page_title: Any = _("Held sign-ups")
    header_icon = "time"
    template_name = "audience/held.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show what waits."""
        return self.show(total=desk.held().count(), waiting=desk.held_lines(PAGE_SIZE))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Release what was chosen, or all."""
        wanted = desk.held() if "all" in request.POST else desk.held_named(request.POST.getlist("mail"))
        freed = outbox.release(list(wanted.values_list("pk", flat=True)), at=clock.now())
        messages.success(request, ngettext("%(count)s mail was released.", "%(count)s mails were released.", freed) % {"count": freed})
        return redirect("held-signups:index")


class Subscribers(Screens):
    """People and their proofs."""

    name: Any = "subscribers"
    icon: Any = "group"
    menu_label: Any = _("Subscribers")
    views = (
        ("", "index", SubscriberList),
        ("table/", "table", SubscriberTable),
        ("<uuid:pk>/", "person", PersonView),
        ("<uuid:pk>/withdraw/", "withdraw", WithdrawView),
        ("<uuid:pk>/proof/", "proof", ProofView),
    )


class HeldSignups(Screens):
    """What waits for release."""

    name: Any = "held-signups"
    icon: Any = "time"
    menu_label: Any = _("Held sign-ups")
    views = (("", "index", HeldList),)


class NeverDeleted(ModelPermissionPolicy):
    """Nobody deletes a purpose, not even an administrator: forms, links and the log name it for ever. It can be offered no more."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Answer as the model's permissions say, except for deleting."""
        return action != "delete" and bool(super().user_has_permission(user, action))


register_permission_policy(Purpose, NeverDeleted(Purpose))


class Purposes(ModelViewSet):
    """Purposes; the key is for ever, as the ledger and the links in mails name it."""

    model = Purpose
    name: Any = "purposes"
    icon: Any = "tag"
    menu_label: Any = _("Purposes")
    form_fields = ["title", "description", "key", "position", "is_offered"]
    list_display = ["title", "key", "position", "is_offered"]
    list_filter: list[str] = []
    copy_view_enabled = False
    add_to_reference_index = False
    inspect_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> Any:
        """Leave the key alone once it is given."""
        form = super().get_form_class(for_update)
        if for_update:
            form.base_fields.pop("key", None)
        return form


class AudienceGroup(ViewSetGroup):
    """The audience's screens under one heading of the menu."""

    menu_label: Any = _("Audience")
    menu_icon: Any = "group"
    menu_name: Any = "audience"
    menu_order: Any = 300
    items: Any = (  # what waits for somebody, what is set up, what is looked up
        Subscribers(),
        HeldSignups(),
        DataRequests(),
        SignupForms(),
        Purposes(),
        Imports(),
        GrowthScreens(),
        ProofReadings(),
        ProcessingRecord(),
    )
