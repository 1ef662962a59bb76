"""The desk's screens for colleagues: the list, inviting, changing, deleting. Each is one call into a deed."""

from __future__ import annotations

from typing import Any

import django_filters  # type: ignore[import-untyped, unused-ignore]
from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet
from django.forms import CheckboxSelectMultiple, ModelForm
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.widgets.button import Button
from wagtail.users.views import users
from wagtail.users.views.users import UserViewSet

from depesche.brand import invitations, second_factors, staffing
from depesche.brand.history_sentences import short_role
from depesche.brand.invitations import Invitee
from depesche.brand.people import Role, User, logged_in
from depesche.brand.people_forms import InviteForm, PersonForm
from depesche.brand.staffing import Wanted
from depesche.kernel import clock


def access_address(person: User) -> str:
    """Return the address of the screen about how a colleague gets in."""
    return reverse("people_access", args=[person.pk])


def state(person: User) -> str:
    """Return whether somebody may enter, in words."""
    if person.is_invited:
        return _("invited") if person.invitation.is_valid(at=clock.now()) else _("invitation expired")
    return _("active") if person.is_active else _("deactivated")


def roles(person: User) -> str:
    """Return a person's roles, in their order."""
    names = {group.name for group in person.groups.all()}
    if person.is_superuser:
        names.add(Role.ADMINISTRATOR.value)
    return ", ".join(short_role(role.value) for role in Role if role.value in names)


def _factor(person: Any) -> str:
    return _("yes") if person.has_factor else _("no")


class PeopleFilter(WagtailFilterSet):
    """By role, and whether they may enter."""

    role = django_filters.MultipleChoiceFilter(
        field_name="groups__name", label=gettext_lazy("Roles"), choices=[(role.value, role.label) for role in Role], widget=CheckboxSelectMultiple
    )
    is_active = django_filters.BooleanFilter(label=gettext_lazy("active"))

    class Meta:
        model = User
        fields: list[str] = []


class People(users.IndexView):
    """The list: who, which roles, whether they answered the invitation, whether they have a second factor. Nothing is done to many at once."""

    page_title = gettext_lazy("People")
    add_item_label = gettext_lazy("Invite a colleague")

    @cached_property
    def columns(self) -> list[Any]:  # type: ignore[override]
        """Return the columns."""
        return [
            self._get_title_column_class(users.UserColumn)(
                "name", accessor="get_full_name", label=gettext_lazy("Name"), sort_key="name", get_url=self.get_edit_url, classname="name"
            ),
            Column("email", label=gettext_lazy("E-mail address"), sort_key="email"),
            Column("roles", accessor=roles, label=gettext_lazy("Roles")),
            StatusTagColumn("state", accessor=state, label=gettext_lazy("Status"), primary=lambda person: person.is_active),
            Column("factor", accessor=_factor, label=gettext_lazy("Second factor")),
            DateColumn("last_login", label=gettext_lazy("Last login"), sort_key="last_login"),
        ]

    def get_filterset_kwargs(self) -> dict[str, Any]:
        """Wagtail's own filter knows one word more than ours."""
        return {name: value for name, value in super().get_filterset_kwargs().items() if name != "is_searching"}

    def get_base_queryset(self) -> QuerySet[User]:
        """Read what the columns need in a few queries."""
        factor = Authenticator.objects.filter(user=OuterRef("pk"), type__in=second_factors.FACTORS)
        found: QuerySet[User] = super().get_base_queryset()
        return found.select_related("invitation").prefetch_related("groups").annotate(has_factor=Exists(factor))


class Invite(users.CreateView):
    """Invites."""

    page_title = gettext_lazy("Invite a colleague")
    page_subtitle: Any = gettext_lazy("Invite a colleague")
    submit_button_label = gettext_lazy("Send the invitation")
    submit_button_active_label = gettext_lazy("Sending…")
    success_message = gettext_lazy("%(object)s is invited. The mail is on its way.")
    error_message = gettext_lazy("Nothing was sent: please look at the marked fields.")

    def save_instance(self) -> User:
        """Invite through the deed."""
        typed = self.form.cleaned_data
        chosen = [Role(group.name) for group in typed["groups"]]
        invitee = Invitee(typed["email"], typed["first_name"], typed["last_name"], chosen)
        invitations.invite(invitee, by=logged_in(self.request), at=clock.now())
        return User.objects.get(email=typed["email"])

    def get_success_buttons(self) -> list[Any]:
        """Show no button beside the message."""
        return []


class EditPerson(users.EditView):
    """Changes a colleague."""

    success_message = gettext_lazy("%(object)s is saved.")
    error_message = gettext_lazy("Nothing was saved: please look at the marked fields.")

    @cached_property
    def header_more_buttons(self) -> list[Any]:  # type: ignore[override]
        """Lead to how the person gets in."""
        return [Button(_("Access"), url=access_address(self.object), icon_name="key", priority=5), *super().header_more_buttons]

    def save_instance(self) -> User:
        """Change through the deed, which reads the account afresh: the form has changed its copy already."""
        typed, person = self.form.cleaned_data, User.objects.get(pk=self.object.pk)
        chosen = frozenset(Role(group.name) for group in typed["groups"]) if "groups" in typed else None
        wanted = Wanted(typed["email"], typed["first_name"], typed["last_name"], roles=chosen, is_active=typed.get("is_active"))
        staffing.change(person, wanted, by=logged_in(self.request), at=clock.now())
        return person

    def get_success_buttons(self) -> list[Any]:
        """Show no button beside the message."""
        return []


class DeletePerson(users.DeleteView):
    """Deletes a colleague's account."""

    page_title = gettext_lazy("Delete the account")
    confirmation_message: Any = gettext_lazy("The account is deleted for good. What the person did stays in the history.")
    success_message = gettext_lazy("The account of %(object)s is deleted.")

    def get_usage_url(self) -> None:
        """Whether somebody left traces is the deed's question."""

    def delete_action(self) -> None:
        """Delete through the deed."""
        staffing.remove(User.objects.get(pk=self.object.pk), by=logged_in(self.request), at=clock.now())


class PeopleViewSet(UserViewSet):
    """Colleagues and their roles."""

    menu_label: Any = gettext_lazy("People")
    index_view_class = People
    add_view_class = Invite
    edit_view_class = EditPerson
    delete_view_class = DeletePerson
    filterset_class: Any = PeopleFilter
    copy_view_enabled = False
    index_template_name: Any = "wagtailadmin/generic/index.html"
    create_template_name: Any = "brand/desk/invite.html"
    edit_template_name: Any = "brand/desk/person.html"

    def get_form_class(self, for_update: bool = False) -> type[ModelForm[Any]]:
        """Return the form for a new or a known colleague."""
        return PersonForm if for_update else InviteForm
