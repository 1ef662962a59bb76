"""Finding people by what a colleague knows of them."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from depesche.audience import following, signup
from depesche.audience.application import BAD_ADDRESS
from depesche.audience.models import Purpose, Subscriber
from depesche.kernel import address
from depesche.kernel.refusal import Refusal


def by_address(typed: str) -> Subscriber:
    """Return the person with an address; whoever moved to another one is found by the old one, too.

    :raises Refusal: code ``bad-address`` or ``unknown-address``
    """
    found = address.parse(typed, message=BAD_ADDRESS)
    known = Subscriber.objects.filter(lookup=signup.lookup_of(found.mailbox)).first()
    subscriber = known and following.latest(known.pk)
    if subscriber is None:
        raise Refusal(code="unknown-address", message=_("We know nobody with this address."), help=_("It may have been erased."))
    return subscriber


def require_purposes(keys: Collection[str]) -> None:
    """Check that purposes exist.

    :raises Refusal: code ``unknown-purpose``, naming those that exist
    """
    known = list(Purpose.objects.values_list("key", flat=True))
    for key in keys:
        if key not in known:
            raise Refusal(
                code="unknown-purpose",
                message=_("There is no purpose “%(key)s”.") % {"key": key},
                help=_("There are: %(keys)s.") % {"keys": ", ".join(known)},
            )
