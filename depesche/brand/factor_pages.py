"""Pages of second factors where allauth's own would not say in time that the last one has to stay."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.utils.decorators import method_decorator

from depesche.brand import second_factors


@method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")
class RemoveKey(RemoveWebAuthnView):
    """Removes a key; says beforehand when it is the one that has to stay."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether it has to stay."""
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return {**found, "is_needed": second_factors.is_needed(self.object)}
