"""A forgotten password. The request is only stored; the worker looks whose address it is, so no answer takes longer for somebody who works here."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils.http import int_to_base36
from django.utils.translation import gettext_lazy as _

from depesche.brand import account_letters, audit
from depesche.brand.account_models import PasswordRequest
from depesche.brand.audit import Deed
from depesche.brand.people import User
from depesche.chores import wake
from depesche.kernel import options
from depesche.kernel.refusal import Refusal

OVER = timedelta(days=1)  # nobody waits that long; who still wants it asks again


def ask(address: str, *, at: datetime) -> None:
    """Take down that somebody asked for a new password for this address, whether it is anybody's or not."""
    with transaction.atomic():
        PasswordRequest.objects.create(address=address.strip().lower(), asked_at=at)
        wake.wake()


def is_waiting(*, at: datetime) -> bool:
    """Whether a request has not been answered yet."""
    return PasswordRequest.objects.filter(asked_at__lte=at).exists()


def work_off(*, at: datetime) -> int:
    """Mail a link to each address that belongs to an active colleague; return how many mails."""
    waiting = list(PasswordRequest.objects.filter(asked_at__lte=at).order_by("pk").values_list("pk", flat=True))
    return sum(_answer(row, at=at) for row in waiting)


def _answer(row: int, *, at: datetime) -> bool:
    with transaction.atomic():
        request = PasswordRequest.objects.select_for_update().filter(pk=row).first()
        if request is None:  # another worker was faster
            return False
        request.delete()
        person = User.objects.filter(email=request.address, is_active=True).first()
        if person is None or request.asked_at < at - OVER:
            return False
        account_letters.new_password(person, link(person), lasting=timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT), at=at)
        audit.record(Deed.PASSWORD_ASKED, person, by=None, at=at, source="entrance")
    return True


def link(person: User) -> str:
    """Return the address at which the person chooses a new password; it dies with the old password."""
    key = {"uidb36": int_to_base36(person.pk), "key": default_token_generator.make_token(person)}
    return options.current().address(reverse("account_reset_password_from_key", kwargs=key))


def link_from_shell(person: User, *, at: datetime, source: str) -> str:
    """Return such an address for somebody whom no mail reaches.

    :raises Refusal: code ``not-active`` for somebody who is invited or deactivated
    """
    if not person.is_active:
        raise Refusal(code="not-active", message=_("This person is invited or deactivated."))
    audit.record(Deed.PASSWORD_ASKED, person, by=None, at=at, source=source)
    return link(person)
