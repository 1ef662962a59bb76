"""Which tests prove which rule of the requirement catalogue: read from the tests' ``rule`` marks, written to a page of the reference.

``python -m tests.house.catalogue`` prints the page; ``make docs`` stores it.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/reference/requirements.md"
HEAD = """# Rules and their tests

Written by `make docs`. Every rule of the catalogue for consent and mail (L, S, B, I) and every statement about the newsroom (N), and the tests
that prove it; each test carries the rule's ID as `pytest.mark.rule`. The sentences are short names, not the rules themselves. What is open and
what we decided against stands at the end.

| rule | about | tests |
|---|---|---|
"""


@dataclass(frozen=True)
class Rule:
    """One rule: what it is about, and why it is not kept, if it is not. ``later`` says when its test comes; "open" says no more than that."""

    id: str
    about: str
    declined: str = ""
    later: str = ""


@dataclass(frozen=True)
class Proof:
    """One test and its file, from the project's root."""

    file: str
    test: str


def rules() -> list[Rule]:
    """Return all rules in the order of the catalogue."""
    stored = tomllib.loads((ROOT / "tests/house/rules.toml").read_text(encoding="utf-8"))
    return [Rule(id=key, **fields) for key, fields in stored.items()]


def proofs() -> dict[str, list[Proof]]:
    """Return the tests of each rule that a mark names."""
    found: dict[str, list[Proof]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        file = path.relative_to(ROOT).as_posix()
        for test, ids in _marked(ast.parse(path.read_text(encoding="utf-8"))):
            for rule in ids:
                found.setdefault(rule, []).append(Proof(file, test))
    return found


def page() -> str:
    """Return the page of the reference."""
    proven, known = proofs(), rules()
    lines = [f"| {rule.id} | {rule.about} | {_tests(proven[rule.id])} |" for rule in known if rule.id in proven]
    waiting = [f"- **{rule.id}** {rule.about}{_when(rule)}" for rule in known if not rule.declined and rule.id not in proven]
    declined = [f"- **{rule.id}** {rule.about}: {rule.declined}" for rule in known if rule.declined]
    return HEAD + "\n".join([*lines, *_list("Open", waiting), *_list("Decided against", declined)]) + "\n"


def _list(title: str, lines: list[str]) -> list[str]:
    return ["", f"## {title}", "", *lines] if lines else []


def _when(rule: Rule) -> str:
    return "" if rule.later == "open" else f": {rule.later or 'none yet'}"


def _tests(tests: list[Proof]) -> str:
    by_file: dict[str, list[str]] = {}
    for proof in tests:
        by_file.setdefault(proof.file, []).append(proof.test)
    return "<br>".join(f"`{file}`: {', '.join(names)}" for file, names in by_file.items())


def _marked(tree: ast.Module) -> Iterator[tuple[str, list[str]]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and (ids := _ids(node.decorator_list)):
            yield node.name, ids
        elif isinstance(node, ast.Assign) and any(
            isinstance(to, ast.Name) and (to.id == "pytestmark" or to.id.startswith("Test")) for to in node.targets
        ):
            marks = node.value.elts if isinstance(node.value, ast.List | ast.Tuple) else [node.value]
            if ids := _ids(marks):
                yield "all", ids


def _ids(marks: list[ast.expr]) -> list[str]:
    calls = [mark for mark in marks if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Attribute) and mark.func.attr == "rule"]
    return [str(ast.literal_eval(arg)) for call in calls for arg in call.args]


if __name__ == "__main__":
    print(page(), end="")
