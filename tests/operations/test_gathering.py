"""Who sends slowly keeps nobody else waiting, and is not waited for without an end."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack

import pytest

from depesche.kernel import body_sizes
from depesche.operations.serving.gathering import SMALL, CutShort, Gathering, NoRoom, Taking, TooSlow
from depesche.press.serving.rsgi import Answering
from tests.operations import fronted
from tests.operations.fronted import HOST, Fronted

pytestmark = pytest.mark.once
MANY = 40  # more than the site behind has threads


class Letters:
    """A reader who sends one part after the other."""

    def __init__(self, *parts: bytes, every: float = 0.0) -> None:
        self.parts, self.every = parts, every

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self.parts:
            await asyncio.sleep(self.every)
            yield part


async def all_of(gathering: Gathering, reader: Letters, *, length: int) -> bytes:
    protocol: Answering = reader  # type: ignore[assignment]  # the way in is all that is used
    async with gathering.gathered(protocol, length=length) as body:
        first = b"".join([part async for part in body.parts()])
        assert first == b"".join([part async for part in body.parts()]), "it can be sent again"
        return first


def gather(gathering: Gathering, reader: Letters, *, length: int) -> bytes:
    return asyncio.run(all_of(gathering, reader, length=length))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fronted]:
    with fronted.running(tmp_path_factory.mktemp("front")) as found:
        yield found


def begin(site: Fronted, length: int) -> socket.socket:
    connection = site.connect()
    connection.sendall(f"POST /take/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {length}\r\n\r\na".encode())
    return connection


@pytest.mark.parametrize("length", [1000, 2_000_000])
def test_many_who_send_slowly_keep_nobody_waiting(site: Fronted, length: int) -> None:
    with ExitStack() as opened:
        slow = [opened.enter_context(begin(site, length)) for _ in range(MANY)]

        assert site.ask("/tell/").status == 200
        assert site.ask("/take/", "POST", body=b"anna").body.startswith(b"4 ")
        slow[0].sendall(b"b" * (length - 1))
        assert fronted.read(slow[0]).body.startswith(f"{length} ".encode())


def at_most(length: int) -> Callable[[str], int]:
    return lambda path: length


def test_a_body_is_gathered_whole() -> None:
    parts = [b"a" * SMALL, b"b", b"c" * SMALL]

    assert gather(Gathering(most=at_most(10**9)), Letters(*parts), length=2 * SMALL + 1) == b"".join(parts)


def test_a_reader_who_never_ends_is_given_up() -> None:
    with pytest.raises(TooSlow):
        gather(Gathering(most=at_most(100), patience=0.1), Letters(*[b"a"] * 100, every=0.05), length=100)


def test_a_reader_who_goes_away_is_noticed() -> None:
    with pytest.raises(CutShort):
        gather(Gathering(most=at_most(100)), Letters(b"a"), length=100)


def test_there_is_always_room_for_forms() -> None:
    full = Gathering(most=at_most(10 * SMALL), room=0)

    assert gather(full, Letters(b"anna"), length=4) == b"anna"
    with pytest.raises(NoRoom):
        gather(full, Letters(b"a" * (SMALL + 1)), length=SMALL + 1)


def test_room_is_given_back_however_it_ends() -> None:
    gathering = Gathering(most=at_most(10 * SMALL), room=2 * SMALL)
    for _ in range(3):
        with pytest.raises(CutShort):
            gather(gathering, Letters(b"a"), length=2 * SMALL)

    assert gather(gathering, Letters(b"a" * 2 * SMALL), length=2 * SMALL)


def test_what_nobody_would_take_is_not_gathered() -> None:
    gathering = Gathering(most=at_most(100))

    assert [gathering.wants("/", length) for length in (None, 0, 1, 100, 101)] == [False, False, True, True, False]


def test_a_length_that_is_only_announced_takes_no_room() -> None:
    gathering = Gathering(most=at_most(10**9), room=2 * SMALL, patience=0.1)

    async def both() -> bytes:
        async with asyncio.TaskGroup() as group:
            for _ in range(3):
                group.create_task(silent())
            return await all_of(gathering, Letters(b"a" * 3 * SMALL), length=3 * SMALL)

    async def silent() -> None:
        with pytest.raises(TooSlow):
            await all_of(gathering, Letters(*[b"a"] * 100, every=0.05), length=100)

    assert len(asyncio.run(both())) == 3 * SMALL
    assert gathering.room == 2 * SMALL


def test_readers_pages_take_less_than_the_desk() -> None:
    gathering = Gathering(most=body_sizes.most)
    file = 5 * 1024 * 1024

    assert (gathering.wants("/newsletter/", file), gathering.wants("/desk/images/add/", file)) == (False, True)


def test_a_full_disk_is_no_room() -> None:
    class Full:
        def write(self, part: bytes) -> None:
            raise OSError(28, "No space left on device")

    with pytest.raises(NoRoom):
        Taking(Gathering(most=at_most(100))).keep(Full(), b"a")  # type: ignore[arg-type]
