"""What of the publisher's own things needs somebody now, and the keys that lead to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.auth import user_has_any_page_permission

from depesche.brand import callback, callback_desk
from depesche.brand.home import keys
from depesche.brand.home.keys import Key
from depesche.brand.home.waiting import Row, Urgency, asks


@asks("callbacks")
def callbacks(user: Any, *, at: datetime) -> Row | None:
    """Tell who waits for a call."""
    if not user.has_perm(callback_desk.SEE):
        return None
    found = callback.waiting().order_by().aggregate(count=Count("pk"), since=Min("requested_at"))
    if not found["count"]:
        return None
    sentence = ngettext("%(count)d person waits for a call.", "%(count)d people wait for a call.", found["count"]) % found
    url = f"{reverse(callback_desk.LIST)}?state={callback.State.NEW}"
    return Row("callbacks", sentence, url, Urgency.SOON, found["count"], since=found["since"])


def writers(user: Any) -> bool:
    """Whether the person writes or edits pages at all."""
    return bool(user_has_any_page_permission(user))


def register_keys() -> None:
    """Add the keys of this part and those of Wagtail's own screens."""
    keys.register(
        Key("g h", _("First page"), "wagtailadmin_home"),
        Key("g a", _("Articles and sections"), "wagtailadmin_explore_root", writers),
        Key("g i", _("Pictures"), "wagtailimages:index", writers),
        Key("g o", _("Offers"), "wagtailsnippets_brand_offer:list", keys.who_may("brand.view_offer")),
        Key("g t", _("Call back"), callback_desk.LIST, keys.who_may(callback_desk.SEE)),
        Key("g p", _("People"), "wagtailusers_users:index", keys.who_may("brand.change_user")),
        Key("g m", _("My account"), "wagtailadmin_account"),
        Key("n", _("New article"), "wagtailadmin_pages:choose_parent", writers, ("newsroom", "articlepage")),
    )
