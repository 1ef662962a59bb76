"""ZIP files in one form only: equal members have equal bytes, and a changed byte anywhere is seen; plain.

Members are stored uncompressed, in the order of their names, with a fixed date, no comment and no extra field. Reading takes the members and
writes them again: bytes before, between or behind them cannot survive that, nor can a header say something else. Nothing is ever decompressed.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Mapping

from depesche.ledger.flaw import Flaw

LARGEST = 20 * 1024 * 1024
LONGEST_NAME = 200
MOST_MEMBERS = 10_000
LOCAL = struct.Struct("<4sHHHHHLLLHH")
CENTRAL = struct.Struct("<4sHHHHHHLLLHHHHHLL")
END = struct.Struct("<4sHHHHLLH")
VERSION = 20
MADE_ON_UNIX = 3 << 8 | VERSION
FIRST_OF_1980 = 1 << 5 | 1
PLAIN_FILE = 0o100644 << 16
NAME = re.compile(r"(?!\.)[A-Za-z0-9._-]+(?:/(?!\.)[A-Za-z0-9._-]+)*")


def write(members: Mapping[str, bytes]) -> bytes:
    """Return the file with these members.

    :raises Flaw: for names that are not plain ASCII paths, and when the file would be larger than 20 MB
    """
    parts: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name in sorted(members):
        data, encoded = members[name], _encoded(name)
        common = (0, 0, 0, FIRST_OF_1980, zlib.crc32(data), len(data), len(data), len(encoded), 0)
        local = LOCAL.pack(b"PK\x03\x04", VERSION, *common) + encoded
        directory.append(CENTRAL.pack(b"PK\x01\x02", MADE_ON_UNIX, VERSION, *common, 0, 0, 0, PLAIN_FILE, offset) + encoded)
        parts += [local, data]
        offset += len(local) + len(data)
        if offset > LARGEST:
            raise Flaw("the file would be larger than 20 MB")
    central = b"".join(directory)
    end = END.pack(b"PK\x05\x06", 0, 0, len(members), len(members), len(central), offset, 0)
    whole = b"".join([*parts, central, end])
    if len(whole) > LARGEST or len(members) > MOST_MEMBERS:
        raise Flaw("the file would be larger than 20 MB, or has too many members")
    return whole


def read(data: bytes) -> dict[str, bytes]:
    """Return the members of a file that :func:`write` wrote.

    :raises Flaw: for every other file, saying what is wrong
    """
    if len(data) > LARGEST:
        raise Flaw("the file is larger than 20 MB")
    members: dict[str, bytes] = {}
    offset = 0
    while data[offset : offset + 4] == b"PK\x03\x04":
        name, content, offset = _member(data, offset)
        if name in members:
            raise Flaw(f"the member {name} is there twice")
        members[name] = content
    if not members:
        raise Flaw("the file is no proof archive")
    if write(members) != data:
        raise Flaw("the file holds bytes before, between or behind its members, a comment, or a changed header; it was not written by Depesche")
    return members


def _member(data: bytes, offset: int) -> tuple[str, bytes, int]:
    if offset + LOCAL.size > len(data):
        raise Flaw("the file ends in the middle of a member")
    header = LOCAL.unpack_from(data, offset)
    method, size, stored, name_length, extra_length = header[3], header[7], header[8], header[9], header[10]
    start = offset + LOCAL.size + name_length
    if method or size != stored or extra_length or start + size > len(data):
        raise Flaw("a member is compressed, cut off or has extra fields; a proof archive is stored as it is")
    try:
        name = data[offset + LOCAL.size : start].decode("ascii")
    except UnicodeDecodeError as error:
        raise Flaw("a member's name is no plain path") from error
    _encoded(name)
    return name, data[start : start + size], start + size


def _encoded(name: str) -> bytes:
    if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise Flaw(f"{name[:80]!r} is no plain path")
    return name.encode("ascii")
