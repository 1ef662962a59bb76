"""What stands on the paper, as plain data in the person's language; how it looks is the business of ``proof.typ``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from depesche.audience.models import FormVersion
from depesche.audience.paper import history, wording
from depesche.audience.paper.printable import Exact
from depesche.audience.records import chain
from depesche.audience.records.ground import Ground
from depesche.audience.records.record import Person
from depesche.kernel import clock
from depesche.ledger import logs
from depesche.ledger.checkpoints import Signed

Sheet = dict[str, Any]
WIDTH = 78  # letters of the narrow type on a line


def sheet(person: Person, ground: Ground, *, forms: Iterable[FormVersion], checkpoint: Signed, language: str, at: datetime) -> Sheet:
    """Return everything that the paper says.

    :param forms: the form versions that the events name, with their texts
    """
    titles = {key: title for shown in person.texts.values() for key, title in shown.titles.items()}
    return {
        "language": language.partition("-")[0],
        "title": _("Proof of consent"),
        "publisher": ground.name,
        "publisher_lines": [ground.address, " · ".join(ground.contact)],
        "lead": _("What %(address)s agreed to, and what became of it.") % {"address": person.mailbox},
        "facts": _facts(person, ground, at=at),
        "standing": {"heading": _("How it stands"), "rows": _standing(person, titles), "none": _("No consent was ever asked for or given here.")},
        "happened": {
            "heading": _("What happened"),
            "entry": _("Entry"),
            "digest": _("Fingerprint"),
            "rows": history.happened(person.events, titles),
        },
        "shown": {"heading": _("What was shown"), "forms": [_form(form) for form in forms]},
        "mails": {
            "heading": _("The confirmation mail"),
            "rows": history.handed_over(person.events),
            "none": _("The log holds no hand-over of a confirmation mail."),
        },
        "log": _log(checkpoint),
        "checking": _checking(ground),
        "page": _("Page %(page)s of %(pages)s") % {"page": "#1", "pages": "#2"},
    }


def _facts(person: Person, ground: Ground, *, at: datetime) -> list[tuple[str, str]]:
    facts = [
        (_("Person"), person.mailbox),
        (_("Id in the log"), Exact(person.subject)),
        (_("Controller"), f"{ground.name}, {ground.address}"),
        (_("Register"), ground.identifier),
        (_("Consent log"), logs.origin("consent")),
        (_("Made"), f"{history.moment(at)} ({clock.to_milliseconds(at)})"),
    ]
    return [fact for fact in facts if fact[1] != ground.site]  # what was never entered is named by the site's address


def _standing(person: Person, titles: dict[str, str]) -> list[dict[str, Any]]:
    chains = chain.chains(person.events)
    order = [*(key for key in titles if key in chains), *(key for key in chains if key not in titles)]
    return [_stands(titles.get(key, key), chains[key]) for key in order]


def _stands(title: str, steps: Sequence[chain.Step]) -> dict[str, Any]:
    last = next((step for step in reversed(steps) if step.state != chain.State.REQUESTED), None)
    if last is None:
        return {"title": title, "is_live": False, "state": _("asked for, never confirmed")}
    date = {"date": history.moment(clock.from_milliseconds(last.at))}
    is_live = last.state in chain.VALID
    return {"title": title, "is_live": is_live, "state": (_("in force since %(date)s") if is_live else _("ended on %(date)s")) % date}


def _form(form: FormVersion) -> dict[str, Any]:
    text = form.text
    return {
        "heading": _("Form %(name)s, version %(number)s") % {"name": form.slug, "number": form.number},
        "about": _("Consent text %(name)s, version %(number)s, published %(date)s")
        % {"name": text.name, "number": text.number, "date": history.moment(text.published_at)},
        "digest": Exact(text.sha256),
        "boxes": [str(purpose["title"]) for purpose in text.purposes],
        "blocks": wording.blocks(text.wording),
        "button": form.button_label,
        "facts": [
            (label, value)
            for label, value in ((_("Controller as shown"), " ".join(text.controller.split())), (_("Privacy notice"), text.privacy_notice))
            if value
        ],
    }


def _log(checkpoint: Signed) -> dict[str, Any]:
    return {
        "heading": _("The log"),
        "words": _(
            "Every event is an entry of an append-only log (RFC 6962). The fingerprint of an entry commits to the event and a secret salt. "
            "The signed checkpoint fixes the %(size)s entries that the log had; nothing before it can be changed without being found."
        )
        % {"size": checkpoint.size},
        "checkpoint": [Exact(part) for line in checkpoint.note.splitlines() for part in _parts(line)],
        "key_label": _("Key of the log"),
        "key": [Exact(part) for part in _parts(logs.verifiers("consent")[0].vkey)],
    }


def _parts(line: str) -> list[str]:
    return [line[start : start + WIDTH] for start in range(0, len(line), WIDTH)] or [""]


def _checking(ground: Ground) -> dict[str, Any]:
    return {
        "heading": _("How to check this proof"),
        "words": _(
            "This paper explains the file proof.zip, to which it belongs. A court or an expert checks the file without us and without a connection; "
            "KEY is the key of the log:"
        ),
        "command": "depesche verify proof.zip --key KEY",
        "steps": [
            _("The program is free and runs on any computer with Python. It needs no database and nothing of ours."),
            _(
                "It computes the fingerprint of every event from the event and its salt, follows it to the signed checkpoint, "
                "and compares every file."
            ),
            _(
                "One changed byte, in this paper too, is refused. The forms (C2SP tlog-proof, signed notes) are public; "
                "any other program can check them."
            ),
            _(
                "Take the key from somewhere else than this file, for example from the publisher in writing. The log's present checkpoint stands at "
                "%(address)s, and every subscriber has an earlier one in the welcome mail: all of them must agree."
            )
            % {"address": f"{ground.site}/consent-log/checkpoint"},
        ],
    }
