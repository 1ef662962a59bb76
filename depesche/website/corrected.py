"""Corrections and the claims they are about lead to each other on an article's page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from depesche.website.corrections import Note, Notes
from depesche.website.evidence.entries import Entry, Evidence


def joined(notes: Notes, evidence: Evidence) -> tuple[Notes, Evidence]:
    """Let each note lead to the marks of its claims within the text, and the entries of these claims say when they were corrected."""
    by_claim = {entry.told.claim: entry for entry in evidence.entries}
    about = {number: [note for note in notes.all if number in note.claims] for number in by_claim}
    if not any(about.values()):
        return notes, evidence
    entries = tuple(_dated(entry, about[entry.told.claim]) for entry in evidence.entries)
    return Notes(tuple(_leading(note, by_claim) for note in notes.all)), replace(evidence, entries=entries)


def said(note: Note) -> str:
    """Say when a claim was corrected, in the words that stand beside the claim."""
    date = date_format(localtime(note.moment), "DATE_FORMAT")
    if note.is_mistake:
        return _("Corrected on %(date)s") % {"date": date}
    return _("%(heading)s of %(date)s") % {"heading": note.heading, "date": date}


def _leading(note: Note, by_claim: Mapping[int, Entry]) -> Note:
    return replace(
        note,
        concerned=tuple(
            replace(one, path=f"#m{by_claim[one.claim].number}", number=by_claim[one.claim].number) if one.claim in by_claim else one
            for one in note.concerned
        ),
    )


def _dated(entry: Entry, notes: list[Note]) -> Entry:
    links = ((note.anchor, said(note)) for note in notes)
    return (
        replace(entry, corrected=format_html('<p class="corrected">{}</p>', format_html_join(mark_safe("<br>"), '<a href="#{}">{}</a>', links)))
        if notes
        else entry
    )
