"""What somebody asks of an import, checked before anything is read, and stored as a run; the same order twice is the same run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from depesche.audience import people
from depesche.audience.importing import reading, tally
from depesche.audience.importing.planning import Terms
from depesche.audience.importing.presets.known import PRESETS
from depesche.audience.importing.reading import Source
from depesche.audience.models import ImportRun, Purpose
from depesche.kernel import canonical_json, digest
from depesche.kernel.refusal import Refusal

State = ImportRun.State


@dataclass(frozen=True)
class Order:
    """What is to be imported: files of one system, for these purposes, from this source."""

    sources: Sequence[Source]
    preset: str
    purposes: tuple[str, ...]
    source: str
    asked_by: str
    wording: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)

    def check(self) -> None:
        """Refuse what cannot be carried out.

        :raises Refusal: code ``unknown-preset``, ``unknown-purpose``, ``unknown-field``, ``no-purpose`` or ``no-source``
        """
        if self.preset not in PRESETS:
            message = _("There is no preset “%(name)s”.") % {"name": self.preset}
            raise Refusal(code="unknown-preset", message=message, help=_("There are: %(names)s.") % {"names": ", ".join(PRESETS)})
        if not self.purposes:
            raise Refusal(code="no-purpose", message=_("Say for which purposes people agreed."))
        if not self.source.strip():
            raise Refusal(code="no-source", message=_("Say where the addresses come from; it becomes part of every proof."))
        people.require_purposes(self.purposes)
        reading.require_mapping(self.mapping)

    @property
    def digest(self) -> str:
        """Return what two orders have in common exactly if they would do the same."""
        said = {
            "files": sorted(source.sha256 for source in self.sources),
            "preset": self.preset,
            "purposes": sorted(self.purposes),
            "wording": self.wording.strip(),
            "mapping": dict(self.mapping),
        }
        return digest.sha256_hex(canonical_json.dump(said))


def place(order: Order, *, state: ImportRun.State, at: datetime) -> ImportRun:
    """Store an order as a run.

    :raises Refusal: as :meth:`Order.check`
    """
    order.check()
    return ImportRun.objects.create(
        preset=order.preset,
        source=order.source.strip()[:255],
        purposes=list(order.purposes),
        mapping=dict(order.mapping),
        wording=order.wording.strip()[: reading.LONGEST_WORDING],
        files=[source.as_json() for source in order.sources],
        digest=order.digest,
        counts=dict(tally.begin({})),
        state=state,
        asked_by=order.asked_by[:160],
        created_at=at,
        touched_at=at,
    )


def earlier(order: Order) -> ImportRun | None:
    """Return the run that did the same before, or that was interrupted while doing it."""
    return ImportRun.objects.filter(digest=order.digest, state__in=[State.DONE, State.RUNNING, State.UNDOING]).first()


def pending(order: Order) -> ImportRun | None:
    """Return the upload of the same order that waits for somebody to start it, or for the worker."""
    return ImportRun.objects.filter(digest=order.digest, state__in=[State.UPLOADED, State.CHECKED, State.WAITING]).first()


def terms(run: ImportRun) -> Terms:
    """Return what a run may do."""
    return terms_of(tuple(run.purposes), run.wording)


def terms_of(purposes: tuple[str, ...], wording: str) -> Terms:
    """Return what an import for these purposes may do."""
    return Terms(purposes=purposes, existing=frozenset(Purpose.objects.values_list("key", flat=True)), wording=wording)
