"""``depesche audience``: the audience from the shell."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

SUMMARY = "prove or withdraw a consent"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the sub-commands."""
    deeds = parser.add_subparsers(dest="deed", metavar="DEED", required=True)
    proof = deeds.add_parser("proof", help="write the proof of one person's consents")
    proof.add_argument("address", metavar="ADDRESS")
    proof.add_argument("-o", "--output", metavar="FILE", type=Path, required=True, help="where to write it; - is standard output")
    proof.set_defaults(act=_proof)
    withdraw = deeds.add_parser("withdraw", help="end a person's consents at once")
    withdraw.add_argument("address", metavar="ADDRESS")
    withdraw.add_argument("--purpose", metavar="KEY", action="append", help="only this purpose (may be repeated); by default all")
    withdraw.set_defaults(act=_withdraw)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked."""
    done: int = arguments.act(arguments)
    return done


def _proof(arguments: argparse.Namespace) -> int:
    from depesche.audience import people, proof
    from depesche.kernel import clock
    from depesche.kernel.refusal import Refusal

    data = proof.read(people.by_address(arguments.address), at=clock.now(), reader=f"shell: {_who()}")
    if str(arguments.output) == "-":
        sys.stdout.buffer.write(data)
        return 0
    try:
        arguments.output.write_bytes(data)
    except OSError as error:
        raise Refusal(code="cannot-write", message=f"{arguments.output} cannot be written: {error.strerror}.") from error
    print(f"The proof is in {arguments.output} ({len(data)} bytes). Check it with: depesche verify {arguments.output}")
    return 0


def _withdraw(arguments: argparse.Namespace) -> int:
    from depesche.audience import people, withdrawal
    from depesche.kernel import clock
    from depesche.kernel.refusal import Refusal

    subscriber = people.by_address(arguments.address)
    people.require_purposes(arguments.purpose or ())
    note = f"shell: {_who()}"
    receipt = withdrawal.withdraw(subscriber, purposes=arguments.purpose, at=clock.now(), route=withdrawal.Route.SHELL, note=note)
    if not receipt.purposes:
        raise Refusal(code="nothing-to-withdraw", message="There is no consent that could be withdrawn.", help="It may have been withdrawn before.")
    print(f"Withdrawn: {', '.join(receipt.purposes)}. Entry {receipt.index} of the consent log.")
    return 0


def _who() -> str:
    import getpass

    return getpass.getuser()
