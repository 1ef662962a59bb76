"""What one mail costs of the processor before it is sent: rendering it, signing it; and how fast a letter is compiled."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

from depesche.courier import message
from depesche.courier.compiling import filled
from depesche.courier.signing import Key, Signer
from depesche.operations.bench import send_mails

SIGNED = 1000


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--letters", type=int, default=10_000, metavar="N", help="mails to render (default: 10000)")


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return microseconds of processor time per mail."""
    from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

    count = arguments.letters
    letter = send_mails.compiled(arguments.size)
    filling = [send_mails.values(number) for number in range(count)]
    plain = send_mails.letter(arguments.size)
    keys = {
        "rsa": [Key("news.example", "r", rsa.generate_private_key(65537, 2048))],
        "ed25519": [Key("news.example", "e", ed25519.Ed25519PrivateKey.generate())],
    }
    signers = {name: Signer(chosen, letter.names) for name, chosen in keys.items()}
    found: dict[str, Any] = {
        "size": len(letter.render(filling[0])),
        "compile_us": _cost(20, lambda number: send_mails.compiled(arguments.size)),
        "render_us": _cost(count, lambda number: letter.ready(filling[number])),
        "one_by_one_us": _cost(min(count, 200), lambda number: message.as_bytes(filled(plain, send_mails.MARKS, filling[number]))),
    }
    for name, signer in signers.items():
        cost = _cost(min(count, SIGNED), lambda number, signer=signer: signer.signed(letter.rendered(filling[number], ready=True)))  # type: ignore[misc]
        found[name] = {"us": cost, "per_core_second": round(1e6 / cost)}
    return found


def _cost(count: int, deed: Callable[[int], object]) -> float:
    deed(0)
    start = time.process_time()
    for number in range(count):
        deed(number)
    return round((time.process_time() - start) / count * 1e6, 1)


def lines(found: dict[str, Any]) -> list[str]:
    """Return what was found, for people."""
    return [
        f"letter: {found['size']} bytes, processor time per mail",
        f"  rendering {found['render_us']} µs ({found['one_by_one_us']} µs if each were written anew; compiling once {found['compile_us']} µs)",
        *(
            f"  rendering and signing by {name} {found[name]['us']} µs, {found[name]['per_core_second']} mails/s per core"
            for name in ("rsa", "ed25519")
        ),
    ]
