"""What every screen of claims stands in: its frame, and who may open it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from depesche.newsroom.models import Claim

SEE, CHANGE, ADD = "newsroom.view_claim", "newsroom.change_claim", "newsroom.add_claim"
OVERRIDE, REMOVE, TAKE_DOWN = "newsroom.override_claim", "newsroom.delete_claim", "newsroom.take_down_claim"
SEE_SOURCES, CHANGE_SOURCE, ADD_SOURCE, REMOVE_SOURCE = (f"newsroom.{deed}_source" for deed in ("view", "change", "add", "delete"))
LONGEST = 60


def claim(number: int) -> Claim:
    """Return a claim, or answer that there is none."""
    found: Claim = get_object_or_404(Claim.objects.select_related("question", "merged_into", "override_by"), pk=number)
    return found


def address(found: Claim) -> str:
    """Return where a claim is looked at."""
    return reverse("newsroom-claim", args=[found.pk])


def frame(title: str, *steps: tuple[str, str], icon: str = "openquote") -> dict[str, Any]:
    """Return what the desk's own frame needs: title and the steps that lead here, each an address and its name."""
    ways = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, *({"url": url, "label": short(name)} for url, name in steps)]
    return {"page_title": title, "header_icon": icon, "breadcrumbs_items": [*ways, {"url": "", "label": title}]}


def in_claims(title: str, found: Claim | None = None) -> dict[str, Any]:
    """Return the frame of a screen below the list of claims, or below one claim."""
    steps = [(reverse("newsroom-claims"), _("Claims")), *([(address(found), found.text)] if found else [])]
    return frame(title, *steps)


def may(request: HttpRequest) -> dict[str, bool]:
    """Return what a person may do, for templates."""
    return {
        "may_change": request.user.has_perm(CHANGE),
        "may_add": request.user.has_perm(ADD),
        "may_override": request.user.has_perm(OVERRIDE),
        "may_take_down": request.user.has_perm(TAKE_DOWN),
        "may_remove": request.user.has_perm(REMOVE),
        "may_change_source": request.user.has_perm(CHANGE_SOURCE),
        "may_remove_source": request.user.has_perm(REMOVE_SOURCE),
    }


def short(text: str) -> str:
    """Return a text that fits into the line of steps."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 2].rstrip()} …"
