"""Who may open which screens of the desk.

Wagtail asks for a permission where something is changed; many of its lists and choosers ask for none. ``tests/project/test_role_matrix.py`` walks
every address with every role.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.admin.auth import permission_denied, user_has_any_page_permission

Test = Callable[[Any], bool]


def _nobody(user: Any) -> bool:
    return False


def _writers(user: Any) -> bool:
    return bool(user_has_any_page_permission(user))  # type: ignore[no-untyped-call]  # Wagtail has no types


def _administrators(user: Any) -> bool:
    return bool(user.has_perm("brand.change_user"))


# By the names of addresses; the first line that fits counts, and a screen that stands on no line asks for itself.
DOORS: tuple[tuple[re.Pattern[str], Test], ...] = (
    # Requests to be called back hold personal data and legal texts stand by themselves: neither is chosen anywhere.
    (re.compile(r"wagtailsnippetchoosers_brand_(callbackrequest|legaltext):"), _nobody),
    # What Depesche keeps in step itself or does without.
    (re.compile(r"wagtailforms:|wagtailembeds:|wagtailsites:|wagtailusers_groups:|wagtailadmin_collections:|wagtailsnippets:index"), _nobody),
    (re.compile(r"wagtailadmin_error_test$"), _nobody),
    (re.compile(r"wagtailadmin_(block_preview|tag_autocomplete|tag_model_autocomplete)$"), _writers),
    (re.compile(r"wagtailadmin_reports:site_history"), _administrators),
    (re.compile(r"wagtailadmin_workflows:"), _administrators),
    (re.compile(r"wagtailadmin_(pages|reports|api|editing_sessions):|wagtailadmin_(explore|choose_page)|wagtail_bulk_action$"), _writers),
    (re.compile(r"wagtail(images|docs)(_chooser)?:|wagtailsnippetchoosers_|newsroom_block_"), _writers),
)


class Doors:
    """Middleware: closes a screen before its view runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(  # noqa: PLR0917 - the shape that Django calls
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Refuse who may not enter; who is not logged in is led to the login by the view itself."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not request.path.startswith("/desk/") or not request.user.is_authenticated:
            return None
        test = next((test for pattern, test in DOORS if pattern.match(name)), None)
        if test is None or test(request.user):
            return None
        answer: HttpResponseBase = permission_denied(request)  # type: ignore[no-untyped-call]  # Wagtail has no types
        return answer
