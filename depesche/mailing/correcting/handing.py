"""What the sending engine asks: whether a mail of its own still concerns its recipient, who is told now, and what is cut out of the mail."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from depesche.brand import letterhead_slots
from depesche.mailing.correcting import binding, due
from depesche.mailing.models import Campaign, CorrectionMailed, Delivery


class Known:
    """What campaigns bring, for one run of the engine: their corrections, each with the issues that were wrong, looked up once per campaign.

    Whom each concerns and who was told is asked for every mail. An issue with the mistake that begins meanwhile counts from the next run on.
    """

    def __init__(self) -> None:
        self._found: dict[int, dict[int, list[Campaign]]] = {}

    def of(self, campaign: Campaign) -> dict[int, list[Campaign]]:
        """Return the wrong issues by correction. A campaign without any costs no question."""
        if campaign.pk not in self._found:
            self._found[campaign.pk] = self._look_up(campaign)
        return self._found[campaign.pk]

    def _look_up(self, campaign: Campaign) -> dict[int, list[Campaign]]:
        corrections = [binding.number(key) for key in letterhead_slots.keys(campaign.html_sent)]
        if campaign.correction_id:
            corrections.append(campaign.correction_id)
        return binding.wrong_issues(corrections, purpose=campaign.purpose_id) if corrections else {}


def stands_against(campaign: Campaign, person: UUID, known: Known) -> bool:
    """Whether a mail that only brings a retraction concerns this person no more: told meanwhile, by the next issue."""
    return campaign.correction_id is not None and person not in _concerned(campaign, [person], known).get(campaign.correction_id, set())


def note(campaign: Campaign, people: Collection[UUID], known: Known) -> None:
    """Write down who is handed which correction with a campaign, in the transaction that says ``handing_over``.

    The caller holds the rows of these people, so no other campaign tells one of them at the same moment.
    """
    told = [
        CorrectionMailed(correction_id=correction, subscriber_id=person, campaign=campaign)
        for correction, concerned in _concerned(campaign, people, known).items()
        for person in concerned
    ]
    CorrectionMailed.objects.bulk_create(told, update_conflicts=True, unique_fields=["correction", "subscriber"], update_fields=["campaign"])


def forget(deliveries: QuerySet[Delivery]) -> None:
    """Take back what was noted for mails that were marked and did not begin: they brought nobody anything."""
    people: dict[int, list[UUID]] = {}
    for campaign, person in deliveries.filter(address__isnull=False).values_list("campaign_id", "address_id"):
        people.setdefault(campaign, []).append(person)
    for campaign, told in people.items():
        if CorrectionMailed.objects.filter(campaign=campaign).exists():
            CorrectionMailed.objects.filter(campaign=campaign, subscriber__in=told).delete()


def cut(campaign: int, person: UUID | None, *mails: str) -> list[str]:
    """Return the bodies of the mail to one person with the corrections that were noted for them, and without the others."""
    if not any(map(letterhead_slots.has_any, mails)):
        return list(mails)
    told = CorrectionMailed.objects.filter(campaign=campaign, subscriber=person)
    wanted = {binding.key(pk) for pk in told.values_list("correction_id", flat=True)}
    return [letterhead_slots.only(mail, wanted) for mail in mails]


def _concerned(campaign: Campaign, people: Collection[UUID], known: Known) -> dict[int, set[UUID]]:
    """Return whom of some people each correction of a campaign concerns."""
    return {one: due.among(people, correction=one, wrong=issues, apart_from=campaign.pk) for one, issues in known.of(campaign).items()}
