"""``depesche people``: the team from the shell, for the first steps and for when nobody gets in any more."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from depesche.brand.models import User

SUMMARY = "invite colleagues; help those who cannot get in"
ROLES = ("editor", "chief", "audience-officer", "proof-reader", "administrator")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the sub-commands."""
    deeds = parser.add_subparsers(dest="deed", metavar="DEED", required=True)
    listed = deeds.add_parser("list", help="who has access, with roles and second factors")
    listed.add_argument("--json", action="store_true", help="print one JSON document")
    listed.set_defaults(act=_list)
    invite = deeds.add_parser("invite", help="mail an invitation and print its link")
    invite.add_argument("email", metavar="EMAIL")
    invite.add_argument("--role", choices=ROLES, action="append", required=True, help="may be repeated")
    invite.add_argument("--first-name", metavar="NAME", default="")
    invite.add_argument("--last-name", metavar="NAME", default="")
    invite.set_defaults(act=_invite)
    password = deeds.add_parser("new-password", help="print a link at which a person chooses a new password")
    password.add_argument("email", metavar="EMAIL")
    password.set_defaults(act=_new_password)
    reset = deeds.add_parser("reset-factors", help="remove the second factors of somebody who lost them")
    reset.add_argument("email", metavar="EMAIL")
    reset.set_defaults(act=_reset_factors)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked."""
    arguments.act(arguments)
    return 0


def _list(arguments: argparse.Namespace) -> None:
    from depesche.brand import second_factors
    from depesche.brand.models import User

    rows: list[dict[str, Any]] = [
        {
            "email": person.email,
            "name": person.get_full_name(),
            "state": "invited" if person.is_invited else "active" if person.is_active else "deactivated",
            "roles": sorted(role.value for role in person.roles()),
            "second_factors": len(second_factors.of(person)),
        }
        for person in User.objects.select_related("invitation").order_by("email")
    ]
    if arguments.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        print(f"{row['email']}  {row['state']}  {', '.join(row['roles']) or 'no role'}  second factors: {row['second_factors']}")


def _invite(arguments: argparse.Namespace) -> None:
    from depesche.brand import invitations
    from depesche.brand.people import Role
    from depesche.kernel import address, clock

    mailbox = address.parse(arguments.email, message=f"{arguments.email!r} is no e-mail address.").mailbox
    invitee = invitations.Invitee(mailbox, arguments.first_name, arguments.last_name, [Role(name) for name in arguments.role])
    link = invitations.invite(invitee, by=None, at=clock.now(), source=_source())
    print(f"{mailbox} is invited. The link works once, for seven days; a mail brings it, and here it is:\n{link}")


def _new_password(arguments: argparse.Namespace) -> None:
    from depesche.brand import password_requests
    from depesche.kernel import clock

    link = password_requests.link_from_shell(_person(arguments.email), at=clock.now(), source=_source())
    print(f"At this address {arguments.email} chooses a new password. The link works once, for two hours:\n{link}")


def _reset_factors(arguments: argparse.Namespace) -> None:
    from depesche.brand import second_factors
    from depesche.kernel import clock

    second_factors.reset(_person(arguments.email), by=None, at=clock.now(), source=_source())
    print(f"{arguments.email} has no second factor any more, is logged out everywhere, and is told by mail.")


def _person(email: str) -> User:
    from depesche.brand.models import User
    from depesche.kernel.refusal import Refusal

    found = User.objects.filter(email=email.strip().lower()).first()
    if found is None:
        raise Refusal(code="no-such-person", message=f"Nobody here has the address {email}.", help="See `depesche people list`.")
    return found


def _source() -> str:
    import getpass

    return f"shell: {getpass.getuser()}"
