"""Setting digests up and changing them. Every change of one that is on switches it off, as an edit ends a campaign's approval."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from depesche.brand.models import User
from depesche.mailing.digest_rows import Digest
from depesche.mailing.digests import switching

SWITCH = ("switched_on_by_id", "switched_on_at", "switched_on_digest")


def begin(digest: Digest, save: Callable[[], object], *, by: User | None, at: datetime) -> None:
    """Save a new digest; it is off.

    :param save: saves it, and the sections chosen for it
    """
    digest.author = digest.last_edited_by = by
    digest.created_at = digest.last_edited_at = at
    with transaction.atomic():
        save()


def edit(digest: Digest, save: Callable[[], object], *, by: User | None, at: datetime) -> None:
    """Save what was changed. Only who is responsible may change without switching it off; the person counts as its last editor otherwise."""
    with transaction.atomic():
        present = Digest.objects.select_for_update().get(pk=digest.pk)
        for name in SWITCH:  # somebody may have switched it since the form was read
            setattr(digest, name, getattr(present, name))
        before = switching.settings_digest(present)
        save()
        if switching.settings_digest(Digest.objects.get(pk=digest.pk)) != before:
            Digest.objects.filter(pk=digest.pk).update(last_edited_by=by, last_edited_at=at)
            switching.switch_off(digest, by=by, at=at)
    digest.refresh_from_db()
