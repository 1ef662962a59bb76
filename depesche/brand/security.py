"""What is demanded of roles: who needs a second factor."""

from __future__ import annotations

from depesche.brand.account_models import Security
from depesche.brand.people import User


def current() -> Security:
    """Return what is demanded now; before anything was chosen, nothing is."""
    return Security.objects.first() or Security()


def stored() -> Security:
    """Return the one row, made if it is not there yet."""
    return Security.objects.get_or_create(pk=1)[0]


def demands_factor_of(person: User) -> bool:
    """Whether one of the person's roles needs a second factor; a superuser is held to what administrators are."""
    demanded = set(current().demands_factor_of())
    return bool(demanded) and not demanded.isdisjoint(person.roles())
