"""What readers read of a claim's status: a word, a shape that needs no colour, and the names behind it (newsroom.md, 3.2)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from depesche.kernel import options
from depesche.newsroom.claims.claim_rows import Claim, ClaimVersion, Question
from depesche.newsroom.claims.showing import Shown
from depesche.newsroom.claims.source_rows import Source
from depesche.newsroom.claims.status import ALL_UNNAMED, OVERRIDDEN, Note, Verdict
from depesche.newsroom.claims.terms import SourceKind, Stance, Status

# One dot for each side that says so, a tick for a confirmation, a cross for a contradiction, a hollow circle for nothing.
SHAPES: dict[Status, str] = {
    Status.CONFIRMED: "✓",
    Status.CONFIRMED_DENIED: "✓✕",
    Status.CORROBORATED: "∴",
    Status.REPEATED: "∶",
    Status.SINGLE_SOURCE: "•",
    Status.SELF_DECLARED: "⌂",
    Status.ATTRIBUTED: "„",
    Status.UNCONFIRMED: "?",
    Status.NOT_CONFIRMED: "?",
    Status.DISPUTED: "✕",
    Status.DENIED: "−",
    Status.WITHDRAWN: "↺",
    Status.UNSOURCED: "○",
    Status.ESTABLISHED: "=",
    Status.REFUTED: "⊗",
}
BODIES = frozenset({SourceKind.STATE_BODY, SourceKind.ORGANISATION, SourceKind.MEDIA, SourceKind.AGENCY})
WORDS: dict[Status, Promise | str] = {
    Status.ATTRIBUTED: gettext_lazy("attributed statement"),
    Status.NOT_CONFIRMED: Status.UNCONFIRMED.label,
}
NAMED: dict[Status, Promise] = {
    Status.CONFIRMED: gettext_lazy("confirmed by %(speakers)s"),
    Status.CONFIRMED_DENIED: gettext_lazy("confirmed, denied by %(deniers)s"),
    Status.ATTRIBUTED: gettext_lazy("statement by %(speakers)s"),
    Status.DENIED: gettext_lazy("denied by %(deniers)s"),
    Status.WITHDRAWN: gettext_lazy("taken back by %(speakers)s"),
}
NOTES: dict[Note, Promise] = {
    Note.NOBODY_BY_NAME: gettext_lazy("nobody says so by name"),
    Note.UNNAMED_ONLY: gettext_lazy("no source by name"),
}


@dataclass(frozen=True)
class Label:
    """A status for readers: ``word`` alone, ``text`` with names, ``note`` beside it, ``reason`` of an editor's own judgement."""

    status: Status
    shape: str
    word: str
    text: str
    note: str = ""
    reason: str = ""

    @property
    def is_disputed(self) -> bool:
        """Whether the words that carry it are underlined in the one way that is kept for this."""
        return self.status == Status.DISPUTED


def label(shown: Shown) -> Label:
    """Return what readers read of a claim's status."""
    found = shown.verdict
    said = word(found.status)
    if found.rule == OVERRIDDEN:
        return Label(found.status, SHAPES[found.status], said, said, _("Judgement of the newsroom"), shown.claim.override_reason)
    names = {str(assertion.source_id): short_name(assertion.source) for assertion in shown.assertions}
    silent = {pk: _("%(name)s (no statement)") % {"name": names[pk]} for pk in _silent(shown)}
    note = NOTES[found.notes[0]] if found.notes and found.rule != ALL_UNNAMED else ""
    return Label(found.status, SHAPES[found.status], said, _with_names(found, names, silent) or said, str(note))


def word(status: Status) -> str:
    """Return the status in a word or two, without names."""
    return str(WORDS.get(status, status.label))


def text(claim: Claim) -> str:
    """Return the statement in the language of the site."""
    return (_is_english() and claim.text_en) or claim.text


def question(found: Question) -> str:
    """Return a question in the language of the site."""
    return (_is_english() and found.text_en) or found.text


def version_text(version: ClaimVersion) -> str:
    """Return the statement as it was worded in a version."""
    return (_is_english() and version.text_en) or version.text


def name(source: Source) -> str:
    """Return a source's name in the language of the site."""
    return (_is_english() and source.name_en) or source.name


def short_name(source: Source) -> str:
    """Return the name for a list of names: of a body the part before the comma, such as "USA" of "USA, no office named"."""
    said = name(source)
    return said.partition(",")[0] if source.kind in BODIES and not source.is_protected else said


def speaker(source: Source) -> str:
    """Return the name, and for whom a person speaks: "Mark Rutte, NATO"; of a protected source nothing but its description."""
    said = name(source)
    behind = source.speaks_for if source.kind == SourceKind.PERSON and not source.is_protected else ""
    return f"{said}, {behind}" if behind and behind.casefold() not in said.casefold() else said


def _silent(shown: Shown) -> set[str]:
    """Return those who withhold by saying nothing: silence is no statement that it could not be confirmed (newsroom.md, X8)."""
    spoke = {str(one.source_id) for one in shown.assertions if one.stance == Stance.CANNOT_CONFIRM}
    return {str(one.source_id) for one in shown.assertions if one.stance == Stance.NO_STATEMENT} - spoke


def _with_names(found: Verdict, names: dict[str, str], silent: dict[str, str]) -> str:
    said = {
        "speakers": ", ".join(names[key] for key in found.speakers),
        "deniers": ", ".join(names[key] for key in found.deniers),
        "names": ", ".join(silent.get(key) or names[key] for key in found.withholders),
    }
    if found.status in {Status.UNCONFIRMED, Status.NOT_CONFIRMED}:
        return _("unconfirmed; not confirmed by %(names)s") % said if said["names"] else _("unconfirmed, no source by name")
    return str(NAMED[found.status]) % said if found.status in NAMED else ""


def _is_english() -> bool:
    return options.current().language == "en"
