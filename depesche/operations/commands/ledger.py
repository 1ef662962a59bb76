"""``depesche ledger verify``, ``depesche ledger checkpoint`` and ``depesche ledger rotate-key``."""

from __future__ import annotations

import argparse
import json
import sys

from depesche.audience import folding
from depesche.kernel import clock
from depesche.ledger import checkpoints, logs, rotation, verification
from depesche.mailing.correcting import check as issues_check
from depesche.newsroom import protocol_check

SUMMARY = "check the ledger; print the newest signed checkpoint"


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    deeds = parser.add_subparsers(dest="deed", metavar="verify|checkpoint|rotate-key", required=True)
    verify = deeds.add_parser("verify", help="check every entry, tile, checkpoint and trigger")
    verify.add_argument("--log", choices=sorted(logs.PATHS), help="one log only")
    verify.add_argument("--json", action="store_true", help="print one JSON document")
    checkpoint = deeds.add_parser("checkpoint", help="print the newest signed checkpoint; signs one first if the log has grown")
    checkpoint.add_argument("--log", choices=sorted(logs.PATHS), default=logs.CONSENT, help="which log (default: consent)")
    rotate = deeds.add_parser("rotate-key", help="sign with a new key from now on; older ones stay for verification")
    rotate.add_argument("--log", choices=sorted(logs.PATHS), required=True, help="which log")
    checkpoint.add_argument("--key", action="store_true", help="print the log's public key (vkey) instead")


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked; 1 if the ledger deviates.

    :raises Refusal: code ``ledger-broken``, ``key-missing``
    """
    if arguments.deed == "verify":
        return _verify(arguments)
    if arguments.deed == "rotate-key":
        rotated = rotation.rotate(arguments.log, at=clock.now())
        print(f"The log {arguments.log} is signed by a new key from now on; the old one stays for verification. Publish the new one:\n{rotated.vkey}")
        return 0
    if arguments.key:
        print(logs.verifiers(arguments.log)[0].vkey)
    else:
        sys.stdout.write(checkpoints.sign(arguments.log, at=clock.now()).note)
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    report = verification.verify(log=arguments.log)
    differences = _differences(arguments.log) if report.ok else []
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
        print("What is stored DIFFERS from what the ledger says.")
    return 0 if is_fine else 1


def _differences(log: str | None) -> list[str]:
    """Compare the tables of consents, of published articles and of sent issues with the logs that tell how they came about."""
    consents = folding.compare() if log in {None, logs.CONSENT} else []
    return consents + ([*protocol_check.differences(), *issues_check.differences()] if log in {None, logs.EDITORIAL} else [])
