"""The record of processing activities: compiled from the configuration, complete to the last table."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation

from depesche.audience import record
from depesche.brand.models import Publisher
from depesche.brand.people import Role
from depesche.kernel import options, processing
from tests.audience.test_desk import login
from tests.audience.test_shell import run

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parent / "record.golden.md"
# Tables that name no natural person, or only colleagues in their work: what is published, how the site is set up, counts.
OF_NOBODY = {
    *("audience_purpose", "audience_consenttext", "audience_formversion", "audience_dailyfigure", "audience_closedform"),
    *("ledger_log", "ledger_entry", "ledger_tile", "ledger_checkpoint", "ledger_erasure", "courier_sendinglock", "courier_wayin"),
    *("mailing_campaign", "mailing_teaser", "mailing_campaignoffer", "mailing_campaignclaim", "mailing_campaigncorrection"),
    *("mailing_deliveryrange", "mailing_sendinglease", "mailing_digest", "mailing_digest_sections", "mailing_digestday"),
    *("mailing_greeting", "mailing_greetingarticle"),
    *("brand_publisher", "brand_trustpoint", "brand_menus", "brand_menuitem", "brand_legaltext", "brand_legalversion", "brand_offer"),
    *("newsroom_question", "newsroom_claim_topics", "newsroom_claimgate", "newsroom_claimmark", "newsroom_correctedclaim", "newsroom_headclaim"),
    *("newsroom_trustclaim", "newsroom_correctedarticle"),
    *(
        "brand_gauge",
        "brand_picture",
        "brand_rendition",
        "brand_publisheddocument",
        "brand_security",
        "brand_user_groups",
        "brand_user_user_permissions",
    ),
}


@pytest.mark.rule("L-43")
def test_the_record_is_what_the_configuration_says(publisher: Publisher) -> None:
    with (
        options.using(
            processors="Beispiel Hosting GmbH, Musterstadt (Rechenzentrum); Beispiel Relay AG (Mailversand)",
            data_protection_officer="Dr. Ina Beispiel, datenschutz@example.org",
            smtp_url="smtp://anna:geheim@relay.example:25",
            proof_years=4,
            unconfirmed_days=5,
            site_url="https://news.example",
        ),
        translation.override("en"),
    ):
        told = record.markdown(record.compile_record())

    assert "geheim" not in told
    assert told == GOLDEN.read_text(encoding="utf-8"), "look at what changed; if it is right, store it"


@pytest.mark.rule("L-43")
def test_every_table_with_people_in_it_says_how_long_it_keeps_them() -> None:
    told = {kept.table for activity in processing.activities() for kept in activity.kept}
    ours = {
        model._meta.db_table for config in ("audience", "ledger", "courier", "mailing", "brand") for model in apps.get_app_config(config).get_models()
    }
    ours |= {field.m2m_db_table() for model in apps.get_app_config("audience").get_models() for field in model._meta.local_many_to_many}

    assert sorted(ours - told - OF_NOBODY) == []
    assert sorted(told & OF_NOBODY) == []
    assert sorted(told - {"–"} - set(connection.introspection.table_names())) == []


def test_the_record_says_what_an_operator_has_to_enter(db: None) -> None:
    missing = record.compile_record().missing

    assert any("DEPESCHE_PROCESSORS" in line for line in missing)
    assert len(missing) == 2


def test_options_decide_what_the_record_says(publisher: Publisher) -> None:
    with translation.override("en"), options.using(keep_ip=True):
        assert "a truncated network address" in record.markdown(record.compile_record())


def test_it_is_printed_at_the_desk_and_in_the_shell(publisher: Publisher, capsys: pytest.CaptureFixture[str]) -> None:
    web = Client()
    login(web, Role.AUDIENCE_OFFICER)
    page = web.get(reverse("processing-record:index")).content.decode()
    assert "Verzeichnis von Verarbeitungstätigkeiten" in page
    assert "audience_subscriber" in page
    login(web, Role.EDITOR)
    assert web.get(reverse("processing-record:index")).status_code in {302, 403}

    assert run("record") == 0
    assert capsys.readouterr().out.startswith("# Verzeichnis von Verarbeitungstätigkeiten")
    assert run("record", "--json") == 0
    assert json.loads(capsys.readouterr().out)["controller"][0] == "Beispiel Edelmetalle GmbH"
