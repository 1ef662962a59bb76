"""Checks JSON-LD against the vendored list of schema.org's terms: every type is there, every property belongs to its type."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

TERMS = Path(__file__).parent / "vocabulary" / "schema_org.json"
SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
# What a search action says about its input is built from the name of the input (schema.org, "Potential Actions").
FURTHER = {"query-input"}


@cache
def terms() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(TERMS.read_text(encoding="utf-8"))
    return found


def graph(html: str) -> list[dict[str, Any]]:
    """Return the nodes of a page; every page has one script."""
    (script,) = SCRIPT.findall(html)
    data = json.loads(script)
    assert data["@context"] == "https://schema.org"
    found: list[dict[str, Any]] = data["@graph"]
    return found


def problems(node: object, where: str = "$") -> Iterator[str]:
    """Yield what is wrong with a node and everything inside it."""
    if isinstance(node, list):
        for number, item in enumerate(node):
            yield from problems(item, f"{where}[{number}]")
    elif isinstance(node, dict) and set(node) != {"@id"}:
        yield from _of_node(node, where)
    elif isinstance(node, str) and node.startswith("https://schema.org/") and node.rpartition("/")[2] not in members():
        yield f"{where}: {node} is no member"


def _of_node(node: dict[str, Any], where: str) -> Iterator[str]:
    kind = node.get("@type")
    if kind not in terms()["types"]:
        yield f"{where}: no type" if kind is None else f"{where}: {kind} is no type"
        return
    for name, value in node.items():
        if not name.startswith("@") and name not in properties(kind) | FURTHER:
            yield f"{where}: {kind} has no {name}"
        yield from problems(value, f"{where}.{name}")


@cache
def members() -> frozenset[str]:
    """Return the members of the enumerations that we use."""
    return frozenset().union(*terms()["members"].values())


@cache
def properties(kind: str) -> frozenset[str]:
    """Return every property that a type has, its own and those of what it is."""
    found = terms()["types"][kind]
    return frozenset(found["has"]).union(*(properties(above) for above in found["is"]))


def dangling(nodes: list[dict[str, Any]]) -> set[str]:
    """Return the ids that are referred to and not described on the page."""
    known, used = set(), set()

    def walk(node: object) -> None:
        if isinstance(node, list):
            for item in node:
                walk(item)
        elif isinstance(node, dict):
            if set(node) == {"@id"}:
                used.add(node["@id"])
            elif "@id" in node:
                known.add(node["@id"])
            for value in node.values():
                walk(value)

    walk(nodes)
    return used - known
