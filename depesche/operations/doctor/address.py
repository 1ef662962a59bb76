"""Is the site's address one that readers can use?"""

from __future__ import annotations

from depesche.kernel import options
from depesche.kernel.option_types import is_loopback
from depesche.operations.doctor.finding import Finding, State

NAME = "address"


def check() -> Finding:
    """Look at scheme and host of the site address."""
    current = options.current()
    if is_loopback(current.host):
        return Finding(
            State.WARNING, f"The site address {current.site_url} is reached from this machine only.", "Set DEPESCHE_SITE_URL to the public address."
        )
    if not current.is_https:
        return Finding(
            State.FAILURE,
            f"The site address {current.site_url} is without https; campaigns are refused.",
            "Set DEPESCHE_SITE_URL to an https address.",
        )
    return Finding(State.OK, f"The site address is {current.site_url}.")
