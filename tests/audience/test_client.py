"""Where a sign-up comes from: proxies are believed only when they are named."""

from __future__ import annotations

import pytest

from depesche.audience import client
from depesche.kernel import options

pytestmark = pytest.mark.once


def seen(peer: str, forwarded: str = "") -> str:
    return client.network(client.address({"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": forwarded}))


@pytest.mark.parametrize(
    ("peer", "network"),
    [
        ("8.8.4.4", "8.8.4.0/24"),
        ("2a02:8071:aa:bb::1", "2a02:8071:aa::/48"),
        ("::ffff:8.8.4.4", "8.8.4.0/24"),
        ("127.0.0.1", ""),
        ("10.1.2.3", ""),
        ("fe80::1", ""),
        ("", ""),
        ("nonsense", ""),
    ],
)
def test_people_are_counted_by_their_network_and_this_machine_not_at_all(peer: str, network: str) -> None:
    assert seen(peer) == network


def test_a_forwarding_header_of_a_stranger_is_not_believed() -> None:
    assert seen("8.8.4.4", "9.9.9.9") == "8.8.4.0/24"


def test_behind_trusted_proxies_the_nearest_stranger_counts() -> None:
    with options.using(trusted_proxies=("127.0.0.0/8", "10.0.0.0/8")):
        assert seen("127.0.0.1", "1.1.1.1, 9.9.9.9, 10.0.0.7") == "9.9.9.0/24"
        assert seen("127.0.0.1", "forged, 9.9.9.9") == "9.9.9.0/24"
        assert seen("127.0.0.1", "9.9.9.9, nonsense") == ""
        assert seen("127.0.0.1") == ""


@pytest.mark.parametrize(
    ("hop", "network"),
    [("9.9.9.9:51234", "9.9.9.0/24"), ("[2a02:8071:aa:bb::1]:51234", "2a02:8071:aa::/48"), ("[2a02:8071:aa:bb::1]", "2a02:8071:aa::/48")],
)
def test_a_proxy_that_writes_the_port_as_well_is_understood(hop: str, network: str) -> None:
    with options.using(trusted_proxies=("127.0.0.0/8",)):
        assert seen("127.0.0.1", f"1.1.1.1, {hop}") == network
