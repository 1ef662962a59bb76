"""What a page says to a CDN may be long: nginx, set up as `depesche config nginx` prints it, passes it on (with its own 4 KB it would answer 502)."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from depesche.kernel import options
from depesche.operations.web_servers import nginx
from depesche.operations.web_servers.filling_in import Asked
from depesche.press import cdn
from tests.operations.in_front import MAIN, Door, running
from tests.operations.running import free_port

pytestmark = [pytest.mark.long, pytest.mark.once]


class Site(BaseHTTPRequestHandler):
    """Answers with as many bytes of tags as a page may have."""

    def do_GET(self) -> None:
        self.send_response(200)
        for name in ("Cache-Tag", "Surrogate-Key"):
            self.send_header(name, "x" * cdn.LONGEST)
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"Gold")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def upstream() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_page_with_many_tags_gets_through_nginx_on_a_site_with_a_long_name(upstream: str, tmp_path: Path) -> None:
    program, port = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin"), free_port()
    assert program, "nginx is missing: run scripts/web-servers"
    asked = Asked(listen=f"127.0.0.1:{port}", upstream=upstream, logs=str(tmp_path))
    with options.using(home=tmp_path / "home", site_url="http://nachrichten.beispiel-verlag.example"):
        found = options.current()
        (tmp_path / "site.conf").write_text(nginx.configuration(found, asked))
    (tmp_path / "main.conf").write_text(MAIN.format(folder=tmp_path))

    with running([program, "-c", str(tmp_path / "main.conf"), "-e", str(tmp_path / "main.log")], tmp_path, port):
        answer = Door(port, found.host).ask("/maerkte/")

    assert (answer.status, answer.body, len(answer.headers["cache-tag"])) == (200, b"Gold", cdn.LONGEST)
