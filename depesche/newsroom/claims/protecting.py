"""Protected sources: who they are is sealed with a key of the key ring, and two keepers may read it (newsroom.md, 3.1).

The name is typed into the form of this deed and stands, sealed, in one column of one table. The editorial log gets a keyed hash of it, with which a
keeper can show later whom it meant.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from depesche.kernel import keyring, sealing
from depesche.kernel.refusal import Refusal
from depesche.newsroom import addresses
from depesche.newsroom.claims import entries, sourcing
from depesche.newsroom.claims.source_rows import Identity, Source
from depesche.newsroom.claims.sourcing import Known

if TYPE_CHECKING:
    from depesche.brand.models import User

KEEPERS = 2
# fmt: off
PARTICLES = frozenset({  # words of names that name nobody
    "von", "vom", "van", "der", "den", "dem", "des", "die", "und", "zum", "zur", "del", "della", "dos", "das", "the", "and", "bin", "ibn",
})
# fmt: on


class NameGivenAway(Refusal):
    """What stands with a statement contains the name of the protected source behind it, or a word of it."""

    def __init__(self, source: Source) -> None:
        super().__init__(
            code="name-in-statement",
            message=_("The statement contains the name of its protected source."),
            help=_("Please say it without the name, also in addresses and titles of evidence."),
        )
        self.source = source


@dataclass(frozen=True)
class Person:
    """Who a protected source is, and what its keepers need to know."""

    name: str
    notes: str = ""


def enter(known: Known, person: Person, keepers: Collection[User], *, by: User | None, at: datetime) -> Source:
    """Enter a source whose name nobody but two keepers learns; ``known`` describes it without the name, as readers see it.

    A source that stands here by name is not protected afterwards: its name is in backups and logs already.

    :raises Refusal: codes ``two-keepers``, ``name-in-description``, ``source-empty``, ``identity-empty``
    """
    _gate(known, person, keepers)
    with transaction.atomic():
        source = sourcing.enter(known, is_protected=True, by=by, at=at)
        identity = Identity.objects.create(source=source, sealed=_sealed(person))
        identity.keepers.set(keepers)
        _record(entries.IDENTITY_SEALED, source, person, by=by, at=at)
    return source


def change(source: Source, person: Person, keepers: Collection[User], *, by: User, at: datetime) -> None:
    """Write down anew who a protected source is, or give it other keepers.

    :raises Refusal: codes ``not-a-keeper``, ``two-keepers``, ``name-in-description``, ``identity-empty``
    """
    with transaction.atomic():
        identity = _for_keeper(source, by)
        _gate(_described(source), person, keepers)
        identity.sealed = _sealed(person)
        identity.save()
        identity.keepers.set(keepers)
        _record(entries.IDENTITY_SEALED, source, person, by=by, at=at)


def describe(source: Source, known: Known, *, by: User, at: datetime) -> None:
    """Change what readers know of a protected source; only a keeper can see whether that gives the name away.

    :raises Refusal: codes ``not-a-keeper``, ``name-in-description``, ``source-empty``, ``house-in-a-circle``
    """
    with transaction.atomic():
        identity = _for_keeper(source, by)
        _gate(known, _unsealed(identity), list(identity.keepers.all()))
        sourcing.change(source, replace(known, is_named=False), is_by_keeper=True, by=by, at=at)


def read(source: Source, *, by: User, at: datetime) -> Person:
    """Return who a protected source is, for one of its keepers; that it was read is written down.

    :raises Refusal: codes ``not-a-keeper``, ``cannot-unseal``
    """
    with transaction.atomic():
        person = _unsealed(_for_keeper(source, by))
        entries.write(entries.IDENTITY_READ, {"source": source.pk}, by=by, at=at)
    return person


def forget(source: Source, *, by: User, at: datetime) -> None:
    """Delete who a protected source is; it stays as its description.

    :raises Refusal: code ``not-a-keeper``
    """
    with transaction.atomic():
        _for_keeper(source, by).delete()
        entries.write(entries.IDENTITY_FORGOTTEN, {"source": source.pk}, by=by, at=at)


def keep_quiet(source: Source, words: Iterable[str]) -> None:
    """Let words pass that stand with a statement, unless they name the protected source behind it.

    :raises NameGivenAway: if they do
    :raises Refusal: code ``cannot-unseal``
    """
    identity = Identity.objects.filter(source=source).first() if source.is_protected else None
    if identity is not None and _is_given_away(_unsealed(identity).name, by=words):
        raise NameGivenAway(source)


def note(refusal: Refusal, *, by: User, at: datetime) -> None:
    """Write down like a reading that a refusal told a colleague who is no keeper: the name is one of the words typed.

    Runs where the refusal is answered, after the transaction that it ended.
    """
    if isinstance(refusal, NameGivenAway) and not may_read(refusal.source, by):
        with transaction.atomic():
            entries.write(entries.IDENTITY_READ, {"source": refusal.source.pk}, by=by, at=at)


def may_read(source: Source, user: User) -> bool:
    """Whether somebody is one of the two keepers."""
    return Identity.objects.filter(source=source, keepers=user).exists()


def keyed_hash(person: Person) -> str:
    """Return what the log says of a person: HMAC-SHA-256 (hexadecimal) of the name under the first key for identities."""
    key = keyring.ring().all(keyring.IDENTITIES)[0]
    return hmac.new(key.secret, b"name:" + _folded(person.name).encode(), hashlib.sha256).hexdigest()


def hash_of(identity: Identity) -> str:
    """Return the keyed hash of an identity that is stored, for comparing with the log.

    :raises Refusal: code ``cannot-unseal``
    """
    return keyed_hash(_unsealed(identity))


def _gate(known: Known, person: Person, keepers: Collection[User]) -> None:
    if not person.name.strip():
        raise Refusal(code="identity-empty", message=_("The source has no name."), help=_("Please write who it is; only the two keepers read it."))
    if len({keeper.pk for keeper in keepers}) != KEEPERS:
        raise Refusal(code="two-keepers", message=_("A protected source has exactly two keepers."), help=_("Please choose two colleagues."))
    if _is_given_away(person.name, by=(known.name, known.name_en, known.role, known.speaks_for, known.party, known.url, *known.aliases)):
        raise Refusal(
            code="name-in-description",
            message=_("The description that readers see contains the name."),
            help=_("Please describe the source without it."),
        )


def _is_given_away(name: str, *, by: Iterable[str]) -> bool:
    """Whether texts contain a name, or a word of it, whatever stands around it; in addresses also with its letters spelled out."""
    shown, wanted = set(_words(" ".join(by))), set(_words(name))
    plain = {addresses.slug(word) for word in shown} - {""}
    telling = wanted - PARTICLES or wanted
    return any(len(word) > 2 and (word in shown or addresses.slug(word) in plain) for word in telling) or wanted <= shown


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold())


def _described(source: Source) -> Known:
    return Known(
        name=source.name,
        name_en=source.name_en,
        role=source.role,
        speaks_for=source.speaks_for,
        party=source.party,
        url=source.url,
        aliases=source.all_aliases,
    )


def _for_keeper(source: Source, user: User) -> Identity:
    found = Identity.objects.select_for_update(of=("self",)).filter(source=source, keepers=user).first()
    if found is None:
        raise Refusal(code="not-a-keeper", message=_("Only its two keepers see who this source is."), help=_("Ask one of them."))
    return found


def _sealed(person: Person) -> bytes:
    return sealing.seal(json.dumps([person.name.strip(), person.notes.strip()]), kind=keyring.IDENTITIES).encode()


def _unsealed(identity: Identity) -> Person:
    name, notes = json.loads(sealing.unseal(bytes(identity.sealed).decode(), kind=keyring.IDENTITIES))
    return Person(name, notes)


def _record(kind: str, source: Source, person: Person, *, by: User | None, at: datetime) -> None:
    entries.write(kind, {"source": source.pk, "hmac_sha256": keyed_hash(person)}, by=by, at=at)


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace(",", " ").replace(".", " ").split())
