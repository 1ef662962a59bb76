"""The configuration for nginx."""

from __future__ import annotations

from collections.abc import Mapping

from depesche.kernel.options import Options
from depesche.operations.web_servers import filling_in
from depesche.operations.web_servers.filling_in import Asked, Headers, Template
from depesche.press import common_headers
from depesche.press.serving import site_files

ELSEWHERE = """# Any other name leads nowhere. Leave this out where other sites share the address.
server {
@@{listen}
    server_name _;
    merge_slashes off;  # nginx asks the default server
    access_log off;
    default_type "text/plain; charset=utf-8";
    @@{refuse}
    return 400 "This site is not known under this address.\\n";
}
"""
TO_TLS = """server {
    listen 80;
    listen [::]:80;
    server_name @@{host};
    access_log off;
    return 301 https://$host$request_uri;
}
"""


def configuration(options: Options, asked: Asked) -> str:
    """Return the whole configuration.

    :raises Refusal: code ``odd-path``
    """
    places = filling_in.places(options, asked)
    return filling_in.fill(
        "nginx.template",
        {
            **places,
            "elsewhere": _elsewhere(options, asked, host=places["host"]),
            "listen": "\n".join([*_listen(options, asked), *_certificate(options, asked)]),
            "brotli": "brotli_static on;" if asked.has_brotli else "# brotli_static on;  # with Debian's libnginx-mod-http-brotli-static",
            "page_kind": common_headers.PAGE_KIND,
            "of_pages": _headers(filling_in.of_pages(options)),
            "document_endings": "|".join(common_headers.KINDS),
            "document_kinds": _kinds(common_headers.KINDS),
            "of_static": _headers(filling_in.of_static(options, for_ever=False)),
            "of_hashed": _headers(filling_in.of_static(options, for_ever=True)),
            "static_kinds": _kinds(filling_in.kinds()),
            "picture_folders": "|".join(folder.strip("/") for folder in site_files.PICTURE_FOLDERS),
            "picture_endings": "|".join(ending.strip(".") for ending in site_files.PICTURES),
            "picture_kinds": _kinds({ending.strip("."): kind for ending, kind in site_files.PICTURES.items()}),
            "of_media": _headers(filling_in.of_media(options)),
        },
    )


def _elsewhere(options: Options, asked: Asked, *, host: str) -> str:
    listen = "\n".join(line.replace(";", " default_server;") for line in _listen(options, asked))
    refuse = "ssl_reject_handshake on;" if options.is_https else "server_tokens off;"
    to_tls = TO_TLS if options.is_https and not asked.listen else ""
    return Template(ELSEWHERE + to_tls).substitute(listen=listen, refuse=refuse, host=host)


def _listen(options: Options, asked: Asked) -> list[str]:
    port = "443" if options.is_https else "80"
    how = " ssl http2" if options.is_https else ""
    return [f"    listen {address}{how};" for address in ([asked.listen] if asked.listen else [port, f"[::]:{port}"])]


def _certificate(options: Options, asked: Asked) -> list[str]:
    if not options.is_https:
        return []
    folder = f"/etc/letsencrypt/live/{options.host}"
    return [
        f"    ssl_certificate {asked.certificate or folder + '/fullchain.pem'};",
        f"    ssl_certificate_key {asked.key or folder + '/privkey.pem'};",
        "    ssl_protocols TLSv1.2 TLSv1.3;",
    ]


def _headers(headers: Headers) -> str:
    return "\n".join(f'        add_header {name} "{value}";' for name, value in headers)


def _kinds(kinds: Mapping[str, str]) -> str:
    quoted = {ending: kind.replace('"', '\\"') for ending, kind in kinds.items()}
    return "\n".join(f'            "{kind}" {ending};' for ending, kind in quoted.items())
