"""Who publishes."""

from __future__ import annotations

from depesche.brand.models import Publisher
from depesche.press import tags


def publisher() -> Publisher:
    """Return the publisher of the default site; an unsaved, empty one while nothing has been entered. Notes the tag ``brand``."""
    tags.use("brand")
    return tags.once(_read)


def sender_domain() -> str:
    """Return the domain of the address that newsletters come from; empty while none has been entered."""
    found = publisher()
    return (found.newsletter_sender or found.email).rpartition("@")[2].lower()


def _read() -> Publisher:
    return Publisher.objects.select_related("logo").filter(site__is_default_site=True).first() or Publisher()
