"""``depesche audience``: the audience from the shell."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from depesche.operations import audience_import

SUMMARY = "import and export addresses, prove or withdraw a consent, erase a person, print the record of processing"


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
    erase = deeds.add_parser("erase", help="erase a person who asked for it, at once and for good")
    erase.add_argument("address", metavar="ADDRESS")
    erase.set_defaults(act=_erase)
    export = deeds.add_parser("export", help="write the list of subscribers, as CSV or JSON; that it was taken away is recorded")
    export.add_argument("--purpose", metavar="KEY", default="", help="only who has a live consent for this purpose")
    export.add_argument("--json", action="store_true", help="print one JSON document")
    export.set_defaults(act=_export)
    record = deeds.add_parser("record", help="print the record of processing activities (Art. 30 GDPR)")
    record.add_argument("--json", action="store_true", help="print one JSON document")
    record.set_defaults(act=_record)
    moving_in = deeds.add_parser("import", help="take in addresses from another system, with their evidence")
    audience_import.configure(moving_in)
    moving_in.set_defaults(act=audience_import.run)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked."""
    done: int = arguments.act(arguments)
    return done


def _export(arguments: argparse.Namespace) -> int:
    from depesche.audience import people, people_export
    from depesche.audience.people_filters import Wanted
    from depesche.audience.people_list import Order
    from depesche.kernel import clock

    people.require_purposes([arguments.purpose] if arguments.purpose else [])
    wanted, at = Wanted(purpose=arguments.purpose), clock.now()
    people_export.record(wanted, at=at, reader=f"shell: {_who()}")
    written = people_export.documents if arguments.json else people_export.lines
    for piece in written(wanted, order=Order.OLDEST, at=at):
        sys.stdout.write(piece)
    return 0


def _record(arguments: argparse.Namespace) -> int:
    from django.utils import translation

    from depesche.audience import record
    from depesche.kernel import options

    with translation.override(options.current().language):
        compiled = record.compile_record()
        print(
            json.dumps(asdict(compiled), ensure_ascii=False) if arguments.json else record.markdown(compiled), end="" if not arguments.json else "\n"
        )
    return 0


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


def _erase(arguments: argparse.Namespace) -> int:
    from depesche.audience import answering, people
    from depesche.kernel import clock

    by = f"shell: {_who()}"
    answering.erase(people.by_address(arguments.address), note=by, by=by, at=clock.now())
    print("Erased. The address' keyed digest stays, so that nobody writes to it again.")
    return 0


def _who() -> str:
    import getpass

    return getpass.getuser()
