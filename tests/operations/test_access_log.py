"""What the access log keeps of people: nothing. Tokens of mailed links are redacted, addresses and network addresses are not there (L-44)."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from django.apps import apps
from django.test import Client, RequestFactory
from django.test.client import ClientHandler
from structlog.testing import capture_logs

from depesche.audience import intake
from depesche.audience.models import FormVersion, SignupRequest, Subscriber
from depesche.kernel import clock, options
from depesche.ledger import book
from depesche.operations.serving import logs
from depesche.operations.serving.access_log import Environ, Start, logged
from tests.cast import confirm, mails, token_in

NETWORK, NEARBY = "8.8.8.0/24", "8.8.8.77"
HOST = "testserver.localhost"


def site(environ: Environ, start: Start) -> Iterable[bytes]:
    """The whole site as a WSGI application; Django's own would close the test's database."""
    response = ClientHandler(enforce_csrf_checks=False)(environ)
    start(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return [b"".join(response)]


def ask(path: str, *, lines: list[str], data: dict[str, str] | None = None) -> int:
    """Ask through the very wrapper that serves, and keep what it logged."""
    factory = RequestFactory(REMOTE_ADDR=NEARBY, HTTP_HOST=HOST, HTTP_USER_AGENT="Browser of Anna")
    request = factory.post(path, data) if data is not None else factory.get(path)
    statuses: list[str] = []
    with capture_logs() as caught:
        list(logged(site)(request.environ, lambda status, headers, *rest: statuses.append(status)))
    lines += [str(line) for line in caught]
    return int(statuses[0].split()[0])


@pytest.mark.rule("L-44")
@pytest.mark.django_db
def test_no_token_and_no_person_gets_into_the_access_log(signup_form: FormVersion) -> None:
    lines: list[str] = []
    sent = {"email": "fritz@example.org", "purpose": "product-news"}
    assert ask("/newsletter/?email=fritz@example.org", lines=lines, data=sent) == 200
    intake.work_off(at=clock.now())
    (mail,) = mails("fritz@example.org")
    tokens = [token_in(mail, "confirm"), token_in(mail, "not-me")]
    for kind, token in zip(("confirm", "not-me"), tokens, strict=True):
        assert ask(f"/newsletter/{kind}/{token}/", lines=lines) == 200
    fritz = confirm("fritz@example.org")
    (welcome,) = mails(fritz.mailbox, kind="welcome")
    tokens.append(token_in(welcome, "unsubscribe"))
    for path in (f"/newsletter/unsubscribe/{tokens[-1]}/", f"/newsletter/preferences/{'t' * 40}/", f"/newsletter/unsubscribe/{tokens[-1]}"):
        ask(path, lines=lines)

    told = "\n".join(lines)
    assert told.count("/newsletter/") >= 6
    assert "***" in told
    assert [token for token in (*tokens, "t" * 40) if token in told] == []
    for of_person in ("fritz", NEARBY, "8.8.8.", "Browser"):
        assert of_person not in told


@pytest.mark.rule("L-44", "L-20")
@pytest.mark.django_db
@pytest.mark.parametrize("keep", [False, True])
def test_a_network_address_is_kept_for_proof_only_and_then_truncated(signup_form: FormVersion, keep: bool) -> None:
    web = Client(headers={"host": HOST}, REMOTE_ADDR=NEARBY)
    with options.using(keep_ip=keep):
        web.post("/newsletter/", {"email": "fritz@example.org", "purpose": "product-news"})
        intake.work_off(at=clock.now())
        token = token_in(mails("fritz@example.org")[0], "confirm")
        web.post(f"/newsletter/confirm/{token}/", {"button": "1"})

    fritz = Subscriber.objects.get(mailbox="fritz@example.org")
    logged_bodies = b"".join(event.content for event in book.events(fritz.id)).decode()
    assert NEARBY not in logged_bodies
    assert (NETWORK in logged_bodies) == keep
    rows = "\n".join(str(row) for model in apps.get_app_config("audience").get_models() for row in model._default_manager.values_list())
    assert "8.8.8." not in rows
    assert SignupRequest.objects.get().state == "confirmed"


@pytest.mark.rule("L-44")
@pytest.mark.once
def test_options_that_hold_network_addresses_end_within_two_weeks() -> None:
    most = {name: option.metadata["parse"] for name, option in options.Options.__dataclass_fields__.items()}["unconfirmed_days"]

    assert most("14") == 14
    with pytest.raises(ValueError, match="14"):
        most("15")


@pytest.mark.rule("L-44")
@pytest.mark.once
@pytest.mark.parametrize("kind", ["confirm", "not-me", "preferences", "unsubscribe"])
def test_every_address_with_a_token_is_redacted(kind: str) -> None:
    path = f"/newsletter/{kind}/abc-DEF_123.456/"

    assert logs.redact(f"GET {path} 200") == f"GET /newsletter/{kind}/***/ 200"
    assert not re.search("abc", logs.redact(f"https://news.example{path}?x=1"))
