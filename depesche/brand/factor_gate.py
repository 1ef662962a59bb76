"""Whoever needs a second factor and has none gets nowhere at the desk but to setting one up, and out."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from depesche.brand import second_factors

DESK = "/desk/"
OPEN = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "wagtailadmin_logout",
        # Open to everybody; who is not sure of the password shall not have to log out first.
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
    }
)


class SecondFactorGate:
    """Middleware: asks at every request below the desk, whatever its method, so a role that is given or a demand that is made counts at once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on, or lead to the setting up."""
        if not request.path_info.startswith(DESK) or not request.user.is_authenticated or not second_factors.is_missing(request.user):
            return self.get_response(request)
        if _name(request.path_info) in OPEN:
            request.needs_factor = True  # type: ignore[attr-defined]
            return self.get_response(request)
        if request.headers.get("x-requested-with") == "XMLHttpRequest" or "application/json" in request.headers.get("accept", ""):
            return JsonResponse({"success": False, "error_code": "factor-needed", "error_message": _("Your role needs a second factor.")}, status=403)
        return HttpResponseRedirect(reverse("mfa_index"))


def _name(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""
