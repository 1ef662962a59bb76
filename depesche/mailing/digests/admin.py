"""The desk's list of digests and their form. Looking, switching on and off are in ``desk.py``."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic

from depesche.brand.models import User
from depesche.brand.people import logged_in
from depesche.kernel import clock
from depesche.mailing.digest_rows import Digest
from depesche.mailing.digests import composing_issue, desk, writing
from depesche.mailing.kept_screens import KeptViewSet

WHEN_HELP = _("The weekday counts for a weekly digest only. The time is that of the site's time zone.")
PANELS = [
    MultiFieldPanel([FieldPanel("name"), FieldPanel("purpose"), FieldPanel("responsible")], heading=_("Digest")),
    MultiFieldPanel([FieldRowPanel([FieldPanel("rhythm"), FieldPanel("weekday"), FieldPanel("time")])], heading=_("When"), help_text=WHEN_HELP),
    MultiFieldPanel([FieldPanel("sections", widget=CheckboxSelectMultiple), FieldPanel("most")], heading=_("What")),
    MultiFieldPanel([FieldPanel("subject"), FieldPanel("intro")], heading=_("How it begins")),
]


class DigestForm(WagtailAdminModelForm):
    """A digest's form; a subject names only what an issue can fill in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["responsible"]
        field.queryset = User.objects.filter(is_active=True).order_by("email")

    def clean_subject(self) -> str:
        """Refuse words in braces that nothing fills in."""
        subject = " ".join(str(self.cleaned_data["subject"]).split())
        unknown = composing_issue.unknown_words(subject)
        if unknown:
            known = ", ".join(f"{{{word}}}" for word in composing_issue.WORDS)
            told = {"word": unknown[0][:40], "known": known}
            raise ValidationError(_("Nothing fills in {%(word)s}. There are: %(known)s."), params=told)
        return subject


class Digests(generic.IndexView):
    """The list; a digest's name leads to its page, not to its form."""

    def get_edit_url(self, instance: Digest) -> str:
        """Lead to the digest's page."""
        return desk.address(instance)

    def get_list_buttons(self, instance: Digest) -> list[Any]:
        """Show no buttons in the list."""
        return []


class NewDigest(generic.CreateView):
    """Sets a digest up; it is off."""

    submit_button_label = _("Save and look at it")
    success_message = _("The digest “%(object)s” is saved. A second person switches it on.")

    def get_initial_form_instance(self) -> Digest:
        """Offer who sets it up as responsible."""
        return Digest(responsible=logged_in(self.request))

    def save_instance(self) -> Digest:
        """Save through the deed."""
        digest: Digest = self.form.instance
        writing.begin(digest, self.form.save, by=logged_in(self.request), at=clock.now())
        return digest

    def get_success_url(self) -> str:
        """Lead to the digest's page."""
        return desk.address(self.form.instance)

    def get_success_buttons(self) -> list[Any]:
        """Show no buttons beside the message."""
        return []


class EditDigest(generic.EditView):
    """Changes a digest, which switches it off."""

    submit_button_label = _("Save and look at it")
    success_message = _("The digest “%(object)s” is saved. What changes its issues switches it off until a second person switches it on again.")
    can_delete = False

    def save_instance(self) -> Digest:
        """Save through the deed."""
        digest: Digest = self.form.instance
        writing.edit(digest, self.form.save, by=logged_in(self.request), at=clock.now())
        return digest

    def get_success_url(self) -> str:
        """Lead to the digest's page."""
        return desk.address(self.form.instance)

    def get_success_buttons(self) -> list[Any]:
        """Show no buttons beside the message."""
        return []


def _state(digest: Digest) -> str:
    return str(_("switched on") if digest.switched_on_at is not None else _("switched off"))


class DigestViewSet(KeptViewSet):
    """Everything below ``/desk/digests/``."""

    model = Digest
    name = "digests"
    url_prefix = "digests"
    url_namespace = desk.NAMESPACE
    icon = "time"
    menu_label = _("Digests")
    menu_name = "digests"
    menu_order = 212  # type: ignore[assignment]
    add_to_admin_menu = True
    list_per_page = 30
    ordering = ["name"]
    list_display = [
        TitleColumn("name", label=_("Name"), get_url=desk.address, sort_key="name"),
        StatusTagColumn("state", label=_("State"), accessor=_state, primary=lambda digest: digest.switched_on_at is not None),
        Column("purpose", label=_("Purpose")),
        Column("get_rhythm_display", label=_("Rhythm")),
        Column("responsible", label=_("Responsible")),
    ]
    index_view_class = Digests
    add_view_class = NewDigest
    edit_view_class = EditDigest
    panels = PANELS
    form = DigestForm
    pages = desk.urlpatterns
