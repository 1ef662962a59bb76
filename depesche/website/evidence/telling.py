"""One claim as readers are told of it, wherever it stands: everything that does not depend on the page. Made once for each version of a claim."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from depesche.newsroom.claims import showing, wording
from depesche.newsroom.claims.showing import Shown
from depesche.newsroom.claims.wording import Label
from depesche.website import paths
from depesche.website.evidence import claim_nodes, lines
from depesche.website.evidence.claim_nodes import Node
from depesche.website.evidence.lines import Line
from depesche.website.figures_chart import Given

# Stand where the entry's number on a page, and links to its corrections there, will; no text of ours has a private letter.
NUMBER, CORRECTED = "\ue000", "\ue001"


@dataclass(frozen=True)
class Told:
    """A claim as readers are told of it.

    ``html`` (of its entry) and ``button`` (of its marks) are safe HTML with :data:`NUMBER` in the place of the entry's number and :data:`CORRECTED`
    in that of links to its corrections, which differ from page to page; ``first`` is the article that carried it first; ``tags`` and ``until`` are
    what a page with it depends on.
    """

    claim: int
    label: Label
    text: str
    path: str
    question: str
    lines: tuple[Line, ...]
    figures: tuple[Given, ...]
    checked: datetime | None
    tags: frozenset[str]
    until: datetime | None
    html: str = ""
    button: str = ""
    node: Node = field(default_factory=dict)
    first: int | None = None


def told(shown: Shown, *, first: int | None = None) -> Told:
    """Tell a claim."""
    label, path = wording.label(shown), paths.of_claim(shown.claim.slug)
    said = tuple(lines.line(assertion) for assertion in shown.assertions)
    found = Told(
        claim=shown.claim.pk,
        label=label,
        text=wording.text(shown.claim),
        path=path,
        question=wording.question(shown.claim.question) if shown.claim.question else "",
        lines=said,
        figures=tuple(given for assertion in shown.assertions if (given := lines.given(assertion, status=label.word))),
        checked=shown.checked,
        tags=showing.tags_of(shown),
        until=showing.until(shown),
        first=first,
    )
    return dressed(replace(found, node=claim_nodes.claim(found.text, label.text, path=path, lines=said)))


def dressed(found: Told) -> Told:
    """Return the claim with the HTML of its entry and of the buttons of its marks."""
    html = render_to_string("website/evidence/entry.html", {"told": found, "number": NUMBER, "corrected": CORRECTED})
    return replace(found, html=html, button=_button(found))


def _button(found: Told) -> str:
    """Return a mark's button: number and shape; it opens the entry without a script."""
    spoken = escape(_spoken(found))
    return f'<button class="ref" popovertarget="q{NUMBER}" aria-label="{spoken}">{NUMBER}{found.label.shape}</button>'


def _spoken(found: Told) -> str:
    """Say what a screen reader says of a mark: "Evidence 5: disputed, 4 statements"."""
    count = len(found.lines)
    said = ngettext("%(count)s statement", "%(count)s statements", count) % {"count": count}
    return _("Evidence %(number)s: %(status)s, %(said)s") % {"number": NUMBER, "status": found.label.word, "said": said}
