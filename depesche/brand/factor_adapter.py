"""allauth's second factors, our way: secrets are stored sealed, names are the publisher's, the last factor stays where a role needs one."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext as _

from depesche.brand import identity, second_factors
from depesche.kernel import keyring, options, sealing


class Factors(DefaultMFAAdapter):
    """allauth's adapter for second factors."""

    def encrypt(self, text: str) -> str:
        """Seal a secret with a key of the key ring."""
        return sealing.seal(text, kind=keyring.SECOND_FACTORS)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret.

        :raises Refusal: code ``cannot-unseal``
        """
        return sealing.unseal(encrypted_text, kind=keyring.SECOND_FACTORS)

    def get_totp_issuer(self) -> str:
        """Return what the app shows beside the address."""
        return identity.publisher().name or options.current().host

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return who asks for the key: the host that the page was opened under, by the publisher's name."""
        return {**super().get_public_key_credential_rp_entity(), "name": self.get_totp_issuer()}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Refuse the last factor of somebody whose role needs one."""
        return not second_factors.is_needed(authenticator)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:
        """Propose a name for a new key."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Key %(number)d") % {"number": count + 1}
