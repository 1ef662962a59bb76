"""Each system's export in small: its heading is recognised, its leavers leave, and its times prove what they prove."""

from __future__ import annotations

from pathlib import Path

import pytest

from depesche.audience import folding
from depesche.audience.importing import reading
from depesche.audience.importing.presets.known import PRESETS, sniffed
from depesche.audience.models import FormVersion, ImportRun
from depesche.kernel.refusal import Refusal
from tests.audience.exports import MAILCHIMP, WORDING, is_known, live, suppressions, take_in, write

pytestmark = pytest.mark.django_db

DOUBLE = '"2021-03-16 14:40:47",192.0.2.7,"2021-03-16 14:42:01",192.0.2.7'
SINGLE = '"2021-03-16 14:40:47",192.0.2.7,"2021-03-16 14:40:47",192.0.2.7'


def brought(run: ImportRun) -> dict[str, int]:
    return {name: run.counts[name] for name in ("mailable", "unproven", "suppressed", "refused", "rejected") if run.counts[name]}


def test_mailchimp_in_three_files(signup_form: FormVersion, tmp_path: Path) -> None:
    people = [
        f'fritz@example.org,Fritz,"Muster, jr.",2,{DOUBLE},"2021-03-16 14:42:01",1,a,,"""VIP"""',
        f"single@example.org,,,2,{SINGLE},,2,b,,",
        'added@example.org,,,2,,,"2015-03-16 14:40:47",,,3,c,,',
        f"greta@example.org,,,2,{DOUBLE},,4,d,,",
    ]
    gone = [f'greta@example.org,,,2,{DOUBLE},,4,d,,,"2022-01-01 10:00:00","N/A"', f'angry@example.org,,,2,{DOUBLE},,5,e,,,"2022-01-01 10:00:00",SPAM']
    files = [
        write(tmp_path, "subscribed_members.csv", "\n".join([MAILCHIMP, *people])),
        write(tmp_path, "unsubscribed_members.csv", "\n".join([f"{MAILCHIMP},UNSUB_TIME,UNSUB_REASON", *gone])),
        write(tmp_path, "cleaned_members.csv", "\n".join([f"{MAILCHIMP},CLEAN_TIME", f'dead@example.org,,,2,{DOUBLE},,6,f,,,"2022-01-01 10:00:00"'])),
    ]
    run = take_in(*files, preset="mailchimp", wording=WORDING)

    assert brought(run) == {"mailable": 1, "unproven": 2, "suppressed": 3, "refused": 1}
    assert live("fritz@example.org") == {"product-news"}
    assert live("single@example.org") == live("added@example.org") == set()
    assert suppressions("greta@example.org") == {("all", "withdrawn")}
    assert suppressions("angry@example.org") == {("all", "complaint")}
    assert suppressions("dead@example.org") == {("all", "hard_bounce")}
    assert not is_known("greta@example.org")
    assert folding.compare() == []


SAMPLES = {
    "depesche": (
        "email,purposes,opted_in_at,opted_in_ip,confirmed_at,confirmed_ip,consent_text,source_url,status\n"
        "a@example.org,product-news,2021-03-16T14:40:47Z,,2021-03-16T14:42:01Z,,Ja,,\nb@example.org,product-news,,,,,,,withdrawn\n",
        {"mailable": 1, "suppressed": 1},
    ),
    "mailpoet": (
        '\ufeff"Email","First name","Subscription IP","Subscription time","Confirmation time","Confirmation IP",'
        '"List status","Global status","List"\n'
        '"a@example.org","An \\"Na\\", x","192.0.2.1","2021-03-16 14:40:47","2021-03-16 14:42:01","192.0.2.1","subscribed","subscribed","News"\n'
        '"b@example.org","\'=1+1","","2021-03-16 14:40:47","2021-03-16 14:42:01","","unsubscribed","subscribed","News"\n'
        '"c@example.org","","","2021-03-16 14:40:47","","","unconfirmed","unconfirmed","News"\n'
        '"d@example.org","","","","","","subscribed","bounced","News"\n'
        '"e@example.org","","","2021-03-16 14:40:47","2021-03-16 14:42:01","","subscribed","inactive","News"\n',
        {"mailable": 2, "unproven": 1, "suppressed": 2},
    ),
    "listmonk": (
        "uuid,email,name,attributes,status,created_at,updated_at\n"
        '1,a@example.org,Anna,"{""a"": ""\\""x\\"", y""}",enabled,2021-03-16 14:40:47.12345 +0000 UTC,2021-03-16 14:40:47 +0000 UTC\n'
        "2,b@example.org,Ben,{},blocklisted,2021-03-16 14:40:47.12345 +0000 UTC,2021-03-16 14:40:47 +0000 UTC\n",
        {"unproven": 1, "suppressed": 1},
    ),
    "keila": (
        "Email,First name,Last name,Data,Status,Double opt-in at\n"
        "a@example.org,,,{},active,2021-03-16T14:42:01Z\nb@example.org,,,{},active,\nc@example.org,,,{},unsubscribed,2021-03-16T14:42:01Z\n"
        "d@example.org,,,{},unreachable,\n",
        {"mailable": 1, "unproven": 1, "suppressed": 2},
    ),
    "phplist": (
        "Email\tIs this subscriber confirmed\tIs this subscriber blacklisted\tNumber of bounces\tEntered\tList Membership\n"
        "a@example.org\t1\t0\t0\t2021-03-16 14:40:47\tNews \nb@example.org\t1\t1\t0\t2021-03-16 14:40:47\tNews \n",
        {"unproven": 1, "suppressed": 1},
    ),
    "cleverreach": (
        "email;registered;activated;deactivated;active;source\n"
        "a@example.org;16.03.2021 14:40:47;16.03.2021 14:42:01;0;1;https://example.org/\nb@example.org;1615905647;1615905721;1641031200;0;x\n"
        "c@example.org;1615905647;0;0;1;x\nd@example.org;1615905647;1615905721;0;1;x\n",
        {"mailable": 2, "unproven": 1, "suppressed": 1},
    ),
    "brevo": (
        "CONTACT ID;EMAIL;LASTNAME;DOUBLE_OPT-IN;ADDED_TIME;MODIFIED_TIME;EMAIL_BLACKLISTED\n"
        "1;a@example.org;;Yes;16-03-2021 14:40:47;16-03-2021 14:40:47;false\n2;b@example.org;;Yes;16-03-2021 14:40:47;16-03-2021 14:40:47;true\n",
        {"unproven": 1, "suppressed": 1},
    ),
}


@pytest.mark.parametrize("key", sorted(SAMPLES))
def test_every_system_is_recognised_and_read(signup_form: FormVersion, tmp_path: Path, key: str) -> None:
    text, expected = SAMPLES[key]
    path = write(tmp_path, "export.csv", text)

    assert reading.preset_of([reading.source(path)]) == key
    assert brought(take_in(path, preset=key, wording=WORDING)) == expected
    assert folding.compare() == []


def test_a_list_that_somebody_left_ends_this_import_s_purposes_only(signup_form: FormVersion, tmp_path: Path) -> None:
    take_in(write(tmp_path, "export.csv", SAMPLES["mailpoet"][0]), preset="mailpoet", wording=WORDING)

    assert suppressions("b@example.org") == {("product-news", "withdrawn")}
    assert suppressions("d@example.org") == {("all", "hard_bounce")}


def test_any_other_table_by_naming_its_columns(signup_form: FormVersion, tmp_path: Path) -> None:
    path = write(
        tmp_path, "crm.csv", "Kunde;Ja gesagt am;Bestätigt um;Stand\na@example.org;01.03.2021;02.03.2021 08:00;aktiv\nb@example.org;;;abgemeldet\n"
    )
    mapping = {"Kunde": "email", "Ja gesagt am": "opted_in_at", "Bestätigt um": "confirmed_at", "Stand": "status"}

    run = take_in(path, preset="generic", wording=WORDING, mapping=mapping)

    assert brought(run) == {"mailable": 1, "suppressed": 1}


@pytest.mark.parametrize(
    ("text", "what", "code"),
    [
        ("name\nAnna\n", {}, "no-address-column"),
        ("", {}, "no-table"),
        ("email\na@example.org\n", {"purposes": ("gold",)}, "unknown-purpose"),
        ("email\na@example.org\n", {"purposes": ()}, "no-purpose"),
        ("email\na@example.org\n", {"mapping": {"email": "mail"}}, "unknown-field"),
    ],
)
def test_what_cannot_work_is_refused_before_anything_is_written(
    signup_form: FormVersion, tmp_path: Path, text: str, what: dict[str, object], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        take_in(write(tmp_path, "x.csv", text), preset="generic", **what)

    assert refused.value.code == code


def test_a_heading_that_nobody_knows_is_read_generically() -> None:
    assert sniffed(["Kunde", "Ort"]).key == "generic"
    assert len(PRESETS) == 9
