"""A port on the command line."""

from __future__ import annotations

import argparse

from depesche.kernel import option_types


def port_number(text: str) -> int:
    """Read a port, 1 to 65535.

    :raises ArgumentTypeError: so that argparse explains it
    """
    try:
        return option_types.whole(1, 65_535)(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not {error}") from error
