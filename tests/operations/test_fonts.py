"""A font of the house is put into the theme with stand-ins as wide as it is."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest
import rest_framework
from hypothesis import given
from hypothesis import strategies as st

from depesche.kernel import options
from depesche.kernel.refusal import Refusal
from depesche.operations import theme_trial
from depesche.operations.commands import theme as command
from depesche.operations.fonts import stand_in, tables, widths

pytestmark = pytest.mark.once
FOLDER = Path(rest_framework.__file__).parent / "static/rest_framework/fonts"
PACKED, PLAIN = FOLDER / "glyphicons-halflings-regular.woff2", FOLDER / "glyphicons-halflings-regular.ttf"


def test_a_packed_font_reads_as_the_plain_one() -> None:
    packed, plain = (tables.read(path.read_bytes()) for path in (PACKED, PLAIN))

    assert widths.characters(packed["cmap"]) == widths.characters(plain["cmap"])
    assert widths._advances(packed) == widths._advances(plain)
    assert widths.of(packed).ascent == widths.of(plain).ascent > 0.5


@given(st.binary(max_size=200), st.sampled_from([b"", b"wOF2", b"\0\1\0\0"]))
def test_what_is_no_font_is_refused(content: bytes, begin: bytes) -> None:
    with pytest.raises(Refusal, match="no font file"):
        widths.of(tables.read(begin + content)).width(400)


def test_the_stand_in_is_as_wide_and_as_high_as_the_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(widths.Font, "width", lambda self, weight: {400: 0.5, 700: 0.55}[weight])
    font = widths.Font(ascent=1.0, descent=0.25, gap=0.0, weights=(300, 800), tables={})

    said = stand_in.rules(font, address="fonts/haus.woff2", kind="serif")

    assert "font-weight: 300 800; font-display: swap" in said
    for share, ascent in re.findall(r"size-adjust: ([\d.]+)%; ascent-override: ([\d.]+)%", said):
        assert float(share) * float(ascent) / 100 == pytest.approx(100, abs=0.02)
    times = re.findall(r"Times New Roman(?: Bold)?\".*?size-adjust: ([\d.]+)%", said)
    assert [float(share) for share in times] == pytest.approx([50 / 0.3973, 55 / 0.4211], abs=0.01)


def test_the_command_puts_font_and_rules_into_the_theme_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(widths.Font, "width", lambda self, weight: 0.5)
    sheet = tmp_path / "theme/static/website/theme.css"
    sheet.parent.mkdir(parents=True)
    sheet.write_text(".name { letter-spacing: 0; }\n")
    asked = argparse.Namespace(copy=None, font=PACKED, kind="sans")
    with options.using(home=tmp_path):
        assert command.run(asked) == 0
        with pytest.raises(Refusal, match="has a font already"):
            command.run(asked)
        for wrong in (PLAIN, tmp_path / "missing.woff2"):
            with pytest.raises(Refusal):
                command.run(argparse.Namespace(copy=None, font=wrong, kind="sans"))

    assert sheet.read_text().startswith(".name { letter-spacing: 0; }\n@font-face")
    assert f"fonts/{PACKED.name}" in sheet.read_text()
    assert (sheet.parent / "fonts" / PACKED.name).read_bytes() == PACKED.read_bytes()


def test_a_font_whose_name_no_style_sheet_can_hold_gets_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(widths.Font, "width", lambda self, weight: 0.5)
    font = tmp_path / 'Haus "Schrift" (fett).woff2'
    font.write_bytes(PACKED.read_bytes())
    with options.using(home=tmp_path):
        assert command.run(argparse.Namespace(copy=None, font=font, kind="sans")) == 0

    place = tmp_path / "theme/static/website"
    assert 'url("fonts/Haus-Schrift-fett-.woff2")' in (place / "theme.css").read_text()
    assert (place / "fonts/Haus-Schrift-fett-.woff2").is_file()
    assert theme_trial.ADDRESS.findall((place / "theme.css").read_text()) == ["fonts/Haus-Schrift-fett-.woff2"]
