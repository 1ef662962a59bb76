"""What the scripts of the panel say and where they ask, as one JSON document in the editor's page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from depesche.kernel import options
from depesche.newsroom.claims.terms import Comparator, SourceKind, Stance

ELEMENT = "claims-editor"


def script() -> SafeString:
    """Return the element that the scripts read."""
    return json_script({"urls": urls(), "choices": choices(), "texts": texts(), "language": options.current().language}, ELEMENT)


def urls() -> dict[str, str]:
    """Return where the scripts ask."""
    return {
        "propose": reverse("newsroom-marking-propose"),
        "enter": reverse("newsroom-marking-enter"),
        "sources": reverse("newsroom-marking-sources"),
        "claim": reverse("newsroom-marking-claim", args=[0]),
    }


def choices() -> dict[str, Any]:
    """Return what can be chosen, in the order of the lists."""
    lists = {"stance": Stance, "comparator": Comparator, "kind": SourceKind}
    return {name: [[value, str(label)] for value, label in terms.choices] for name, terms in lists.items()}


def texts() -> dict[str, str]:
    """Return the sentences and labels, in the language of the desk."""
    return {
        "title": _("Mark a claim"),
        "change": _("Change the mark"),
        "words": _("Selected words"),
        "waiting": _("The text is being read …"),
        "which": _("Which claim?"),
        "fresh": _("A new claim"),
        "statement": _("Statement, in one sentence"),
        "who": _("Who says it?"),
        "new": _("new"),
        "other": _("Somebody else"),
        "otherName": _("Name of the source"),
        "kindLabel": _("kind"),
        "nobody": _("Nobody: mark only"),
        "isDraft": _("draft"),
        "stance": _("Stance"),
        "figure": _("Figure"),
        "comparator": _("comparator"),
        "low": _("number"),
        "high": _("up to"),
        "unit": _("unit"),
        "measure": _("what is counted"),
        "day": _("Said on"),
        "before-article": _("Without a day: before the article"),
        "unknown": _("Without a day: not known"),
        "evidence": _("Evidence (address)"),
        "moved": _("The link in these words becomes the evidence and is taken out of the text."),
        "dropped": _("A link that is no evidence is taken out of the text: %(link)s"),
        "verbatim": _("word for word"),
        "enter": _("Mark (Enter)"),
        "close": _("Close (Esc)"),
        "remove": _("Remove the mark"),
        "edit": _("Change"),
        "open": _("Open the claim"),
        "selectFirst": _("Please select the words first that state something."),
        "failed": _("The server did not answer; nothing is lost. If you are logged out, log in in another tab, then press Enter again."),
        "gone": _("This claim is not there any more."),
        "nobodySays": _("Nobody has said anything to it yet."),
        "published": _("What is published is changed at the claim's page."),
    }
