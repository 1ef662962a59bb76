"""What a process tree has for itself: nobody answers on its port beside it, and no demo starts over underneath it."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from depesche.kernel.refusal import Refusal
from depesche.operations import homes
from depesche.operations.serving import claims
from tests.operations.running import depesche, free_port

pytestmark = pytest.mark.once


def test_an_address_is_claimed_once() -> None:
    port = free_port()
    with claims.address("127.0.0.1", port), pytest.raises(Refusal) as refused, claims.address("127.0.0.1", port):
        pass
    assert refused.value.code == "port-taken"
    assert str(port) in refused.value.message

    with claims.address("127.0.0.1", port):
        pass


def test_an_address_on_which_a_stranger_listens_with_a_shared_port_is_taken() -> None:
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        with pytest.raises(Refusal), claims.address("127.0.0.1", stranger.getsockname()[1]):
            pass


def test_a_home_is_shared_unless_somebody_wants_it_alone(tmp_path: Path) -> None:
    with claims.home(tmp_path, alone=False), claims.home(tmp_path, alone=False), pytest.raises(Refusal) as refused, claims.home(tmp_path, alone=True):
        pass
    assert refused.value.code == "home-in-use"

    with claims.home(tmp_path, alone=True):
        pass


def test_a_fresh_demo_leaves_a_home_alone_that_is_being_served(tmp_path: Path) -> None:
    home = tmp_path / "home"
    homes.make(home, settings={"demo": "on"})
    homes.finish(home)

    with claims.home(home, alone=False):
        told = depesche("demo", "--home", str(home), "--fresh", "--port", str(free_port()))

    assert told.returncode == 1
    assert "being served already" in told.stderr
    assert (home / "keys.json").exists()
