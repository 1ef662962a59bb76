"""Once a day the newest checkpoints leave the house."""

from __future__ import annotations

from datetime import timedelta

import pytest

from depesche.audience import witness
from depesche.audience.models import Subscriber
from depesche.courier.models import OutboxMessage
from depesche.kernel import options
from depesche.ledger import checkpoints, logs, note
from tests.cast import MONDAY_8AM, mails

ARCHIVE = "archive@witness.example"


def test_the_archive_gets_one_mail_a_day_that_verifies_by_itself(anna: Subscriber) -> None:
    with options.using(checkpoint_mail=ARCHIVE):
        signed = checkpoints.sign("consent", at=MONDAY_8AM)
        assert witness.is_due(at=MONDAY_8AM)
        witness.mail(at=MONDAY_8AM)
        witness.mail(at=MONDAY_8AM + timedelta(hours=1))
        assert not witness.is_due(at=MONDAY_8AM + timedelta(hours=2))
        assert witness.is_due(at=MONDAY_8AM + timedelta(days=1))

    (mail,) = mails(ARCHIVE, witness.KIND)
    text = mail.get_content().replace("\r\n", "\n")
    assert signed.note in text
    assert note.parse(signed.note).signed_by([note.verifier(logs.verifiers("consent")[0].vkey)])
    assert logs.verifiers("consent")[0].vkey in text
    assert "anna" not in text


def test_without_an_archive_nothing_is_mailed(anna: Subscriber) -> None:
    checkpoints.sign("consent", at=MONDAY_8AM)

    assert not witness.is_due(at=MONDAY_8AM)
    witness.mail(at=MONDAY_8AM)
    assert not OutboxMessage.objects.filter(kind=witness.KIND).exists()


@pytest.mark.once
@pytest.mark.parametrize("value", ["nobody", "a b@c.de", "a@b"])
def test_the_archive_is_an_address(value: str) -> None:
    from depesche.kernel.refusal import Refusal

    with pytest.raises(Refusal, match="DEPESCHE_CHECKPOINT_MAIL"):
        options.read({"DEPESCHE_CHECKPOINT_MAIL": value})
