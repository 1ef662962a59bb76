"""States of the desk's pages that its addresses alone do not show: each makes what it needs, and says where to look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from depesche.audience import audience_figures
from depesche.audience.models import ConsentText, FormVersion, ImportRun, Purpose
from depesche.brand import gauges
from depesche.brand.models import User
from depesche.brand.people import Role
from depesche.kernel import clock
from depesche.mailing import approval, rendering, sending_figures, starting
from depesche.mailing.models import Campaign
from depesche.newsroom.claims import asserting, claiming, taking_down
from depesche.newsroom.claims.claiming import Wanted
from depesche.newsroom.claims.taking_down import Order
from depesche.newsroom.claims.terms import Ground
from depesche.newsroom.models import ArticlePage, Assertion
from depesche.operations import examining, health_figures
from tests.brand.conftest import HOST, PASSWORD
from tests.brand.entrance import give_app, log_in
from tests.project.desk_world import World

ADMINISTRATOR = Role.ADMINISTRATOR.value


@dataclass(frozen=True)
class Visit:
    """Where to look, by whose browser, and what is sent."""

    path: str
    client: Client
    method: str = "GET"
    data: dict[str, str] = field(default_factory=dict)


def campaign_to_confirm(world: World) -> Visit:
    return Visit(reverse("campaigns:confirm", args=[_approved().pk]), world.clients[ADMINISTRATOR])


def campaign_to_cancel(world: World) -> Visit:
    campaign = _approved()
    starting.start(campaign, at=clock.now())
    return Visit(reverse("campaigns:confirm_cancel", args=[campaign.pk]), world.clients[ADMINISTRATOR])


def campaign_approved(world: World) -> Visit:
    return Visit(reverse("campaigns:show", args=[_approved().pk]), world.clients[ADMINISTRATOR])


def campaign_sent(world: World) -> Visit:
    campaign = _approved()
    starting.start(campaign, at=clock.now())
    return Visit(reverse("campaigns:show", args=[campaign.pk]), world.clients[ADMINISTRATOR])


def import_done(world: World) -> Visit:
    return Visit(reverse("audience-imports:show", args=[_run(ImportRun.State.DONE).pk]), world.clients[ADMINISTRATOR])


def import_failed(world: World) -> Visit:
    return Visit(reverse("audience-imports:show", args=[_run(ImportRun.State.FAILED).pk]), world.clients[ADMINISTRATOR])


def import_statement(world: World) -> Visit:
    return Visit(reverse("audience-imports:state", args=[_run(ImportRun.State.DONE).pk]), world.clients[ADMINISTRATOR])


def import_statement_wrong(world: World) -> Visit:
    return Visit(reverse("audience-imports:state", args=[_run(ImportRun.State.DONE).pk]), world.clients[ADMINISTRATOR], "POST")


def consent_text(world: World) -> Visit:
    name = ConsentText.objects.first().name  # type: ignore[union-attr]
    return Visit(f"{reverse('signup-forms:text', args=[name])}?older=1&newer=1", world.clients[ADMINISTRATOR])


def consent_text_next(world: World) -> Visit:
    name = ConsentText.objects.first().name  # type: ignore[union-attr]
    return Visit(reverse("signup-forms:next-text", args=[name]), world.clients[ADMINISTRATOR])


def signup_form(world: World) -> Visit:
    slug = FormVersion.objects.first().slug  # type: ignore[union-attr]
    return Visit(reverse("signup-forms:form", args=[slug]), world.clients[ADMINISTRATOR])


def claim_with_words_taken_down(world: World) -> Visit:
    said, at = Assertion.objects.select_related("claim").first(), clock.now()
    assert said is not None
    order = Order(Ground.PERSONAL_DATA, "Der Genannte verlangt es, er war nicht gemeint.")
    asserting.retract(said, reason="Er war nicht gemeint.", by=None, at=at)
    taking_down.statement(Assertion.objects.get(pk=said.pk), order, by=None, at=at)
    about = claiming.edit(said.claim, Wanted("Gold steigt weiter"), seen=said.claim.version, by=None, at=at)
    taking_down.words(about.versions.get(number=1), order, by=None, at=at)
    return Visit(reverse("newsroom-claim", args=[about.pk]), world.clients[ADMINISTRATOR])


def article_returned(world: World) -> Visit:
    article = ArticlePage.objects.get(pk=world.values["*"]["page_id"])
    chief = User.objects.filter(groups__name=Role.CHIEF.value).first()
    article.current_workflow_task_state.reject(user=chief, comment="Wer sagt das?")
    return Visit(reverse("wagtailadmin_pages:edit", args=[article.pk]), world.clients[ADMINISTRATOR])


def too_many_requests(world: World) -> Visit:
    client = Client(headers={"host": HOST})
    for _once in range(12):
        client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    return Visit(reverse("account_reset_password"), client, "POST", {"email": "nobody@example.org"})


def login_wrong(world: World) -> Visit:
    return Visit(reverse("account_login"), Client(headers={"host": HOST}), "POST", {"login": "anna@example.org", "password": "falsch"})


def code_asked_for(world: World) -> Visit:
    return Visit(reverse("mfa_authenticate"), _with_password_only())


def code_wrong(world: World) -> Visit:
    return Visit(reverse("mfa_authenticate"), _with_password_only(), "POST", {"code": "000000"})


def code_asked_for_again(world: World) -> Visit:
    person = _person()
    give_app(person)
    return Visit(reverse("mfa_reauthenticate"), _inside(person, fresh=False))


def password_asked_for_again(world: World) -> Visit:
    return Visit(reverse("account_reauthenticate"), _inside(_person(), fresh=False))


def app_to_set_up(world: World) -> Visit:
    return Visit(reverse("mfa_activate_totp"), _inside(_person()))


def app_wrongly_set_up(world: World) -> Visit:
    return Visit(reverse("mfa_activate_totp"), _inside(_person()), "POST", {"code": "000000"})


def key_to_add(world: World) -> Visit:
    return Visit(reverse("mfa_add_webauthn"), _inside(_person()))


def _of_factors(name: str) -> Callable[[World], Visit]:
    """Return the state of a page about second factors, for somebody who has all of them."""

    def state(world: World) -> Visit:
        person = _person()
        give_app(person)
        RecoveryCodes.activate(person)
        key = Authenticator.objects.create(user=person, type="webauthn", data={"name": "blauer Schlüssel", "credential": _credential()})
        return Visit(reverse(name, args=[key.pk] if "_webauthn" in name and "list" not in name and "reauth" not in name else []), _inside(person))

    state.__name__ = name
    return state


def first_page_with_numbers(world: World) -> Visit:
    now = clock.now()
    audience_figures.take(at=now)
    sending_figures.take(at=now)
    sample = {"at": now.isoformat(), "stored": 3, "waiting": 1, "render_ms": 80, "tasks": 0, "mails": 2, "free_mb": 9000}
    gauges.keep(health_figures.GAUGE, {"samples": [sample]}, at=now)
    return Visit(reverse("wagtailadmin_home"), world.clients[ADMINISTRATOR])


def state_of_the_site(world: World) -> Visit:
    examining.examine(at=clock.now(), slow=False)
    return Visit(reverse("operations-health"), world.clients[ADMINISTRATOR])


STATES: tuple[Callable[[World], Visit], ...] = (
    first_page_with_numbers,
    state_of_the_site,
    campaign_to_confirm,
    campaign_to_cancel,
    campaign_approved,
    campaign_sent,
    import_done,
    import_failed,
    import_statement,
    import_statement_wrong,
    consent_text,
    consent_text_next,
    signup_form,
    claim_with_words_taken_down,
    article_returned,
    too_many_requests,
    login_wrong,
    code_asked_for,
    code_wrong,
    code_asked_for_again,
    password_asked_for_again,
    app_to_set_up,
    app_wrongly_set_up,
    key_to_add,
    *map(
        _of_factors,
        (
            "mfa_index",
            "mfa_deactivate_totp",
            "mfa_view_recovery_codes",
            "mfa_generate_recovery_codes",
            "mfa_list_webauthn",
            "mfa_edit_webauthn",
            "mfa_remove_webauthn",
            "mfa_reauthenticate_webauthn",
        ),
    ),
)


def _approved() -> Campaign:
    campaign, at = Campaign.objects.filter(correction=None).first(), clock.now()
    chief = User.objects.filter(groups__name=Role.CHIEF.value).exclude(pk=getattr(campaign, "author_id", None)).first()
    assert campaign is not None
    assert chief is not None
    approval.submit(campaign, at=at)
    approval.approve(campaign, by=chief, seen=rendering.content(campaign).digest, at=at)
    return campaign


def _run(state: ImportRun.State) -> ImportRun:
    at = clock.now()
    return ImportRun.objects.create(
        preset="plain",
        source="altes System",
        purposes=list(Purpose.objects.values_list("key", flat=True)),
        files=[{"name": "liste.csv", "sha256": "0" * 64, "size": 1000}],
        digest="0" * 64,
        counts={"rows": 10, "unproven": 4},
        problems=[["liste.csv", 3, "bad-address"]],
        state=state,
        failure="Die Datei ist nicht lesbar." if state is ImportRun.State.FAILED else "",
        asked_by="admin@example.org",
        created_at=at,
        touched_at=at,
        finished_at=at,
    )


def _person() -> User:
    person: User = User.objects.create_user("geheim@example.net", PASSWORD, first_name="Gerda", last_name="Geheim")
    person.groups.set(User.objects.filter(groups__name=ADMINISTRATOR).first().groups.all())  # type: ignore[union-attr]
    return person


def _inside(person: User, *, fresh: bool = True) -> Client:
    """Return the browser of somebody who typed the password a moment ago, or long ago."""
    client = Client(headers={"host": HOST})
    if fresh:
        return log_in(person, client)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _credential() -> dict[str, object]:
    """Return what a browser sends that registered a key (WebAuthn, 5.2.1)."""
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    known = AttestedCredentialData.create(b"\0" * 16, b"key", public)
    seen = AuthenticatorData.create(b"\0" * 32, AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT, 0, known)
    said = CollectedClientData.create("webauthn.create", b"challenge", f"https://{HOST}")
    response = {"clientDataJSON": websafe_encode(said), "attestationObject": websafe_encode(AttestationObject.create("none", seen, {}))}
    return {"id": websafe_encode(b"key"), "rawId": websafe_encode(b"key"), "type": "public-key", "response": response, "clientExtensionResults": {}}


def _with_password_only() -> Client:
    """Return the browser of somebody who has an app, and typed no code yet."""
    person = _person()
    give_app(person)
    client = Client(headers={"host": HOST})
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return client
