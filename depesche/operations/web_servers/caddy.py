"""The configuration for Caddy."""

from __future__ import annotations

from collections.abc import Mapping

from depesche.kernel.options import Options
from depesche.operations.web_servers import filling_in
from depesche.operations.web_servers.filling_in import Asked, Headers
from depesche.press import common_headers
from depesche.press.serving import site_files

# Its own log would name requests that could not be passed on, with the secrets of mailed links.
GLOBAL = """
{
	log default {
		exclude http.log.error http.handlers.reverse_proxy
	}
}
"""
ELSEWHERE = """
# Any other name leads nowhere.
http://:{port} {{
{bind}
	header Content-Type "text/plain; charset=utf-8"
	respond "This site is not known under this address.
" 400
}}
"""


def configuration(options: Options, asked: Asked) -> str:
    """Return the whole Caddyfile.

    :raises Refusal: code ``odd-path``
    """
    places = filling_in.places(options, asked)
    address, _, port = asked.listen.rpartition(":")
    bind = f"\tbind {address}" if address else ""
    scheme = "https" if options.is_https else "http"
    return filling_in.fill(
        "caddy.template",
        {
            **places,
            "global": GLOBAL,
            "address": f"{scheme}://{places['host']}{':' if port else ''}{port}",
            "bind": "\n".join([bind, *_certificate(asked)]),
            "page_kind": common_headers.PAGE_KIND,
            "of_pages": _headers(filling_in.of_pages(options)),
            "document_paths": " ".join(f"*.{ending}" for ending in common_headers.KINDS),
            "document_kinds": _kinds(common_headers.KINDS),
            "of_static": _headers(filling_in.with_tls(site_files.OF_STATIC, options)),
            "a_minute": site_files.A_MINUTE,
            "for_ever": site_files.FOR_EVER,
            "static_kinds": _kinds(filling_in.kinds()),
            "picture_folders": "|".join(folder.strip("/") for folder in site_files.PICTURE_FOLDERS),
            "picture_endings": "|".join(ending.strip(".") for ending in site_files.PICTURES),
            "picture_kinds": _kinds({ending.strip("."): kind for ending, kind in site_files.PICTURES.items()}),
            "of_media": _headers(filling_in.of_media(options)),
            "elsewhere": "" if options.is_https else ELSEWHERE.format(port=port or "80", bind=bind),
        },
    )


def _certificate(asked: Asked) -> list[str]:
    return [f"\ttls {asked.certificate} {asked.key}"] if asked.certificate else []


def _headers(headers: Headers) -> str:
    return "\n".join(f'\t\theader {name} "{value}"' for name, value in headers)


def _kinds(kinds: Mapping[str, str]) -> str:
    quoted = {ending: kind.replace('"', '\\"') for ending, kind in kinds.items()}
    return "\n".join(f'\t\t@{ending} path *.{ending}\n\t\theader @{ending} Content-Type "{kind}"' for ending, kind in quoted.items())
