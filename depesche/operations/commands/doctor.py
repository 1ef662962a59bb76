"""``depesche doctor``: checks an installation; each finding is ok, warning or failure, with the next step. The desk shows what was found, too."""

from __future__ import annotations

import argparse
import json

SUMMARY = "check this installation"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(arguments: argparse.Namespace) -> int:
    """Run all checks; the exit status is 1 when one failed."""
    from depesche.kernel import clock
    from depesche.operations import doctor, examining

    found = list(doctor.findings())
    examining.keep_if_possible(found, at=clock.now())
    if arguments.json:
        print(
            json.dumps(
                [{"check": name, "state": finding.state, "message": finding.message, "next_step": finding.next_step} for name, finding in found],
                indent=1,
            )
        )
    else:
        for name, finding in found:
            print(f"{finding.state:<8} {name:<9} {finding.message}")
            if finding.next_step:
                print(f"{'':<18} {finding.next_step}")
    return int(any(finding.state == "failure" for _, finding in found))
