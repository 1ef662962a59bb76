from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from pathlib import Path

import pytest
from wagtail.models import Site

from depesche.audience.models import Consent, ConsentText, FormVersion, Grant, Purpose, Subscriber
from depesche.brand import legal, roles
from depesche.brand.models import LegalText, Publisher, User
from depesche.brand.people import Role
from depesche.courier import catcher
from depesche.courier.transport.catcher import port_file
from depesche.kernel import address, clock, keyring, options
from depesche.mailing import approval, composing, rendering, starting
from depesche.mailing.models import Campaign
from depesche.mailing.sending import speeds
from depesche.newsroom import founding
from depesche.newsroom.claims import claiming
from depesche.newsroom.claims.correction_rows import Severity
from depesche.newsroom.corrections.drafting import Span
from depesche.newsroom.models import ArticlePage, Claim, Correction, HeadClaim, SectionPage
from tests.newsroom.claims.conftest import claim as make_claim
from tests.newsroom.corrections.conftest import published

BODY = [("text", "<p>Der Preis steigt weiter.</p>")]
NOW = clock.now().replace(microsecond=0)


@dataclass
class Place:
    """A publisher with everything a campaign needs."""

    news: Purpose
    offers: Purpose
    editor: User
    chief: User
    article: ArticlePage
    form: FormVersion

    def person(self, name: str, *purposes: Purpose, domain: str = "example.org") -> Subscriber:
        """Somebody with live consents, as confirmation leaves them."""
        mailbox = f"{name}@{domain}"
        lookup = address.lookup_digest(mailbox, key=keyring.ring().current(keyring.LOOKUP).secret)
        found = Subscriber.objects.create(mailbox=mailbox, lookup=lookup, domain=domain, created_at=NOW)
        for purpose in purposes:
            self.consent(found, purpose)
        return found

    def consent(self, person: Subscriber, purpose: Purpose) -> Consent:
        grant = Grant.objects.create(subject=person.pk, purpose=purpose, form=self.form, granted_at=NOW, entry_index=0)
        return Consent.objects.create(address=person, purpose=purpose, grant=grant, since=NOW - timedelta(days=1))

    def draft(self, subject: str = "Gold am Montag", purpose: Purpose | None = None) -> Campaign:
        wanted = composing.Draft(purpose or self.news, subject, "Vorschau", "<p>Guten Morgen.</p>", [self.article])
        return composing.create(wanted, author=self.editor, at=NOW)

    def approved(self, subject: str = "Gold am Montag", purpose: Purpose | None = None) -> Campaign:
        campaign = self.draft(subject, purpose)
        approval.submit(campaign, at=NOW)
        approval.approve(campaign, by=self.chief, seen=rendering.content(campaign).digest, at=NOW)
        return campaign

    def sending(self, subject: str = "Gold am Montag", purpose: Purpose | None = None) -> Campaign:
        campaign = self.approved(subject, purpose)
        starting.start(campaign, at=NOW)
        return campaign


def make_place() -> Place:
    home = founding.found(site_url=options.current().site_url)
    roles.synchronise()
    Publisher.objects.update_or_create(
        site=Site.objects.get(is_default_site=True),
        defaults={
            "name": "Beispiel Edelmetalle",
            "legal_name": "Beispiel Edelmetalle GmbH",
            "postal_address": "Musterweg 1\n12345 Musterstadt",
            "email": "hallo@example.org",
            "newsletter_sender": "post@example.org",
        },
    )
    legal.publish(LegalText.objects.get_or_create(slug="imprint", defaults={"title": "Impressum"})[0], body="<p>Beispiel</p>", by=None, at=NOW)
    section = home.add_child(instance=SectionPage(title="Märkte", slug="maerkte"))
    article = section.add_child(instance=ArticlePage(title="Gold steigt", slug="gold-steigt", kicker="Märkte", lead="Der Kurs zieht an.", body=BODY))
    news, offers = (
        Purpose.objects.get_or_create(key=key, defaults={"title": title})[0] for key, title in (("news", "Nachrichten"), ("offers", "Angebote"))
    )
    text = ConsentText.objects.create(
        name="t", number=1, language="de", wording="<p>Ja</p>", purposes=[], controller="B", privacy_notice="/", sha256="0" * 64, published_at=NOW
    )
    form = FormVersion.objects.create(slug="test", number=1, text=text, button_label="Abschicken", language="de", published_at=NOW)
    return Place(news, offers, _user("editor", Role.EDITOR), _user("chief", Role.CHIEF), article, form)


def _user(name: str, role: Role) -> User:
    from django.contrib.auth.models import Group

    user = User.objects.create_user(f"{name}@example.org", "a long password 1")
    user.groups.add(Group.objects.get(name=role.value))
    return user


@pytest.fixture(autouse=True)
def unhurried() -> None:
    """No receiver has complained yet."""
    speeds.forget()


@pytest.fixture
def place(db: None) -> Place:
    return make_place()


@pytest.fixture
def committed_place(committed_db: None) -> Place:
    return make_place()


@dataclass
class Inbox:
    """What the catcher caught."""

    folder: Path
    start: Callable[[], None]
    stop: Callable[[], None]

    def mails(self) -> list[EmailMessage]:
        found = [message_from_bytes(path.read_bytes(), policy=policy.SMTP) for path in sorted(self.folder.glob("*.eml"))]
        return [mail for mail in found if isinstance(mail, EmailMessage)]

    def recipients(self) -> list[str]:
        return sorted(str(mail["To"]) for mail in self.mails())


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    """A real SMTP server on a loopback port; it can be stopped and started again."""
    running: list[tuple[threading.Event, threading.Thread]] = []

    def start() -> None:
        stop = threading.Event()
        thread = threading.Thread(target=catcher.run, args=(stop,))
        thread.start()
        running.append((stop, thread))
        while not port_file().exists():
            time.sleep(0.01)

    def end() -> None:
        for stop, thread in running:
            stop.set()
            thread.join()
        running.clear()

    (tmp_path / keyring.FILE_NAME).write_bytes((options.current().home / keyring.FILE_NAME).read_bytes())
    with options.using(home=tmp_path, smtp_url="catcher://"):
        start()
        yield Inbox(tmp_path / catcher.FOLDER, start, end)
        end()


def carried(place: Place, text: str = "12.000 Soldaten sind in Russland") -> Claim:
    """A claim that the article's headline carries."""
    made = make_claim(text)
    place.article.head_claims = [HeadClaim(place="title", claim=made)]
    place.article.save()
    return made


def corrected(place: Place, claim: Claim, severity: Severity = Severity.CORRECTION, *, first: int = 1, last: int | None = None) -> Correction:
    """Another chief and the first one publish a correction of the claim as it is; then it says something else."""
    lena = User.objects.filter(email="lena@example.org").first() or _user("lena", Role.CHIEF)
    claim.refresh_from_db()
    found = published(place.article, Span(claim, first, last or claim.version), by=lena, then=place.chief, severity=severity)
    claiming.edit(claim, claiming.Wanted(text="1.200 Soldaten sind in Russland"), seen=claim.version, by=lena, at=clock.now())
    return found


@pytest.fixture
def claim(place: Place) -> Claim:
    """The article's headline carries it."""
    return carried(place)


@pytest.fixture
def correct(place: Place, claim: Claim) -> Callable[..., Correction]:
    """Publish a correction of the claim."""
    return partial(corrected, place, claim)
