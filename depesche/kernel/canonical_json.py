"""JSON in the one form that RFC 8785 (JCS) allows, so that equal values have equal bytes.

Numbers are integers of at most 2**53 - 1 in size; floats are refused, because nothing that Depesche commits to needs them.
"""

from __future__ import annotations

import json
from typing import Any

TYPE_NAMES = "text, whole number, true, false, null, list or object"
LARGEST_INTEGER = 2**53 - 1

# Sorted by code points, which is the order that RFC 8785 asks for as long as all keys are ASCII.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False, sort_keys=True).encode
_encode_as_it_stands = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False).encode


class NotCanonical(ValueError):
    """The value has no canonical form here."""


def dump(value: object) -> bytes:
    """Return the canonical UTF-8 bytes of ``value``.

    :raises NotCanonical: for floats, large integers, non-text keys, lone surrogates and foreign types
    """
    try:
        if _is_plain(value):
            return _encode(value).encode("utf-8")
        _check(value)
        return _encode_as_it_stands(_sorted(value)).encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotCanonical("the text holds a lone surrogate") from error


def load(data: bytes) -> object:
    """Read canonical bytes back; anything that is not exactly what :func:`dump` writes is refused.

    :raises NotCanonical: if the bytes are not canonical JSON
    """
    try:
        value: object = json.loads(data.decode("utf-8"))
        again = dump(value)
    except (ValueError, RecursionError) as error:
        raise NotCanonical(str(error)) from error
    if again != data:
        raise NotCanonical("the bytes are JSON, but not in canonical form")
    return value


def _sorted(value: object) -> object:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value, key=lambda key: key.encode("utf-16-be"))}
    if isinstance(value, (list, tuple)):
        return [_sorted(item) for item in value]
    return value


def _is_plain(value: Any) -> bool:
    """Whether the value has a canonical form and only ASCII keys, by a quick look; lone surrogates show when the text is encoded."""
    kind = type(value)
    if kind is dict:
        return all([type(key) is str and key.isascii() and (type(item) is str or _is_plain(item)) for key, item in value.items()])
    if kind is list:
        return all([type(item) is str or _is_plain(item) for item in value])
    return kind is str or kind is bool or value is None or (kind is int and -LARGEST_INTEGER <= value <= LARGEST_INTEGER)


def _check(value: object) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise NotCanonical(f"a key is no text: {key!r}")
            _check(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _check(item)
    elif isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise NotCanonical(f"{value} is larger than 2**53 - 1")
    elif not isinstance(value, str) and value is not None:
        raise NotCanonical(f"{type(value).__name__} is none of: {TYPE_NAMES}")
