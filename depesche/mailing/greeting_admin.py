"""The desk's screens for the welcome mail: the publisher's words by language, and the mail as a new reader gets it."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.admin.ui.tables import BooleanColumn, TitleColumn
from wagtail.admin.views import generic

from depesche.audience import letters
from depesche.audience.models import Purpose, Subscriber
from depesche.kernel import clock
from depesche.mailing.greeting_rows import MOST, Greeting
from depesche.mailing.kept_screens import KeptViewSet

NAMESPACE = "greetings"
LOOK = "mailing.view_greeting"
LONGEST = 8_000  # characters with mark-up: the mail must stay far below its 60 kB, or nobody could confirm
PANELS = [
    FieldPanel("language"),
    FieldPanel("is_on"),
    FieldPanel("text"),
    InlinePanel("articles", [PageChooserPanel("article", "newsroom.ArticlePage")], heading=_("Worth reading"), label=_("Article"), max_num=MOST),
]


class GreetingForm(WagtailAdminModelForm):
    """A greeting's form; an article is taken once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.formsets["articles"].get_unique_error_message = lambda unique_check: _("An article is chosen twice. Take each article once.")

    def clean_text(self) -> str:
        """Keep it so short that the mail stays one."""
        text = str(self.cleaned_data["text"])
        if len(text) > LONGEST:
            raise ValidationError(_("The greeting is too long; %(most)s characters are the most."), params={"most": LONGEST})
        return text


def address(greeting: Greeting) -> str:
    """Return where a greeting is looked at."""
    return reverse(f"{NAMESPACE}:show", args=[greeting.pk])


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the welcome mail as a new reader gets it."""
    greeting = _greeting(request, pk)
    items = [
        {"url": reverse("wagtailadmin_home"), "label": gettext("Home")},
        {"url": reverse(f"{NAMESPACE}:index"), "label": gettext("Welcome mail")},
        {"url": "", "label": str(greeting)},
    ]
    context = {"greeting": greeting, "breadcrumbs_items": items, "header_icon": "mail", "page_title": gettext("Welcome mail")}
    return TemplateResponse(request, "mailing/greeting.html", context)


@require_safe
@xframe_options_sameorigin
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the mail for the sandboxed frame; it names nobody, and its links lead to nobody's consent."""
    greeting = _greeting(request, pk)
    titles = tuple(Purpose.objects.filter(is_offered=True).values_list("title", flat=True)) or ("…",)
    told = letters.Welcome(keys=(), titles=titles, index=1, checkpoint="…", attachments=())
    nobody = Subscriber(id=uuid.UUID(int=0), mailbox="nobody@example.org", language=greeting.language)
    return HttpResponse(letters.welcome(nobody, told, at=clock.now()).html)


class Greetings(generic.IndexView):
    """The languages; each leads to its mail."""

    def get_edit_url(self, instance: Greeting) -> str:
        """Lead to the mail."""
        return address(instance)

    def get_list_buttons(self, instance: Greeting) -> list[Any]:
        """Show no buttons in the list."""
        return []


class _Saving:
    """Leads to the mail after saving."""

    form: Any

    def get_success_url(self) -> str:
        """Lead to the mail."""
        return address(self.form.instance)

    def get_success_buttons(self) -> list[Any]:
        """Show no buttons beside the message."""
        return []


class NewGreeting(_Saving, generic.CreateView):
    """Writes the words for a language."""


class EditGreeting(_Saving, generic.EditView):
    """Changes them."""

    can_delete = False


class GreetingViewSet(KeptViewSet):
    """Everything below ``/desk/greetings/``."""

    model = Greeting
    name = "greetings"
    url_prefix = "greetings"
    url_namespace = NAMESPACE
    icon = "mail"
    menu_label = _("Welcome mail")
    menu_name = "greetings"
    menu_order = 620  # type: ignore[assignment]
    add_to_settings_menu = True
    list_display = [
        TitleColumn("language", label=_("Language"), accessor="get_language_display", get_url=address),
        BooleanColumn("is_on", label=_("Shown")),
    ]
    index_view_class = Greetings
    add_view_class = NewGreeting
    edit_view_class = EditGreeting
    panels = PANELS
    form = GreetingForm
    pages = (path("<int:pk>/", show, name="show"), path("<int:pk>/mail/", mail, name="mail"))


def _greeting(request: HttpRequest, pk: int) -> Greeting:
    """Return a greeting if the person may look.

    :raises PermissionDenied: if not
    """
    if not request.user.has_perm(LOOK):
        raise PermissionDenied
    return get_object_or_404(Greeting, pk=pk)
