"""``depesche config``: prints a configuration with which another web server serves the page store of this home."""

from __future__ import annotations

import argparse
import os
import sys

from depesche.kernel import options
from depesche.operations import homes

SUMMARY = "print a server configuration for the page store"
NEEDS_DJANGO = False


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("server", choices=("nginx", "caddy"), help="for which web server")
    parser.add_argument("--listen", metavar="ADDRESS:PORT", default="", help="where it listens (default: port 80, or 443 for an https site)")
    parser.add_argument("--upstream", metavar="ADDRESS:PORT", default="127.0.0.1:8000", help="where `depesche serve` listens (default: %(default)s)")
    parser.add_argument("--certificate", metavar="FILE", default="", help="the certificate with its chain (default: Let's Encrypt's place)")
    parser.add_argument("--key", metavar="FILE", default="", help="the certificate's key")
    parser.add_argument("--logs", metavar="DIR", default="", help="the folder of the logs (default: that of the server)")
    parser.add_argument("--brotli", action="store_true", help="nginx has the module brotli_static (Debian: libnginx-mod-http-brotli-static)")


def run(arguments: argparse.Namespace) -> int:
    """Print it.

    :raises Refusal: codes ``no-home``, ``odd-path``
    """
    from depesche.operations.web_servers import caddy, nginx
    from depesche.operations.web_servers.filling_in import Asked

    found = options.read(os.environ, home=arguments.home)
    homes.require(found.home)
    asked = Asked(
        listen=arguments.listen,
        upstream=arguments.upstream,
        certificate=arguments.certificate,
        key=arguments.key,
        logs=arguments.logs or f"/var/log/{arguments.server}",
        has_brotli=arguments.brotli,
    )
    print({"nginx": nginx, "caddy": caddy}[arguments.server].configuration(found, asked), end="")
    for hint in _hints(found):
        print(hint, file=sys.stderr)
    return 0


def _hints(found: options.Options) -> list[str]:
    hints = []
    if not found.page_store:
        hints.append("Nothing is stored yet: DEPESCHE_PAGE_STORE is off.")
    if not found.trusted_proxies:
        hints.append("Depesche would take the web server for every reader: set DEPESCHE_TRUSTED_PROXIES=127.0.0.1/32, or where it runs.")
    return hints
