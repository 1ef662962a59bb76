"""Who publishes."""

from __future__ import annotations

from depesche.brand.models import Publisher
from depesche.press import tags


def publisher() -> Publisher:
    """Return the publisher of the default site; an unsaved, empty one while nothing has been entered. Notes the tag ``brand``."""
    tags.use("brand")
    return tags.once(_read)


def _read() -> Publisher:
    return Publisher.objects.select_related("logo").filter(site__is_default_site=True).first() or Publisher()
