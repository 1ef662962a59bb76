"""The desk's screens for campaigns: the list and the form. Looking, approving and sending are in ``desk.py``."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import Button

from depesche.kernel import clock
from depesche.mailing import composing, desk
from depesche.mailing.correcting import desk as corrections
from depesche.mailing.kept_screens import KeptViewSet
from depesche.mailing.models import Campaign

TWICE = {
    "teasers": _("An article is chosen twice. Take each article once."),
    "offers": _("An offer is chosen twice. Take each offer once."),
}
OFFERS_HELP = _("Shown below the articles, as advertising.")
PANELS = [
    MultiFieldPanel([FieldPanel("purpose"), FieldPanel("subject"), FieldPanel("preheader")], heading=_("Envelope")),
    FieldPanel("intro"),
    InlinePanel("teasers", [PageChooserPanel("article", "newsroom.ArticlePage")], heading=_("Articles"), label=_("Article")),
    InlinePanel(
        "offers", [FieldPanel("offer")], heading=_("Offers"), label=_("Offer"), max_num=3, help_text=_("Shown below the articles, as advertising.")
    ),
]


class CampaignForm(WagtailAdminModelForm):
    """A campaign's form; an article and an offer are taken once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, sentence in TWICE.items():
            # Django's own sentence names the fields of the database.
            self.formsets[name].get_unique_error_message = lambda unique_check, sentence=sentence: sentence


class Campaigns(generic.IndexView):
    """The list; a campaign's name leads to its page, not to its form."""

    def get_edit_url(self, instance: Campaign) -> str:
        """Lead to the campaign's page."""
        return desk.address(instance)

    @cached_property
    def header_more_buttons(self) -> list[Any]:  # type: ignore[override]
        """Lead to the corrections, too."""
        more = Button(_("Corrections by mail"), url=reverse("campaigns:corrections"), icon_name="edit", priority=90)
        return [*super().header_more_buttons, more]

    def get_list_buttons(self, instance: Campaign) -> list[Any]:
        """Show no buttons in the list."""
        return []


class NewCampaign(generic.CreateView):
    """Writes a draft."""

    submit_button_label = _("Save and look at it")
    success_message = _("The campaign “%(object)s” is saved as a draft.")

    def save_instance(self) -> Campaign:
        """Save through the deed."""
        campaign: Campaign = self.form.save(commit=False)
        composing.begin(campaign, by=desk.person(self.request), at=clock.now())
        return campaign

    def get_success_url(self) -> str:
        """Lead to the campaign's page."""
        return desk.address(self.form.instance)

    def get_success_buttons(self) -> list[Any]:
        """Show no buttons beside the message."""
        return []


class EditCampaign(generic.EditView):
    """Changes a campaign; what is being sent can only be looked at."""

    submit_button_label = _("Save and look at it")
    success_message = _("The campaign “%(object)s” is saved. It has to be approved before it goes out.")
    can_delete = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead away from a form that can no longer be saved."""
        campaign = get_object_or_404(Campaign, pk=self.kwargs["pk"])
        if campaign.state not in composing.EDITABLE:
            return redirect(desk.address(campaign))
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def save_instance(self) -> Campaign:
        """Save through the deed."""
        campaign: Campaign = self.form.save(commit=False)
        composing.edit(campaign, by=desk.person(self.request), at=clock.now())
        return campaign

    def get_success_url(self) -> str:
        """Lead to the campaign's page."""
        return desk.address(self.form.instance)

    def get_success_buttons(self) -> list[Any]:
        """Show no buttons beside the message."""
        return []


class CampaignViewSet(KeptViewSet):
    """Everything below ``/desk/campaigns/``."""

    model = Campaign
    name = "campaigns"
    url_prefix = "campaigns"
    url_namespace = desk.NAMESPACE
    icon = "mail"
    menu_label = _("Newsletters")
    menu_name = "campaigns"
    menu_order = 210  # type: ignore[assignment]
    add_to_admin_menu = True
    list_per_page = 30
    ordering = ["-created_at"]
    search_fields = ["subject"]
    list_filter = ["state", "kind", "purpose"]
    list_display = [
        TitleColumn("subject", label=_("Subject"), get_url=desk.address, sort_key="subject"),
        Column("get_kind_display", label=_("Kind")),
        Column("purpose", label=_("Purpose")),
        StatusTagColumn("get_state_display", label=_("State"), primary=lambda campaign: campaign.state in desk.LIVELY),
        DateColumn("created_at", label=_("Created"), sort_key="created_at"),
        DateColumn("sent_at", label=_("Sent"), sort_key="sent_at"),
    ]
    index_view_class = Campaigns
    add_view_class = NewCampaign
    edit_view_class = EditCampaign
    panels = PANELS
    form = CampaignForm
    pages = (*corrections.urlpatterns, *desk.urlpatterns)
