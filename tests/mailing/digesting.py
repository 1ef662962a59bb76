"""A digest as a publisher sets it up: the editor writes it, the chief switches it on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import count

from django.utils import timezone

from depesche.kernel import clock
from depesche.mailing.digests import making, switching, writing
from depesche.mailing.models import Campaign, Digest
from depesche.newsroom.models import ArticlePage, SectionPage
from tests.mailing.conftest import BODY, Place

numbers = count(1)
EVENING = time(17, 0)


def moment(text: str) -> datetime:
    """Return a moment of the site's time zone, such as ``2026-03-28 17:00``."""
    return timezone.make_aware(datetime.fromisoformat(text))


def days_ago(number: int, at: time = EVENING) -> datetime:
    """Return a time of the site's calendar some days before today."""
    return timezone.make_aware(datetime.combine(timezone.localtime(clock.now()).date() - timedelta(days=number), at))


@dataclass
class Newsroom:
    """Writes digests and publishes articles at moments of its own."""

    place: Place
    numbers: object = field(default_factory=count)

    def digest(self, *, on: datetime | None = None, sections: tuple[SectionPage, ...] = (), **more: object) -> Digest:
        """Set up by the editor; switched on by the chief, if a moment is given."""
        wanted = {"name": f"Der Tag {next(numbers)}", "purpose": self.place.news, "time": EVENING, "responsible": self.place.editor, **more}
        digest = Digest(**wanted)

        def save() -> None:
            digest.save()
            digest.sections.set(sections)

        writing.begin(digest, save, by=self.place.editor, at=on or clock.now())
        if on is not None:
            self.switch_on(digest, at=on)
        return digest

    def switch_on(self, digest: Digest, *, at: datetime) -> None:
        switching.switch_on(digest, by=self.place.chief, seen=switching.settings_digest(digest), at=at)

    def publish(self, title: str, *, at: datetime, section: SectionPage | None = None) -> ArticlePage:
        """An article that readers have seen since a moment."""
        parent = section or self.place.article.get_parent()
        made: ArticlePage = parent.add_child(instance=ArticlePage(title=title, lead=f"{title}, kurz gesagt.", body=BODY))
        ArticlePage.objects.filter(pk=made.pk).update(first_published_at=at)
        return made


def issues() -> list[Campaign]:
    """Return what digests made, the oldest first."""
    return list(Campaign.objects.filter(kind=Campaign.Kind.DIGEST).order_by("pk"))


def titles(campaign: Campaign) -> list[str]:
    """Return the headlines of an issue, in order."""
    return [teaser.article.title for teaser in campaign.teasers.all()]


def tick(at: datetime) -> int:
    """Do what a scheduler does."""
    return making.make_due(at=at) if making.is_due(at=at) else 0
