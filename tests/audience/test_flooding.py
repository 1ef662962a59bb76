"""Sign-up forms as a weapon: whatever comes in, the victim gets one mail, and nobody learns who is known."""

from __future__ import annotations

import time
from statistics import median

import pytest
from django.test import Client

from depesche.audience import intake
from depesche.audience.models import FormVersion, Intake, Subscriber
from depesche.courier.models import OutboxMessage
from depesche.kernel import options
from depesche.kernel.refusal import Refusal
from tests.cast import SUNDAY, apply_for

pytestmark = pytest.mark.django_db
FORMS_EACH = 10


@pytest.mark.rule("B-07", "L-25")
@pytest.mark.parametrize("networks", [100, pytest.param(1_000, marks=pytest.mark.long)])
def test_ten_forms_from_each_of_many_networks_send_one_mail_to_the_victim(signup_form: FormVersion, networks: int) -> None:
    """With 1,000 networks these are 10,000 sign-ups, each for the same mailbox in another spelling."""
    refusals = []
    for turn in range(FORMS_EACH):
        for number in range(networks):
            application = apply_for(f"vic.tim+{turn}x{number}@gmail.com", network=f"198.{number // 250}.{number % 250}.0/24")
            try:
                intake.take_signup(application, at=SUNDAY)
            except Refusal as refusal:
                refusals.append(refusal.code)
        intake.work_off(at=SUNDAY)

    assert refusals == ["too-many"] * (networks * (FORMS_EACH - options.current().signup_network_hour))
    assert not Intake.objects.exists()
    assert OutboxMessage.objects.count() == 1
    assert Subscriber.objects.count() == 1


@pytest.mark.long
@pytest.mark.rule("B-06", "I-9")
def test_the_answer_takes_the_same_time_for_known_and_unknown_addresses(anna: Subscriber, ben: Subscriber, clara: Subscriber) -> None:
    web, times = Client(), {name: [] for name in ("anna", "ben", "clara", "nobody")}
    with options.using(signup_site_hour=1_000_000, signup_domain_hour=1_000_000, signup_proof_hour=1_000_000):
        for turn in range(210):
            for name, taken in times.items():
                begun = time.perf_counter()
                assert web.post("/newsletter/", {"email": f"{name}@example.org", "purpose": "product-news"}).status_code == 200
                if turn >= 10:
                    taken.append(time.perf_counter() - begun)

    medians = {name: median(taken) for name, taken in times.items()}
    assert max(medians.values()) < 1.15 * min(medians.values()), medians
