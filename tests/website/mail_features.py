"""What a mail asks of the program that shows it: every tag, attribute, property, value, selector and at-rule, by the names of caniemail.com.

What nobody has tested is named, too, unless it is in ``PLAIN``: then it is as old as mail programs, or a word that only one of them reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

FACTS = Path(__file__).with_name("vocabulary") / "caniemail-2.0.2.txt"
WORD = "outlook/windows"  # lays mails out by Microsoft Word, and alone reads conditional comments
PLAIN = {
    *(f"tag {name}" for name in ("a", "br", "head", "html", "meta", "title", "noscript", "xml")),
    *(f"tag o:{name}" for name in ("officedocumentsettings", "allowpng", "pixelsperinch")),
    *(
        f"attribute {name}"
        for name in ("alt", "bgcolor", "border", "class", "content", "href", "http-equiv", "name", "scope", "src", "style", "type")
    ),
    *(f"attribute {name}" for name in ("xmlns", "xmlns:o", "xmlns:v")),
    "attribute aria-roledescription",  # says "email" to who hears it; silence elsewhere
    "attribute vertical-align",  # mrml writes it, nobody reads it
    "property color",
    "property cursor: auto",
    "property mso-*",  # Word's own
    "property -webkit-text-size-adjust",  # hints to one engine each
    "property -ms-text-size-adjust",
    "property -ms-interpolation-mode",
}
TAGS = {
    **dict.fromkeys(("table", "thead", "tbody", "tr", "td", "th"), "html-table"),
    **dict.fromkeys(("ul", "ol", "li"), "html-lists"),
    **dict.fromkeys(("b", "strong", "i", "em"), "html-strong"),
    **{f"h{level}": "html-h1-h6" for level in range(1, 7)},
    **dict.fromkeys(("article", "aside", "footer", "header", "main", "nav", "section", "figure"), "html-semantics"),
    "s": "html-strike",
}
PROPERTIES = {"font-family": "css-font", "font-style": "css-font", "overflow-x": "css-overflow", "overflow-y": "css-overflow"}
SIDES = re.compile(r"-(?:top|right|bottom|left)")
UNITS = re.compile(r"(?<![\w#.])-?[\d.]+(px|em|rem|%|vh|vw|vmin|vmax|pt|ch|ex|cm|mm|in|pc)(?!\w)")
FUNCTIONS = {
    "var": "css-variables",
    "calc": "css-unit-calc",
    "clamp": "css-function-clamp",
    "min": "css-function-min",
    "max": "css-function-max",
    "rgb": "css-rgb",
    "rgba": "css-rgba",
    "url": "css-background-image",
    "linear-gradient": "css-linear-gradient",
    "light-dark": "css-function-light-dark",
}
PICTURES = {"jpg": "jpg", "jpeg": "jpg", "png": "png", "gif": "gif", "svg": "svg", "webp": "webp", "avif": "avif"}
CONDITION = re.compile(r"\[if ([^\]]*)\]>(.*)<!\[endif\]", re.DOTALL)


class Asked(NamedTuple):
    """A feature by its name at caniemail.com, and for which programs it is there: all, those that read these at-rules, or Word alone."""

    feature: str
    within: tuple[str, ...] = ()
    is_for_word: bool = False


@cache
def facts() -> dict[str, dict[str, str]]:
    """Return how far each program supports each feature: y, a (partly), n, u (unknown), - (never tested)."""
    head, lines = "", []
    for line in FACTS.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            head = line
        else:
            lines.append(line.split("\t"))
    programs = head.removeprefix("# ").split()
    return {feature: dict(zip(programs, values, strict=True)) for feature, values in lines}


def lacking(html: str) -> Iterator[tuple[str, str]]:
    """Yield each feature of a mail with each program that does not wholly support it, or with "nobody" where no one has ever looked."""
    known = facts()
    for asked in sorted(set(of(html))):
        if asked.feature not in known:
            if asked.feature not in PLAIN:
                yield asked.feature, "nobody"
            continue
        for program, support in known[asked.feature].items():
            is_reached = program == WORD if asked.is_for_word else all(known[rule][program] in "ya" for rule in asked.within)
            if is_reached and support in "na":
                yield asked.feature, program


def of(html: str) -> list[Asked]:
    """Return everything that a mail asks for."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found


@dataclass
class _Reader(HTMLParser):
    is_for_word: bool = False
    found: list[Asked] = field(default_factory=list)
    _sheet: str | None = None

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def ask(self, *features: str, within: tuple[str, ...] = ()) -> None:
        self.found += [Asked(feature, within, self.is_for_word) for feature in features]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ask(_tag(tag, given))
        for name, value in given.items():
            self.ask(*_attribute(tag, name, value))
        for declaration in _declarations(given.get("style", "")):
            self.ask(*_declared(*declaration))
        if tag == "style":
            self._sheet = ""

    def handle_data(self, data: str) -> None:
        if self._sheet is not None:
            self._sheet += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "style" and self._sheet is not None:
            self._read(self._sheet, ())
            self._sheet = None

    def handle_comment(self, data: str) -> None:
        said = CONDITION.fullmatch(data.strip())
        if said and "!" not in said[1]:
            inner = _Reader(is_for_word=True)
            inner.feed(said[2])
            self.found += inner.found

    def _read(self, css: str, within: tuple[str, ...]) -> None:
        """Read a sheet; what stands in an at-rule asks only those programs that read it."""
        for head, body in _rules(css):
            if head.startswith("@"):
                rules = _at_rule(head)
                self.ask(*rules, within=within)
                if not head.startswith("@font-face"):
                    self._read(body, (*within, *rules))
                continue
            self.ask(*_selector(head), within=within)
            for declaration in _declarations(body):
                self.ask(*_declared(*declaration), within=within)


def _tag(tag: str, given: dict[str, str]) -> str:
    if tag == "meta" and given.get("name") in {"color-scheme", "supported-color-schemes"}:
        return "html-meta-color-scheme"
    own = f"html-{tag}"
    return TAGS.get(tag) or (own if own in facts() else f"tag {tag}")


def _attribute(tag: str, name: str, value: str) -> Iterator[str]:
    own = f"html-{name}"
    yield own if own in facts() else f"attribute {name}"
    if name == "href" and value.startswith(("mailto:", "#")):
        yield "html-mailto-links" if value.startswith("mailto:") else "html-anchor-links"
    if name == "src" and tag == "img":
        ending = value.partition("?")[0].rpartition(".")[2].lower()
        yield "image-base64" if value.startswith("data:") else f"image-{PICTURES.get(ending, ending)}"


def _declarations(style: str) -> Iterator[tuple[str, str]]:
    for part in style.split(";"):
        name, colon, value = part.partition(":")
        if colon:
            yield name.strip().lower(), value.strip().lower()


def _declared(name: str, value: str) -> Iterator[str]:
    yield _property(name, value)
    if name.startswith("mso-"):
        return
    if name == "display":
        kind = value.removesuffix("!important").strip().removeprefix("inline-")
        if kind in {"flex", "grid", "none"}:
            yield f"css-display-{kind}"
    if "!important" in value:
        yield "css-important"
    yield from (f"css-unit-{'percent' if unit == '%' else unit}" for unit in UNITS.findall(value))
    yield from (FUNCTIONS.get(name, f"function {name}") for name in re.findall(r"([a-z-]+)\(", value))


def _property(name: str, value: str) -> str:
    if name.startswith("mso-"):
        return "property mso-*"
    for own in (name, SIDES.sub("", name), re.sub("^border-(?:color|style|width)$", "border", SIDES.sub("", name))):
        if f"css-{own}" in facts():
            return f"css-{own}"
    with_value = f"property {name}: {value}"
    return PROPERTIES.get(name) or (with_value if with_value in PLAIN else f"property {name}")


def _at_rule(head: str) -> tuple[str, ...]:
    name = head[1:].split()[0].split("(")[0]
    asked = {f"css-at-{name}"}
    for feature in re.findall(r"\(\s*([a-z-]+)", head):
        own = f"css-at-media-{feature.removeprefix('min-').removeprefix('max-')}"
        asked |= {own} & set(facts())
    return tuple(sorted(asked))


def _selector(head: str) -> Iterator[str]:
    if "," in head:
        yield "css-selector-grouping"
    signs = {r"\.[\w-]": "class", r"#[\w-]": "id", r"\[": "attribute", r"\*": "universal", r"(?:^|[\s>+~,])[a-z]": "type"}
    signs |= {">": "child", r"\+": "adjacent-sibling", "~": "general-sibling", r"[\w\])][\s]+[\w.#\[*:]": "descendant", r"[\w\]]\.[\w-]": "chaining"}
    yield from (f"css-selector-{name}" for sign, name in signs.items() if re.search(sign, head.strip()))
    for colons, name in re.findall(r"(::?)([a-z-]+)", head):
        yield f"css-pseudo-{'element' if colons == '::' else 'class'}-{name}"


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """Yield head and body of each rule on the outermost level."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    start = depth = opened = 0
    for place, sign in enumerate(css):
        if sign == "{":
            depth += 1
            opened = place if depth == 1 else opened
        elif sign == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened].strip(), css[opened + 1 : place]
                start = place + 1
        elif sign == ";" and depth == 0:
            yield css[start:place].strip(), ""
            start = place + 1
