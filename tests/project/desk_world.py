"""A newsroom with one of everything, and every address of its desk: what the role matrix walks."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from http.cookies import SimpleCookie

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, Site, Workflow

from depesche.audience import answering
from depesche.audience.models import Subscriber
from depesche.brand import callback
from depesche.brand.models import Offer, PublishedDocument, Publisher, TrustPoint, User
from depesche.brand.people import Role
from depesche.courier import suppression
from depesche.courier.inbound import storing
from depesche.courier.models import InboundMail, Suppression
from depesche.kernel import clock
from depesche.mailing.models import Greeting
from depesche.newsroom import ticker
from depesche.newsroom.claims import archiving, asserting, claiming, protecting, sourcing
from depesche.newsroom.claims.asserting import Statement
from depesche.newsroom.claims.claiming import Wanted
from depesche.newsroom.claims.protecting import Person
from depesche.newsroom.claims.proving import Proof
from depesche.newsroom.claims.sourcing import Known
from depesche.newsroom.corrections import drafting
from depesche.newsroom.models import Assertion, Author, Claim, Question, Source, Topic, TrustClaim
from depesche.newsroom.reports import reporting
from depesche.newsroom.reports.reporting import Told
from depesche.newsroom.ticker import Said
from tests.mailing.conftest import Place, make_place
from tests.mailing.digesting import Newsroom
from tests.newsroom.conftest import HOST, picture

NOBODY, STRANGER = "nobody", "stranger"  # an account without any role; somebody who is not logged in
PLACEHOLDER = re.compile(r"<(?:(\w+):)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")


@dataclass(frozen=True)
class Address:
    """One pattern of the desk: its route as written, and its name with namespaces."""

    route: str
    name: str

    @property
    def key(self) -> str:
        return self.name if self.name and not self.name.endswith(":") else self.route


def addresses() -> list[Address]:
    """Return every pattern below the desk, Wagtail's and ours."""
    found = [Address(route, name) for route, name in _walk(get_resolver(), "", "") if route.startswith("desk/")]
    return sorted(set(found), key=lambda address: (address.key, address.route))


def _walk(resolver: URLResolver, prefix: str, spaces: str) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, route, f"{spaces}{pattern.namespace}:" if pattern.namespace else spaces)
        else:
            yield route, spaces + (pattern.name or "")


@dataclass
class World:
    """Ids of what addresses name, by the words of the routes; the last part of a name may choose another thing for the same word."""

    values: dict[str, dict[str, object]]
    clients: dict[str, Client] = field(default_factory=dict)

    def path(self, address: Address) -> str:
        """Fill in an address."""
        words = {**self.values["*"], **next((found for prefix, found in self.values.items() if address.name.startswith(prefix)), {})}
        route = PLACEHOLDER.sub(lambda found: str(words[found[2] or found[3]]), address.route)
        return "/" + route.replace("^", "").replace("$", "").replace("\\.", ".").replace(".*/", "no-such-page/")

    def ask(self, who: str, method: str, address: Address) -> str:
        """Ask as somebody; everything that the asking changed is taken back. Return what came of it: login, refused, missing, open or broken."""
        client = self.clients[who]
        kept = client.cookies.output(header="", sep=";")
        with transaction.atomic():
            response = client.generic(method, self.path(address))
            transaction.set_rollback(True)
        client.cookies = SimpleCookie(kept)  # logging out, too
        return outcome(response)


def outcome(response: HttpResponse) -> str:
    """Say in one word what an answer means."""
    where = response.headers.get("Location", "")
    if response.status_code == 302 and where.startswith("/desk/login/"):
        return "login"
    if response.status_code == 403 or (response.status_code == 302 and where == "/desk/"):
        return "refused"
    if response.status_code in {400, 404, 405}:
        return "missing"
    return "broken" if response.status_code >= 500 else "open"


def make_world() -> World:
    """Make one of everything, and log everybody in."""
    place = make_place()
    world = World(_values(place))
    for role in Role:
        world.clients[role.value] = _client(_with(role))
    world.clients[NOBODY] = _client(User.objects.create_user("nobody@example.net", "a long password 1"))
    world.clients[STRANGER] = Client(headers={"host": HOST}, raise_request_exception=False)
    return world


def make_statement(at: datetime) -> Assertion:
    """Make a claim with a statement that has evidence, of which a copy is kept."""
    wanted = Wanted("Gold steigt", question=Question.objects.create(text="Wie viel?"))
    source = sourcing.enter(Known("Nina"), by=None, at=at)
    said = asserting.add(claiming.create(wanted, by=None, at=at), Statement(source, evidence=[Proof("https://example.org/")]), by=None, at=at)
    archiving.keep(said.evidence.get(), "seite.html", [b"<p>Gold steigt"], by=None, at=at)
    return said


def make_trust(claim: Claim) -> int:
    """Make a trust point that makes a claim; return the row's number."""
    point = Publisher.objects.first().trust_points.first()  # type: ignore[union-attr]
    point = point or TrustPoint.objects.create(publisher=Publisher.objects.get(), text="150.000 Kunden")
    return int(TrustClaim.objects.get_or_create(point=point, defaults={"claim": claim})[0].pk)


def make_protected(at: datetime) -> Source:
    """Make a protected source whose keepers are an editor and a chief."""
    keepers = [_with(role) for role in (Role.EDITOR, Role.CHIEF)]
    return protecting.enter(Known("eine Mitarbeiterin"), Person("Erna Geheim"), keepers, by=None, at=at)


def _with(role: Role) -> User:
    user: User = User.objects.filter(groups__name=role.value).first() or User.objects.create_user(f"{role.value}@example.net", "a long password 1")
    user.groups.set([Group.objects.get(name=role.value)])
    return user


def _client(user: User) -> Client:
    client = Client(headers={"host": HOST}, raise_request_exception=False)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _values(place: Place) -> dict[str, dict[str, object]]:
    at = clock.now()
    article = place.article
    revision = article.save_revision(user=place.editor)
    state = Workflow.objects.get().start(article, place.editor)
    document = PublishedDocument(title="Studie", file=ContentFile(b"%PDF-1.7\n%%EOF\n", name="studie.pdf"))
    document.save()
    anna: Subscriber = place.person("anna", place.news)
    answering.take("access", anna, received_at=at, reference="Brief", by="editor")
    site = Site.objects.get(is_default_site=True)
    shown = picture()
    said = make_statement(at)
    ticker.open_ticker(article, by=place.editor, at=at)
    ticker.publish(article, Said("Beginn"), key=uuid.uuid4(), by=place.editor, at=at)
    wrong = drafting.draft(drafting.Wanted(wrong="a", right="b", why="c", article=article), by=place.editor, at=at)
    drafting.submit(wrong)
    came_back = storing.store(b"Subject: Hallo\n\nHallo", way=InboundMail.Way.IMAP, at=at)
    suppressed = suppression.suppress("0" * 64, scope="all", reason=Suppression.Reason.HARD_BOUNCE, at=at)
    report = reporting.receive(Told("Das ist falsch, denn …", article=article), at=at)
    return {
        "*": {
            "pk": 1,
            "number": 1,
            "page_id": article.pk,
            "page_pk": article.pk,
            "parent_page_id": article.get_parent().pk,
            "page_to_move_id": article.pk,
            "destination_id": article.get_parent().get_parent().pk,
            "content_type_app_name": "newsroom",
            "content_type_model_name": "articlepage",
            "app_label": "wagtailcore",
            "app_name": "brand",
            "model_name": "page",
            "action_name": "approve",
            "action": "unpublish",
            "task_state_id": state.current_task_state.pk,
            "task_id": state.current_task_state.task_id,
            "workflow_state_id": state.pk,
            "workflow_pk": state.workflow_id,
            "revision_id": revision.pk,
            "revision_id_a": "earliest",
            "revision_id_b": "latest",
            "collection_id": Collection.get_first_root_node().pk,
            "session_id": 1,
            "object_id": article.pk,
            "document_id": document.pk,
            "doc_id": document.pk,
            "image_id": shown.pk,
            "filter_spec": "original",
            "uploaded_file_id": 1,
            "redirect_id": Redirect.objects.create(old_path="/alt", redirect_link="https://example.org/neu/").pk,
            "uidb36": "1",
            "uidb64": "MQ",
            "key": "x",
            "token": "x",
            "kind": "html",
            "person": anna.pk,
            "claim_id": said.claim_id,
            "assertion_id": said.pk,
            "evidence_id": said.evidence.get().pk,
            "source_id": said.source_id,
            "question_id": said.claim.question_id,
        },
        "came-back:mail": {"pk": came_back.pk},
        "came-back:lift": {"pk": suppressed.pk},
        "failures:campaign": {"pk": place.draft("Gescheitert").pk},
        "newsroom-claim-take-down-words": {"claim_id": said.claim_id, "number": 1},
        "newsroom-source-identity": {"source_id": make_protected(at).pk},
        "newsroom-source-forget": {"source_id": Source.objects.get(is_protected=True).pk},
        "wagtailadmin_api:pages": {"pk": article.pk},
        "wagtailadmin_pages:revisions_compare": {"pk": article.pk},
        "wagtailadmin_pages:choose_parent": {"app_label": "newsroom", "model_name": "articlepage"},
        "wagtailadmin_collections": {"pk": Collection.get_first_root_node().pk},
        "wagtailadmin_workflows:add_task": {"app_label": "wagtailcore", "model_name": "groupapprovaltask"},
        "wagtailadmin_workflows": {"pk": state.workflow_id},
        "wagtailsettings": {"pk": site.pk, "model_name": "publisher"},
        "wagtaildocs_chooser": {"pk": document.pk},
        "wagtailimages_chooser": {"pk": shown.pk},
        "wagtailsnippets_newsroom_topic": {"pk": Topic.objects.create(title="Gold", slug="gold").pk},
        "wagtailsnippetchoosers_newsroom_topic": {"pk": Topic.objects.get().pk},
        "wagtailsnippets_newsroom_author": {"pk": Author.objects.create(name="Nina", slug="nina").pk},
        "wagtailsnippetchoosers_newsroom_author": {"pk": Author.objects.get().pk},
        "wagtailsnippets_brand_callbackrequest": {"pk": callback.request(name="Ben", phone="0401234567", at=at).pk},
        "wagtailsnippetchoosers_brand_callbackrequest": {"pk": callback.request(name="Ben", phone="0401234567", at=at).pk},
        "wagtailsnippets_brand_offer": {"pk": Offer.objects.create(name="Barren", link="/x/").pk},
        "wagtailsnippetchoosers_brand_offer": {"pk": Offer.objects.get().pk},
        "wagtailsnippets_newsroom_trustclaim": {"pk": make_trust(said.claim)},
        "wagtailsnippetchoosers_newsroom_trustclaim": {"pk": make_trust(said.claim)},
        "newsroom-correction": {"pk": wrong.pk},
        "newsroom-report": {"pk": report.pk},
        "campaigns:correction-mail": {"pk": wrong.pk, "purpose": place.news.pk},
        "campaigns": {"pk": place.draft().pk, "kind": "html"},
        "digests": {"pk": Newsroom(place).digest().pk, "kind": "html"},
        "greetings": {"pk": Greeting.objects.create(language="de").pk},
        "breaking-mail": {"pk": article.pk, "purpose": place.news.pk},
        "subscribers": {"pk": anna.pk},
        "purposes": {"pk": place.news.pk},
        "signup-forms": {"name": "newsletter", "slug": "newsletter"},
        "website-design-specimen": {"key": "front", "scheme": "dark"},
        "wagtailsites": {"pk": site.pk},
        "wagtailusers_users": {"pk": place.editor.pk},
        "wagtailusers_groups": {"pk": Group.objects.get(name=Role.EDITOR.value).pk},
    }
