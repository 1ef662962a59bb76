"""The wording that imported people agreed to elsewhere, as a consent text and form version of its own: immutable, named by the log (L-01)."""

from __future__ import annotations

import html
from datetime import datetime

import nh3

from depesche.audience import consent_texts
from depesche.audience.consent_linter import TAG, Draft
from depesche.audience.models import ConsentText, FormVersion, Purpose
from depesche.kernel import options
from depesche.ledger import book

NAME = "imported"
MOST = 200  # different wordings of one import: more means that the column holds something else


class Wordings:
    """The form versions that an import binds its grants to; each different wording becomes one, once."""

    def __init__(self, purposes: tuple[str, ...], *, source: str) -> None:
        self._titles = tuple(Purpose.objects.filter(key__in=purposes).order_by("position", "key").values_list("key", "title"))
        self._source = source
        self._forms: dict[str, FormVersion] = {}

    def bind(self, wording: str, *, at: datetime) -> FormVersion | None:
        """Return the form version for a wording, or ``None`` if there are too many of them already. Inside the caller's transaction."""
        shown = as_shown(wording)
        if shown not in self._forms:
            if len(self._forms) >= MOST:
                return None
            self._forms[shown] = self._present(shown) or self._publish(shown, at=at)
        return self._forms[shown]

    def forget(self) -> None:
        """Look again at what is stored, after a transaction that was taken back."""
        self._forms.clear()

    def _present(self, shown: str) -> FormVersion | None:
        purposes = [{"key": key, "title": title} for key, title in self._titles]
        found = FormVersion.objects.filter(slug=NAME, text__wording=shown).select_related("text")
        return next((form for form in found if form.text.purposes == purposes), None)

    def _publish(self, shown: str, *, at: datetime) -> FormVersion:
        number = (ConsentText.objects.filter(name=NAME).order_by("-number").values_list("number", flat=True).first() or 0) + 1
        draft = Draft(NAME, options.current().language, shown, self._titles, controller="", privacy_notice="")
        text = ConsentText.objects.create(
            name=NAME,
            number=number,
            language=draft.language,
            wording=shown,
            purposes=[{"key": key, "title": title} for key, title in self._titles],
            sha256=consent_texts.sha256(draft, number=number),
            published_at=at,
        )
        form = FormVersion.objects.create(slug=NAME, number=number, text=text, button_label="", language=text.language, published_at=at)
        published = {"name": NAME, "number": number, "language": text.language, "sha256": text.sha256, "source": self._source}
        shown_by = {"slug": NAME, "number": number, "text": text.sha256, "button_label": "", "language": text.language}
        book.append_all([book.Fact("text_published", published), book.Fact("form_published", shown_by)], at=at)
        return form


def as_shown(wording: str) -> str:
    """Return a wording as HTML: what is HTML already is made harmless, plain text is put into paragraphs word for word."""
    text = wording.strip()
    if TAG.search(text):
        allowed = consent_texts.TAGS
        return nh3.clean(text, tags=allowed, attributes={"a": {"href"}}, url_schemes={"https", "http", "mailto"}, link_rel=None).strip()
    paragraphs = [part.strip() for part in text.split("\n\n") if part.strip()]
    return "".join(f"<p>{html.escape(part, quote=False)}</p>" for part in paragraphs)
