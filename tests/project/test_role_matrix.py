"""Every address of the desk, with GET and POST, against every role: nothing is reachable that should not be, nothing breaks.

An address that the table does not know fails: whoever adds a screen says here who may open it.
"""

from __future__ import annotations

import re

import pytest

from depesche.brand.people import Role
from tests.project.desk_world import NOBODY, STRANGER, Address, World, addresses, make_world

pytestmark = pytest.mark.once

EDITOR, CHIEF, OFFICER, READER, ADMINISTRATOR = (role.value for role in Role)
PUBLIC = {EDITOR, CHIEF, OFFICER, READER, ADMINISTRATOR, NOBODY, STRANGER}
PERSONAL = PUBLIC - {STRANGER}
TEAM = PERSONAL - {NOBODY}
WRITERS = {EDITOR, CHIEF, ADMINISTRATOR}
CHIEFS = {CHIEF, ADMINISTRATOR}
OFFICERS = {OFFICER, ADMINISTRATOR}
ADMINISTRATORS = {ADMINISTRATOR}
NOBODYS: set[str] = set()

# The first line that fits an address's name (or its route, where it has none) counts.
TABLE: list[tuple[str, set[str]]] = [
    (r"account_(login|logout|inactive|reset_password|welcome)|mfa_login_webauthn$", PUBLIC),
    (r"desk/jsi18n/$|wagtailadmin_(javascript_catalog|sprite|login|password_reset)", PUBLIC),
    (r"account_(reauthenticate|sessions|change_password)|mfa_", PERSONAL),
    (r"wagtailadmin_(home|account|dismissibles|logout)$|desk/test404/$|desk/\^\.\*/\$", TEAM),
    (r"website-design(-specimen)?$", TEAM),
    (r"campaigns:(approve|cancel|confirm|confirm_cancel|give_reason|pause|resume|schedule|send|unschedule)$", CHIEFS),
    (r"campaigns:", WRITERS),
    (r"digests:(confirm|switch_on)$|breaking-mail(-preview)?$|greetings:", CHIEFS),
    (r"digests:", WRITERS),
    (r"failures:", WRITERS),
    (r"came-back:", OFFICERS),
    (r"failures:", WRITERS),
    (r"came-back:", OFFICERS),
    (r"came-back:(sent|failed)$", WRITERS),
    (r"came-back:", OFFICERS),
    (r"purposes:delete$|wagtailsnippets_brand_legaltext:delete$|wagtailsnippets_brand_callbackrequest:add$", NOBODYS),
    (r"subscribers:proof$", {READER, ADMINISTRATOR}),
    (r"audience-imports:state(-end)?$", ADMINISTRATORS),
    (r"subscribers:(withdraw|table)$|held-signups:|purposes:|signup-forms:|audience-imports:|data-requests:", OFFICERS),
    (r"audience-growth:", CHIEFS | {OFFICER}),
    (r"(proof-readings|processing-record):", OFFICERS | {READER}),
    (r"subscribers:", OFFICERS | {READER}),
    (r"wagtailadmin_pages:move_confirm$", WRITERS),  # the question; moving itself is tested below
    (r"wagtailadmin_pages:(delete|move|set_page_position|set_privacy|unpublish|revisions_unschedule)$", CHIEFS),
    (r"wagtailadmin_pages:(collect_workflow_action_data|workflow_action|workflow_preview)$", {CHIEF}),
    (r"wagtailadmin_(pages|api|editing_sessions):|wagtailadmin_(explore|choose_page|block_preview|tag_)|wagtail_bulk_action$", WRITERS),
    (r"people_|security_demands$|operations-health$|desk/reports/site-history/", ADMINISTRATORS),
    (r"newsroom-(claim-(override|override-end|take-down|take-down-words|merge|delete)|question-delete|source-(merge|delete))$", CHIEFS),
    (r"newsroom-source-(identity|forget)$", {EDITOR, CHIEF}),  # its two keepers
    (r"newsroom-(ticker-switch|breaking|breaking-end|claim-gate)$", CHIEFS),
    (r"newsroom-correction-(release|take-down)$", CHIEFS),
    (r"newsroom-(corrections?|correction-(new|edit|submit|discard)|reports?|report-take-up)$", WRITERS),
    (r"newsroom-(claims?|sources?|questions?|evidence)(-|$)", WRITERS),
    (r"newsroom-marking-", WRITERS),
    (r"newsroom_block_(sources|claims|questions):", WRITERS),
    (r"wagtailsnippets_newsroom_trustclaim:|wagtailsnippetchoosers_newsroom_trustclaim:create", CHIEFS),
    (r"wagtailsnippetchoosers_newsroom_trustclaim:", WRITERS),
    (r"newsroom-(picture-delete|picture-edit|related|ticker|ticker-entry|ticker-withdraw)$", WRITERS),
    (r"wagtailadmin_reports:site_history|wagtailadmin_workflows:|wagtailusers_users:", ADMINISTRATORS),
    (r"wagtailadmin_reports:locked_pages", CHIEFS),
    (r"wagtailadmin_reports:", WRITERS),
    (r"wagtail(images|docs)(_chooser)?:", WRITERS),
    (r"wagtailredirects:|wagtailsettings:|wagtailsnippets_brand_legaltext:", CHIEFS),
    (r"wagtailsnippets_(brand_offer|newsroom_author|newsroom_topic):delete$", CHIEFS),
    (r"wagtailsnippets_(brand_offer|brand_callbackrequest|newsroom_author|newsroom_topic):", WRITERS),
    (r"wagtailsnippetchoosers_(brand_offer|newsroom_author|newsroom_topic):", WRITERS),
    (r"wagtailsnippetchoosers_brand_(callbackrequest|legaltext):", NOBODYS),
    (r"wagtailadmin_error_test$|wagtail(forms|embeds|sites|users_groups|admin_collections):|wagtailsnippets:index$", NOBODYS),
]
# Wagtail stumbles over a POST without any field where its own forms always send some; only who may open the screen can do that.
STUMBLES = re.compile(r"wagtailadmin_choose_page_external_link$|wagtailredirects:process_import$|wagtailsnippetchoosers_\w+:create$")
# Logging in is over for who is in, second factors ask for the password first, and the article at hand waits for its chief.
FURTHER_STEP = re.compile(r"account_login$|wagtailadmin_login$|account_reauthenticate$|mfa_|wagtailadmin_pages:unpublish$")


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def may(address: Address) -> set[str]:
    found = [who for pattern, who in TABLE if re.match(pattern, address.key)]
    assert found, f"{address.key} ({address.route}) stands in no line of the table"
    return found[0]


def test_every_address_says_who_may_open_it() -> None:
    assert len(addresses()) > 300
    for address in addresses():
        may(address)


@pytest.mark.parametrize("who", sorted(PUBLIC))
def test_everybody_gets_in_where_they_may_and_nowhere_else(world: World, who: str) -> None:
    wrong, shut = [], []
    for address in addresses():
        came = {method: world.ask(who, method, address) for method in ("GET", "POST")}
        wrong += [f"{method} {address.key}: {what}" for method in came if (what := trouble(who, method, address, came[method]))]
        if who in may(address) & TEAM and set(came.values()) <= {"refused", "login"} and not FURTHER_STEP.match(address.key):
            shut.append(address.key)

    assert (wrong, shut) == ([], [])


def trouble(who: str, method: str, address: Address, came: str) -> str:
    """Say what is wrong with an answer; nothing is the empty text."""
    is_allowed = who in may(address)
    if came == "broken" and not (is_allowed and method == "POST" and STUMBLES.match(address.key)):
        return "breaks"
    if came == "open" and not is_allowed:
        return "is open"
    asks_rightly = address.key in {"wagtailadmin_logout", "account_reauthenticate"} or address.key.startswith("mfa_")
    if came == "login" and who in TEAM and is_allowed and not asks_rightly:
        return "asks to log in again"
    return ""


def test_an_editor_who_finds_the_question_cannot_move_an_article(world: World) -> None:
    address = next(address for address in addresses() if address.key == "wagtailadmin_pages:move_confirm")

    assert world.ask(EDITOR, "POST", address) == "refused"
