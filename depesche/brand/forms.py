"""Forms of the desk for people and legal texts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.rich_text import get_rich_text_editor_widget
from wagtail.users.forms import UserCreationForm, UserEditForm

from depesche.brand import legal
from depesche.brand.models import LegalText
from depesche.brand.people import Role, User
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal

LEGAL_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "hr"]


class RolesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """The roles of a person, by the names that people know them by."""

    def label_from_instance(self, obj: Group) -> str:
        """Say what the role may do."""
        return str(Role(obj.name).label)


def _roles_field() -> RolesField:
    return RolesField(
        queryset=Group.objects.filter(name__in=Role.values).order_by("pk"), widget=forms.CheckboxSelectMultiple, required=False, label=_("Roles")
    )


class NewPersonForm(UserCreationForm):
    """A new colleague: address, name, roles, first password."""

    is_superuser: Any = None
    groups = _roles_field()

    class Meta(UserCreationForm.Meta):
        model = User
        fields: Any = ["email", "first_name", "last_name", "groups"]

    def clean_email(self) -> str:
        """Keep addresses of accounts in small letters, so that each exists once."""
        return _free_address(self.cleaned_data["email"], self.instance)


class PersonForm(UserEditForm):
    """A colleague; nobody changes their own roles."""

    is_superuser: Any = None
    groups = _roles_field()

    class Meta(UserEditForm.Meta):
        model = User
        fields: Any = ["email", "first_name", "last_name", "is_active", "groups"]

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if editing_self:
            del self.fields["is_active"], self.fields["groups"]

    def clean_email(self) -> str:
        """Keep addresses of accounts in small letters, so that each exists once."""
        return _free_address(self.cleaned_data["email"], self.instance)


def _free_address(typed: str, person: User) -> str:
    address = typed.strip().lower()
    if User.objects.filter(email__iexact=address).exclude(pk=person.pk).exists():
        raise forms.ValidationError(_("Somebody has this address already."))
    return address


class LegalTextForm(WagtailAdminModelForm):
    """A legal text with the body that readers see; saving a changed body publishes a new version."""

    body = forms.CharField(
        label=_("Text"),
        widget=get_rich_text_editor_widget(features=LEGAL_FEATURES),
        help_text=_("Saving publishes a new version at once; earlier ones stay readable."),
    )

    class Meta(WagtailAdminModelForm.Meta):
        model = LegalText
        fields = ["title", "slug"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            present = self.instance.versions.first()
            self.fields["body"].initial = present.body if present else ""

    def clean_body(self) -> str:
        """Refuse an empty text while it is still on the screen."""
        try:
            return legal.check(self.cleaned_data["body"])
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def save(self, commit: bool = True) -> LegalText:
        """Save the text and publish the version."""
        text: LegalText = super().save(commit=commit)
        legal.publish(text, body=self.cleaned_data["body"], by=self.for_user, at=clock.now())
        return text
