"""The record of processing activities (Art. 30 GDPR, L-43), from what the parts say of themselves and from the options."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from depesche.brand import identity, security
from depesche.brand.people import Role
from depesche.kernel import options, processing


@dataclass(frozen=True)
class Kept:
    """How long one table keeps what."""

    table: str
    data: str
    until: str


@dataclass(frozen=True)
class Activity:
    """One activity: (heading, text) in the order of Art. 30(1), and how long each table keeps what."""

    title: str
    said: tuple[tuple[str, str], ...]
    kept: tuple[Kept, ...]


@dataclass(frozen=True)
class Record:
    """The whole record; ``controller`` are lines."""

    controller: tuple[str, ...]
    officer: str
    activities: tuple[Activity, ...]
    recipients: tuple[str, ...]
    measures: tuple[str, ...]
    missing: tuple[str, ...]


def compile_record() -> Record:
    """Return the record as the configuration is now; ``missing`` says what an operator still has to enter."""
    publisher, now = identity.publisher(), options.current()
    lines = (publisher.legal_name or publisher.name, *publisher.postal_address.splitlines(), publisher.email)
    recipients = _recipients()
    missing = []
    if not publisher.legal_name or not publisher.postal_address:
        missing.append(_("Name and postal address of the controller: Settings › Publisher."))
    if not now.processors:
        missing.append(_("Processors, such as the host and the mail relay: the option DEPESCHE_PROCESSORS."))
    return Record(
        controller=tuple(line for line in lines if line),
        officer=now.data_protection_officer,
        activities=tuple(_activity(one, recipients) for one in processing.activities()),
        recipients=recipients,
        measures=_measures(),
        missing=tuple(missing),
    )


def markdown(record: Record) -> str:
    """Return the record as text that a person can file."""
    parts = [f"# {_('Record of processing activities')}", _("Art. 30(1) GDPR"), f"## {_('Controller')}", "  \n".join(record.controller)]
    if record.officer:
        parts += [f"## {_('Data protection officer')}", record.officer]
    for activity in record.activities:
        parts.append(f"## {activity.title}")
        parts.append("\n".join(f"- **{heading}:** {text}" for heading, text in activity.said))
        rows = [f"| `{kept.table}` | {kept.data} | {kept.until} |" for kept in activity.kept]
        parts.append("\n".join([f"| {_('Table')} | {_('What')} | {_('Kept')} |", "|---|---|---|", *rows]))
    parts += [f"## {_('Technical and organisational measures (Art. 32 GDPR)')}", "\n".join(f"- {measure}" for measure in record.measures)]
    if record.missing:
        parts += [f"## {_('Still missing')}", "\n".join(f"- {line}" for line in record.missing)]
    return "\n\n".join(parts) + "\n"


def _activity(told: processing.Activity, recipients: tuple[str, ...]) -> Activity:
    said = (
        (_("Purpose of the processing"), str(told.aim)),
        (_("Legal basis"), str(told.basis)),
        (_("Persons"), str(told.persons)),
        (_("Data"), str(told.data)),
        (_("Recipients"), "; ".join((*map(str, told.recipients), *recipients)) or _("none")),
        (_("Third countries"), _("none by Depesche itself; see the processors")),
    )
    return Activity(title=str(told.title), said=said, kept=tuple(Kept(kept.table, str(kept.data), str(kept.until)) for kept in told.kept))


def _recipients() -> tuple[str, ...]:
    now = options.current()
    named = tuple(part.strip() for part in now.processors.split(";") if part.strip())
    relay = urlsplit(now.smtp_url).hostname if now.smtp_url.startswith("smtp") else None
    return (*named, _("the mail server %(host)s") % {"host": relay}) if relay else named


def _measures() -> tuple[str, ...]:
    now = options.current()
    demanded = [str(Role(role).label) for role in security.current().demands_factor_of()]
    return (
        _("Encryption on the way: the site is reached over TLS.")
        if now.is_https
        else _("Encryption on the way: none yet; the site has no https address."),
        _("Roles: addresses are seen by audience officers, proofs by proof readers, neither by editors; an administrator gives roles."),
        _("Second factor demanded of: %(roles)s.") % {"roles": "; ".join(demanded) or _("nobody yet")},
        _("Every reading of a proof and every list taken away is an entry of a log that nobody can change."),
        _("Every consent and withdrawal is an entry of a signed, tamper-evident log; erasure removes content and salt."),
        _("Suppressions and look-ups are keyed digests; keys are kept apart from the database."),
        _("Logs hold no network address and no token of a link."),
        _("Public pages set no cookie and load nothing from others; opening and clicking are not observed."),
        _("Backups are made while the site runs, can be encrypted, and start locked when restored: nobody who left is written to."),
    )
