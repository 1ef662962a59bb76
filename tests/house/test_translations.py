"""German is complete in every part, and what is compiled is what is written."""

from __future__ import annotations

import ast
import gettext
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = sorted((ROOT / "depesche").glob("*/locale/de/LC_MESSAGES/django.po"))
ENTRY = re.compile(
    r'^(?:msgctxt (?P<context>(?:".*"\n)+))?msgid (?P<id>(?:".*"\n)+)(?:msgid_plural (?:".*"\n)+)?(?P<strings>(?:msgstr(?:\[\d\])? (?:".*"\n?)+)+)',
    re.MULTILINE,
)
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
SAME = {"Anmeldung bestätigen", "Zur Startseite"}  # a heading and its button; two links to one page


def joined(text: str) -> str:
    return "".join(re.findall(r'"(.*)"', text))


def entries(path: Path) -> list[tuple[str, str]]:
    text = "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#~"))
    return [(joined(found["id"]), joined(found["strings"])) for found in ENTRY.finditer(text + "\n") if joined(found["id"])]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[3].name)
def test_german_is_complete(path: Path) -> None:
    assert "#, fuzzy" not in path.read_text(encoding="utf-8")
    assert [text for text, german in entries(path) if not german] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[3].name)
def test_placeholders_survive_translation(path: Path) -> None:
    wrong = [text for text, german in entries(path) if not set(PLACEHOLDER.findall(german)) <= set(PLACEHOLDER.findall(text))]
    assert wrong == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[3].name)
def test_the_compiled_catalogue_is_current(path: Path) -> None:
    with path.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    known = {key[0] if isinstance(key, tuple) else key for key in compiled}
    known |= {key.split("\x04", 1)[-1] for key in known}
    assert [
        text
        for text, _ in entries(path)
        if text.encode().decode("unicode_escape").encode("latin-1", "ignore").decode("utf-8", "ignore") not in known and text not in known
    ] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[3].name)
def test_different_sentences_have_different_german(path: Path) -> None:
    """Two English texts with the same German are, as a rule, a guess of the tools that nobody looked at."""
    found: dict[str, list[str]] = {}
    for text, german in entries(path):
        found.setdefault(german, []).append(text)
    several = {german: texts for german, texts in found.items() if len({text.casefold().rstrip("s") for text in texts}) > 1 and " " in german}

    assert {german: texts for german, texts in several.items() if german not in SAME} == {}


def test_every_part_that_speaks_has_german() -> None:
    speaking = {
        path.relative_to(ROOT / "depesche").parts[0]
        for path in (ROOT / "depesche").rglob("*")
        if path.suffix in {".py", ".html"} and re.search(r"gettext|\{% (?:trans|blocktrans)", path.read_text(encoding="utf-8"))
    }
    assert speaking - {path.parents[3].name for path in CATALOGUES} <= {"kernel", "project"}


def test_one_text_has_one_german_in_all_parts() -> None:
    known: dict[str, set[str]] = {}
    for path in CATALOGUES:
        for text, german in entries(path):
            known.setdefault(text, set()).add(german)
    assert {text: german for text, german in known.items() if len(german) > 1} == {}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[3].name)
def test_no_german_was_guessed_from_another_text(path: Path) -> None:
    said: dict[str, set[str]] = {}
    for text, german in entries(path):
        said.setdefault(german, set()).add(text.casefold())
    assert {german: texts for german, texts in said.items() if len(texts) > 1 and all(len(text.split()) > 3 for text in texts)} == {}


def texts_of_code(path: Path) -> set[str]:
    """Return every text that a Python file hands to gettext as it stands."""
    calls = {"_", "gettext", "gettext_lazy", "pgettext", "pgettext_lazy", "ngettext", "ngettext_lazy"}
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in calls:
            texts = [argument.value for argument in node.args if isinstance(argument, ast.Constant) and isinstance(argument.value, str)]
            found.update(texts[1:] if node.func.id.startswith("pgettext") else texts[:1])
    return found


def contexts_of(path: Path) -> set[str]:
    """Return every text that is written with a context, as a catalogue names it."""
    from django.utils.translation.template import templatize

    written = path.read_text(encoding="utf-8")
    source = written if path.suffix == ".py" else templatize(written, origin=str(path))
    found = re.findall(r"\bpgettext(?:_lazy)?\(\s*u?('[^']*'|\"[^\"]*\"), u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")", source)
    return {f"{ast.literal_eval(context)}\x04{ast.literal_eval(text)}" for context, text in found}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[3].name)
def test_every_text_with_a_context_has_german_in_that_context(path: Path) -> None:
    """Without it readers get English: the same words without a context do not stand in for them."""
    with path.with_suffix(".mo").open("rb") as file:
        known = set(gettext.GNUTranslations(file)._catalog)  # type: ignore[attr-defined]
    part = path.parents[3]
    files = [*part.rglob("*.py"), *part.rglob("*.html"), *part.rglob("*.mjml"), *part.rglob("*.txt")]
    assert sorted(set().union(*map(contexts_of, files)) - known) == []


def texts_of_template(path: Path) -> set[str]:
    """Return every text that a template hands to gettext."""
    from django.utils.translation.template import templatize

    written = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    found = re.findall(r"\b(?:gettext|_|ngettext)\(u?(?P<text>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")", written)
    found += re.findall(r"\bpgettext\(u?(?:'[^']*'|\"[^\"]*\"), u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")", written)
    return {ast.literal_eval(text.replace("\n", "\\n")) for text in found}


@pytest.mark.parametrize("part", sorted(path.parents[3].name for path in CATALOGUES))
def test_every_text_of_the_code_has_german(part: str) -> None:
    with (ROOT / "depesche" / part / "locale/de/LC_MESSAGES/django.mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    known = {(key[0] if isinstance(key, tuple) else key).split("\x04", 1)[-1] for key in catalogue}
    used = set().union(
        *(texts_of_code(path) for path in (ROOT / "depesche" / part).rglob("*.py") if "migrations" not in path.parts),
        *(texts_of_template(path) for suffix in ("html", "mjml", "txt") for path in (ROOT / "depesche" / part / "templates").rglob(f"*.{suffix}")),
    )
    assert sorted(used - known) == []


def with_context(path: Path) -> list[tuple[str, str]]:
    """The texts of a file that only their context tells apart: (context, text)."""
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    named = [call for call in calls if isinstance(call.func, ast.Name) and re.fullmatch(r"n?pgettext(_lazy)?", call.func.id)]
    return [(call.args[0].value, call.args[1].value) for call in named]  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[3].name)
def test_texts_with_a_context_have_their_german(path: Path) -> None:
    """A text under another context, or none, does not stand in for it: readers would see the English one."""
    with path.with_suffix(".mo").open("rb") as file:
        german = gettext.GNUTranslations(file)
    found = [pair for source in sorted(path.parents[3].rglob("*.py")) for pair in with_context(source)]

    assert [
        (context, text) for context, text in found if german.pgettext(context, text) == text and german.npgettext(context, text, text, 2) == text
    ] == []
