"""Setting how strict publishing is with statements that have no source, per type of work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.log_actions import log

from depesche.newsroom.claims.gate_rows import ClaimGate, Mode, Work, mode

if TYPE_CHECKING:
    from depesche.brand.models import User

SET = "newsroom.claim_gate_set"


def modes() -> dict[Work, Mode]:
    """Return the mode of every type of work."""
    return {work: mode(work) for work in Work}


def choose(wanted: Mapping[Work, Mode], *, by: User | None) -> int:
    """Set the modes of types of work, and note who did; return how many changed."""
    changed = 0
    with transaction.atomic():
        for work, strict in wanted.items():
            before = mode(work)
            if before != strict:
                row, _new = ClaimGate.objects.update_or_create(pk=work, defaults={"mode": strict})
                log(instance=row, action=SET, user=by, data={"work": work, "from": before, "to": strict})
                changed += 1
    return changed
