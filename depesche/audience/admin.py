"""The desk's screens for the audience. Every view asks for its permission on the server; every change is a POST."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import View
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from depesche.audience import desk, forms, proof, withdrawal
from depesche.audience.desk_forms import NextVersion, first_filling
from depesche.audience.models import Purpose, Subscriber
from depesche.audience.withdrawal import Route
from depesche.courier import outbox
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal

ADDRESSES, PROOF, TEXTS = "audience.view_addresses", "audience.view_proof", "audience.publish_texts"
PAGE_SIZE = 50


class Screen(WagtailAdminTemplateMixin, View):
    """A page of the desk that some permissions open; any one of ``asks_for`` is enough."""

    asks_for: tuple[str, ...] = ()
    above: tuple[tuple[str, Any], ...] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse whoever may not look."""
        if not any(request.user.has_perm(permission) for permission in self.asks_for):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way here."""
        way = [{"url": reverse(name), "label": label} for name, label in self.above]
        return [*self.breadcrumbs_items, *way, {"url": "", "label": self.get_page_title()}]

    def show(self, **context: Any) -> HttpResponseBase:
        """Answer with the page."""
        return self.render_to_response(self.get_context_data(**context))


class SubscriberList(Screen):
    """Everybody; proof readers find a person by the exact address only."""

    asks_for: tuple[str, ...] = (ADDRESSES, PROOF)
    page_title: Any = _("Subscribers")
    header_icon = "group"
    template_name = "audience/subscribers.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show the list or what was searched for."""
        query = request.GET.get("q", "")
        if not request.user.has_perm(ADDRESSES):
            found = desk.by_exact_address(query) if query else None
            return self.show(query=query, only=found, may_browse=False)
        page = Paginator(desk.subscribers(query), PAGE_SIZE).get_page(request.GET.get("p"))
        return self.show(query=query, page=page, may_browse=True)


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
        rights = {"may_withdraw": is_officer, "may_see_history": is_officer, "may_prove": request.user.has_perm(PROOF)}
        return self.show(person=desk.person(self.subscriber), **rights)


class WithdrawView(PersonView):
    """A withdrawal that came by letter or phone: no question back, only a note what proves it (L-32)."""

    asks_for: tuple[str, ...] = (ADDRESSES,)
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponseBase:
        """End what was chosen."""
        key = request.POST.get("purpose", "")
        note = f"{request.user.get_username()}: {request.POST.get('note', '').strip()[:500]}"
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
        """Hand out the file."""
        data = proof.read(self.subscriber, at=clock.now(), reader=request.user.get_username())
        name = f"proof-{self.subscriber.pk}.zip"
        return HttpResponse(
            data, content_type="application/zip", headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        )


class FormList(Screen):
    """The sign-up form as readers see it now, and all its versions."""

    asks_for: tuple[str, ...] = (TEXTS,)
    page_title: Any = _("Sign-up form")
    header_icon = "form"
    template_name = "audience/forms.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show the versions."""
        return self.show(present=forms.newest(), versions=list(desk.form_versions()[:PAGE_SIZE]))


class NextVersionView(Screen):
    """Write the next version; the linter says what is missing."""

    asks_for: tuple[str, ...] = (TEXTS,)
    page_title: Any = _("New version")
    header_icon = "form"
    template_name = "audience/form_edit.html"
    above = (("signup-forms:index", _("Sign-up form")),)

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show the newest version to write on from."""
        return self.show(form=NextVersion(initial=first_filling()))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Publish, or show what is missing; what was written stays."""
        form = NextVersion(request.POST)
        if not form.is_valid():
            return self.show(form=form)
        try:
            version = form.publish(at=clock.now())
        except Refusal as refusal:
            form.add_error("wording", str(refusal))
            return self.show(form=form)
        messages.success(request, _("Version %(number)s is published.") % {"number": version.number})
        return redirect("signup-forms:index")


class HeldList(Screen):
    """Confirmation mails that wait because more people signed up in an hour than the limit allows (B-07)."""

    asks_for: tuple[str, ...] = (ADDRESSES,)
    page_title: Any = _("Held sign-ups")
    header_icon = "time"
    template_name = "audience/held.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show what waits."""
        waiting = desk.held()
        return self.show(total=waiting.count(), waiting=list(waiting[:PAGE_SIZE]))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Release what was chosen, or all."""
        wanted = desk.held() if "all" in request.POST else desk.held().filter(pk__in=request.POST.getlist("mail"))
        freed = outbox.release(list(wanted.values_list("pk", flat=True)), at=clock.now())
        messages.success(request, ngettext("%(count)s mail was released.", "%(count)s mails were released.", freed) % {"count": freed})
        return redirect("held-signups:index")


class Item(MenuItem):
    """A line of the menu for those who may open its screen."""

    def __init__(self, *args: Any, asks_for: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks_for = asks_for

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person may open it."""
        return any(request.user.has_perm(permission) for permission in self.asks_for)


class Screens(ViewSet):
    """Some screens under one line of the menu."""

    views: tuple[tuple[str, str, type[Screen]], ...] = ()

    def get_urlpatterns(self) -> list[Any]:
        """Return the addresses of the screens."""
        return [path(route, view.as_view(), name=name) for route, name, view in self.views]

    def get_menu_item(self, order: int | None = None) -> MenuItem:
        """Return the line of the menu."""
        return Item(self.menu_label, self.menu_url, name=self.name, icon_name=self.icon, order=order, asks_for=self.views[0][2].asks_for)


class Subscribers(Screens):
    """People and their proofs."""

    name: Any = "subscribers"
    icon: Any = "group"
    menu_label: Any = _("Subscribers")
    views = (
        ("", "index", SubscriberList),
        ("<uuid:pk>/", "person", PersonView),
        ("<uuid:pk>/withdraw/", "withdraw", WithdrawView),
        ("<uuid:pk>/proof/", "proof", ProofView),
    )


class SignupForms(Screens):
    """Consent texts and forms."""

    name: Any = "signup-forms"
    icon: Any = "form"
    menu_label: Any = _("Sign-up form")
    views = (("", "index", FormList), ("new/", "new", NextVersionView))


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
    items: Any = (Subscribers(), SignupForms(), HeldSignups(), Purposes())
