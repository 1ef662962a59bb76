"""The newest checkpoint of each log, mailed once a day to an archive that we cannot change: whoever rewrites the log cannot rewrite that."""

from __future__ import annotations

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from depesche.brand import letterhead
from depesche.courier import message, outbox
from depesche.courier.message import Letter
from depesche.kernel import options
from depesche.ledger import checkpoints, logs

KIND = "checkpoint"


def is_due(*, at: datetime) -> bool:
    """Whether an archive is named, there is something to send, and today's mail is not posted yet."""
    return bool(options.current().checkpoint_mail) and not outbox.is_posted(_name(at)) and bool(_notes())


def mail(*, at: datetime) -> None:
    """Post today's mail; a second call on the same day (UTC) changes nothing."""
    notes = _notes()
    if not options.current().checkpoint_mail or not notes:
        return
    with translation.override(options.current().language):
        subject = _("Checkpoints of %(host)s, %(day)s") % {"host": options.current().host, "day": f"{at:%Y-%m-%d}"}
        lead = _(
            "These signed lines fix what our logs held at this moment. Please keep this mail; it lets anybody show later that nothing was changed."
        )
    letter = Letter(
        sender=letterhead.sender(),
        to=options.current().checkpoint_mail,
        subject=subject,
        html="",
        text="\n".join([lead, "", *notes]),
        message_id=message.message_id(_name(at), options.current().envelope_domain),
        date=at,
        headers=(("Auto-Submitted", "auto-generated"),),
    )
    outbox.post(letter, kind=KIND, subject=None, at=at, dedupe=_name(at))


def _name(at: datetime) -> str:
    return f"{KIND}:{at:%Y-%m-%d}"


def _notes() -> list[str]:
    return [f"{signed.note}{logs.verifiers(log)[0].vkey}\n" for log in logs.PATHS if (signed := checkpoints.newest(log)) is not None]
