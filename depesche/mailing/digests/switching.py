"""Switching a digest on is approving its issues in advance, so it takes a second person; every change switches it off (docs/decisions/digests.md)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from depesche.brand.models import User
from depesche.kernel import canonical_json
from depesche.kernel import digest as hashing
from depesche.kernel.refusal import Refusal
from depesche.ledger import book
from depesche.ledger.book import Fact
from depesche.mailing import approval
from depesche.mailing.digest_rows import Digest

SEND = "mailing.send_campaign"
SWITCHED_ON, SWITCHED_OFF = "mailing.digest_switched_on", "mailing.digest_switched_off"


def settings_digest(digest: Digest) -> str:
    """Return the SHA-256 over everything that decides what goes out by itself, to whom and when; hexadecimal."""
    said = {
        "purpose": digest.purpose.key,
        "rhythm": str(digest.rhythm),
        "weekday": digest.weekday,
        "time": digest.time.isoformat(),
        "sections": sorted(digest.sections.values_list("pk", flat=True)),
        "most": digest.most,
        "name": digest.name,
        "subject": digest.subject,
        "intro": digest.intro,
    }
    return hashing.sha256_hex(canonical_json.dump(said))


def switch_on(digest: Digest, *, by: User, seen: str, at: datetime) -> None:
    """Approve in advance what the digest will send from its next time on; switching on twice changes nothing.

    :param seen: :func:`settings_digest` of the page on which the button stood
    :raises Refusal: ``may-not-approve``, ``may-not-send``, ``own-digest`` or ``content-changed``
    """
    with transaction.atomic():
        present = _locked(digest)
        problem = stands_against(present, by)
        if problem is not None:
            raise problem
        now = settings_digest(present)
        if present.switched_on_at is not None and present.switched_on_digest == now:
            return
        if seen != now:
            raise Refusal(
                code="content-changed",
                message=_("The digest has changed while you were reading."),
                help=_("Please look at it once more and switch it on again."),
            )
        Digest.objects.filter(pk=present.pk).update(switched_on_by=by, switched_on_at=at, switched_on_digest=now)
        book.append(Fact("digest_switched_on", {"digest": present.pk, "settings": now, "purpose": present.purpose.key}), at=at)
        log(instance=present, action=SWITCHED_ON, user=by, data={"name": present.name, "purpose": present.purpose.title})
    digest.refresh_from_db()


def switch_off(digest: Digest, *, by: User | None, at: datetime) -> None:
    """Let it send nothing more; what is made already stays. Doing it twice changes nothing."""
    with transaction.atomic():
        present = _locked(digest)
        if present.switched_on_at is not None:
            Digest.objects.filter(pk=present.pk).update(switched_on_by=None, switched_on_at=None, switched_on_digest="")
            book.append(Fact("digest_switched_off", {"digest": present.pk}), at=at)
            log(instance=present, action=SWITCHED_OFF, user=by, data={"name": present.name})
    digest.refresh_from_db()


def stands_against(digest: Digest, person: User) -> Refusal | None:
    """Return why this person cannot switch this digest on, or ``None``."""
    if not person.is_active or not person.has_perm(approval.PERMISSION):
        return Refusal(
            code="may-not-approve",
            message=_("%(person)s may not approve campaigns.") % {"person": person},
            help=_("Chiefs may; an administrator gives the role at the desk."),
        )
    if not person.has_perm(SEND):
        return Refusal(code="may-not-send", message=_("%(person)s may not send campaigns.") % {"person": person})
    if person.pk in {digest.author_id, digest.last_edited_by_id}:
        return Refusal(
            code="own-digest",
            message=_("%(person)s set up or changed this digest and so cannot switch it on.") % {"person": person},
            help=_("A second person has to look at it, as at every campaign."),
        )
    return None


def _locked(digest: Digest) -> Digest:
    return Digest.objects.select_for_update().get(pk=digest.pk)
