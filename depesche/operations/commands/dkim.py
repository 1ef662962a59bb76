"""``depesche dkim`` prints the DNS records of the keys that sign mail; ``depesche dkim make`` makes the keys."""

from __future__ import annotations

import argparse

from depesche.courier import signing_keys
from depesche.kernel import options

SUMMARY = "print the DNS records of the keys that sign mail, or make the keys"
NEEDS_DJANGO = False


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    deeds = parser.add_subparsers(dest="deed", metavar="make|show")
    deeds.add_parser("make", help="make an RSA and an Ed25519 key in the home folder")
    deeds.add_parser("show", help="print the DNS records (the default)")


def run(arguments: argparse.Namespace) -> int:
    """Make or print.

    :raises Refusal: code ``dkim-key-there``, ``dkim-key-missing``, ``dkim-key-unfit``
    """
    if arguments.deed == "make":
        print(f"Made {signing_keys.make(options.current().home)}. Back it up: `depesche backup` takes it along.")
        if not options.current().dkim_selector:
            print("Now choose a selector, for example DEPESCHE_DKIM_SELECTOR=news1, then run `depesche dkim` and put its records into your DNS.")
        return 0
    keys = signing_keys.current()
    if not keys:
        print("Mail is not signed here: DEPESCHE_DKIM_SELECTOR is empty. Let the mail server sign it, or see docs/guides/dkim.md.")
        return 1
    for key in keys:
        print(signing_keys.in_zone(key))
    return 0
