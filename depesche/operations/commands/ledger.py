"""``depesche ledger verify`` and ``depesche ledger checkpoint``."""

from __future__ import annotations

import argparse
import json
import sys

from depesche.audience import folding
from depesche.kernel import clock
from depesche.ledger import checkpoints, logs, verification

SUMMARY = "check the ledger; print the newest signed checkpoint"


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    deeds = parser.add_subparsers(dest="deed", metavar="verify|checkpoint", required=True)
    verify = deeds.add_parser("verify", help="check every entry, tile, checkpoint and trigger")
    verify.add_argument("--log", choices=sorted(logs.PATHS), help="one log only")
    verify.add_argument("--json", action="store_true", help="print one JSON document")
    checkpoint = deeds.add_parser("checkpoint", help="print the newest signed checkpoint; signs one first if the log has grown")
    checkpoint.add_argument("--log", choices=sorted(logs.PATHS), default=logs.CONSENT, help="which log (default: consent)")
    checkpoint.add_argument("--key", action="store_true", help="print the log's public key (vkey) instead")


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked; 1 if the ledger deviates.

    :raises Refusal: code ``ledger-broken``, ``key-missing``
    """
    if arguments.deed == "verify":
        return _verify(arguments)
    if arguments.key:
        print(logs.verifiers(arguments.log)[0].vkey)
    else:
        sys.stdout.write(checkpoints.sign(arguments.log, at=clock.now()).note)
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    report = verification.verify(log=arguments.log)
    differences = folding.compare() if report.ok and arguments.log in {None, logs.CONSENT} else []
    is_fine = report.ok and not differences
    if arguments.json:
        print(json.dumps({**report.as_json(), "ok": is_fine, "state_differences": differences}, ensure_ascii=False))
        return 0 if is_fine else 1
    for one in report.logs:
        print(f"{one.log}: {one.entries} entries ({one.erased} erased officially), {one.checkpoints} checkpoints, signed up to {one.signed_size}")
    for deviation in report.deviations:
        print(deviation, file=sys.stderr)
    if report.left_out:
        print(f"and {report.left_out} more", file=sys.stderr)
    for guard in report.guards:
        print(f"trigger absent or altered: {guard}; run the migrations to make it again", file=sys.stderr)
    for difference in differences:
        print(difference, file=sys.stderr)
    print("The ledger agrees with itself and with every signature." if report.ok else "The ledger DEVIATES.")
    if differences:
        print("The tables of consents DIFFER from the ledger.")
    return 0 if is_fine else 1
