"""Keys of the desk beside Wagtail's own: ``g`` and a letter to go somewhere, ``n`` for an article.

Wagtail's controller ``w-kbd`` binds them, so they are silent while somebody types, and switched off by the person's own setting (My account, Keyboard
shortcuts; WCAG 2.1.4). The dialog behind ``?`` lists just those that this person can use. Screen readers keep single letters to themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

# What Wagtail 8 binds itself.
OF_WAGTAIL = frozenset({"?", "/", "[", "]", "mod+s", "mod+p"})
Test = Callable[[Any], bool]


def anybody(user: Any) -> bool:
    """Whether the person is at the desk, as everybody is who asks."""
    return True


def who_may(*permissions: str) -> Test:
    """Return the test whether a person has one of these permissions."""
    return lambda user: any(user.has_perm(permission) for permission in permissions)


@dataclass(frozen=True)
class Key:
    """Keys pressed one after the other, what they do, the name of the address they lead to, and who may go there."""

    keys: str
    label: Any
    address: str
    may: Test = anybody
    arguments: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """Where they lead."""
        return reverse(self.address, args=self.arguments)

    @property
    def presses(self) -> list[str]:
        """The keys one by one."""
        return self.keys.split(" ")


_keys: dict[str, Key] = {}


def register(*wanted: Key) -> None:
    """Add keys.

    :raises ValueError: if keys are taken, by us or by Wagtail
    """
    for key in wanted:
        if key.keys in _keys or key.keys in OF_WAGTAIL:
            raise ValueError(f"the keys {key.keys} are taken")
        _keys[key.keys] = key


def of(user: Any) -> list[Key]:
    """Return the keys that a person can use, in the order of the keys."""
    return [key for _keys_, key in sorted(_keys.items()) if key.may(user)]
