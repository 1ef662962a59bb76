"""Forms of the desk for colleagues: addresses, names and roles; never a password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm

from depesche.brand.people import Role, User


class RolesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """The roles of a person, by the names that people know them by."""

    def label_from_instance(self, obj: Group) -> str:
        """Say what the role may do."""
        return str(Role(obj.name).label)


def _roles_field(*, required: bool) -> RolesField:
    return RolesField(
        queryset=Group.objects.filter(name__in=Role.values).order_by("pk"), widget=forms.CheckboxSelectMultiple, required=required, label=_("Roles")
    )


class InviteForm(UserCreationForm):
    """Who shall be invited, and as what."""

    is_superuser: Any = None
    email = forms.EmailField(label=_("E-mail address"), help_text=_("The invitation goes there; later the person logs in with it."))
    first_name = forms.CharField(label=_("first name"), max_length=80)
    last_name = forms.CharField(label=_("last name"), max_length=80)
    groups = _roles_field(required=True)

    class Meta(UserCreationForm.Meta):
        model = User
        fields: Any = ["email", "first_name", "last_name", "groups"]

    def clean_email(self) -> str:
        """Keep addresses of accounts in small letters, so that each exists once."""
        return free_address(self.cleaned_data["email"], self.instance)


class PersonForm(UserEditForm):
    """A colleague; nobody changes their own roles, and who was invited only becomes active by answering."""

    is_superuser: Any = None
    email = forms.EmailField(label=_("E-mail address"))
    first_name = forms.CharField(label=_("first name"), max_length=80)
    last_name = forms.CharField(label=_("last name"), max_length=80)
    is_active = forms.BooleanField(
        label=_("active"),
        required=False,
        help_text=_("Without this mark nobody can log in with this account; whoever is logged in is logged out at once."),
    )
    groups = _roles_field(required=False)

    class Meta(UserEditForm.Meta):
        model = User
        fields: Any = ["email", "first_name", "last_name", "is_active", "groups"]

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if editing_self:
            del self.fields["is_active"], self.fields["groups"]
        elif self.instance.is_invited:
            del self.fields["is_active"]

    def clean_email(self) -> str:
        """Keep addresses of accounts in small letters, so that each exists once."""
        return free_address(self.cleaned_data["email"], self.instance)


def free_address(typed: str, person: User) -> str:
    """Return the address in small letters.

    :raises ValidationError: if somebody else has it
    """
    address = typed.strip().lower()
    if User.objects.filter(email__iexact=address).exclude(pk=person.pk).exists():
        raise forms.ValidationError(_("Somebody has this address already."))
    return address


class SecurityForm(forms.Form):
    """Which roles need a second factor."""

    roles = forms.MultipleChoiceField(
        label=_("These roles need a second factor"),
        required=False,
        choices=lambda: Role.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("From the moment you save, whoever has such a role and no second factor has to set one up before anything else opens."),
    )
