"""Many mails at once into a folder and into the catcher."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from depesche.courier.transport import Phase, Unreachable, Verdict
from depesche.courier.transport.catcher import port_file
from depesche.courier.transport.mail import Mail, Outcome
from depesche.courier.transport.pools import open_pool
from depesche.kernel import options
from tests.courier.scripted import Scripted

pytestmark = pytest.mark.once


def send(url: str, count: int) -> list[Outcome]:
    async def run() -> list[Outcome]:
        async with open_pool(url, connections=3) as pool:
            assert pool.free == 3
            mails = [Mail(key, f"b+{key}@example.org", "anna@example.org", b"Subject: x\r\n\r\nx\r\n") for key in range(count)]
            return await asyncio.gather(*map(pool.hand_over, mails))

    return asyncio.run(run())


def test_mails_into_a_folder(tmp_path: Path) -> None:
    outcomes = send(f"file://{tmp_path}/mails", 5)

    assert [(outcome.key, outcome.reply.verdict) for outcome in outcomes] == [(key, Verdict.ACCEPTED) for key in range(5)]
    assert len(list((tmp_path / "mails").glob("*.eml"))) == 5


def test_a_mail_that_is_ready_for_a_server_is_kept_as_people_read_it(tmp_path: Path) -> None:
    ready = Mail(1, "b+1@example.org", "anna@example.org", b"Subject: x\r\n\r\n..dot\r\n...\r\n.\r\n", ready=True)

    async def run() -> None:
        async with open_pool(f"file://{tmp_path}", connections=1) as pool:
            await pool.hand_over(ready)

    asyncio.run(run())
    (kept,) = tmp_path.glob("*.eml")
    assert kept.read_bytes().endswith(b"\r\n\r\n.dot\r\n..\r\n")


def test_a_folder_that_cannot_be_made_is_unreachable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unreachable):
        send(f"file://{tmp_path}/file/mails", 1)


def test_the_catcher_is_found_where_it_listens(tmp_path: Path) -> None:
    with options.using(home=tmp_path), Scripted() as server:
        with pytest.raises(Unreachable) as unreachable:
            send("catcher://", 1)
        assert unreachable.value.phase is Phase.CONNECT

        port_file().write_text(str(server.port))
        assert {outcome.reply.verdict for outcome in send("catcher://", 5)} == {Verdict.ACCEPTED}


@pytest.mark.parametrize("url", ["", "http://127.0.0.1"])
def test_other_addresses_are_no_way_out(url: str) -> None:
    with pytest.raises(ValueError):
        open_pool(url, connections=1)
