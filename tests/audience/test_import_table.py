"""Reading tables as other systems write them: nothing is lost without a word, and one broken line costs one line."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depesche.audience.importing.table import Record, Table, Unreadable, cleaned, delimiter_of, encoding_of
from tests.audience.exports import write

pytestmark = pytest.mark.once


def records(path: Path) -> list[Record]:
    return list(Table(path).records())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_encoding_delimiter_and_line_end(tmp_path: Path, encoding: str, delimiter: str, end: str) -> None:
    text = end.join([delimiter.join(["email", "name"]), delimiter.join(["anna@example.org", "Müller"]), delimiter.join(["ben@example.org", "Öz"])])

    table = Table(write(tmp_path, "x.csv", text + end, encoding=encoding))

    assert table.heading == ["email", "name"]
    assert [record.values for record in table.records()] == [["anna@example.org", "Müller"], ["ben@example.org", "Öz"]]


def test_one_line_in_an_older_encoding_is_still_read(tmp_path: Path) -> None:
    data = "email,name\na@example.org,Müller\n".encode() + "b@example.org,Müller\n".encode("cp1252")

    assert [record.values[1] for record in records(write(tmp_path, "x.csv", data))] == ["Müller", "Müller"]


def test_quotes_commas_and_line_breaks_inside_quotes(tmp_path: Path) -> None:
    text = 'email,name,note\na@example.org,"Doe, ""JD"" John","two\nlines"\nb@example.org,x,y\n'

    first, second = records(write(tmp_path, "x.csv", text))
    assert first.values == ["a@example.org", 'Doe, "JD" John', "two\nlines"]
    assert (first.line, second.line) == (2, 4)


def test_quotes_behind_a_backslash(tmp_path: Path) -> None:
    text = '"email","name","note"\n"a@example.org","Doe \\"JD\\", John","5\\" pipe"\n"b@example.org","x","y"\n'

    first, second = records(write(tmp_path, "x.csv", text))
    assert first.values == ["a@example.org", 'Doe "JD", John', '5" pipe']
    assert second.values == ["b@example.org", "x", "y"]


def test_json_with_quotes_as_go_writes_it(tmp_path: Path) -> None:
    text = 'uuid,email,attributes\n1,a@example.org,"{""city"": ""\\""Bern\\"", CH""}"\n'

    (only,) = records(write(tmp_path, "x.csv", text))
    assert only.values == ["1", "a@example.org", '{"city": "\\"Bern\\", CH"}']


def test_a_quote_that_is_never_closed_costs_its_own_line_only(tmp_path: Path) -> None:
    text = 'email,name\na@example.org,"open\n' + "".join(f"b{number}@example.org,x\n" for number in range(300))

    found = records(write(tmp_path, "x.csv", text))
    assert [(record.line, record.broken) for record in found if record.broken] == [(2, "quote")]
    assert len(found) == 301


def test_lines_with_other_columns_are_named_and_trailing_empty_ones_are_none(tmp_path: Path) -> None:
    found = records(write(tmp_path, "x.csv", "email,name\na@example.org,x,,\nb@example.org\nc@example.org,x,y\n\n , \nd@example.org,z"))

    assert [(record.line, record.broken) for record in found] == [(2, ""), (3, "columns"), (4, "columns"), (6, ""), (7, "")]


def test_nul_bytes_and_endless_lines(tmp_path: Path) -> None:
    found = records(write(tmp_path, "x.csv", "email,name\na@exam\0ple.org,x\nb@example.org," + "y" * 5_000_000 + "\nc@example.org,x\n"))

    assert found[0].values == ["a@example.org", "x"]
    assert found[1].broken == "too-long"
    assert found[-1].values == ["c@example.org", "x"]


def test_the_line_for_spreadsheets_is_no_heading(tmp_path: Path) -> None:
    table = Table(write(tmp_path, "x.csv", "\ufeffsep=;\nemail;name\na@example.org;x, y\n"))

    assert table.heading == ["email", "name"]
    assert [(record.line, record.values) for record in table.records()] == [(3, ["a@example.org", "x, y"])]


@pytest.mark.parametrize(("value", "meant"), [("'=1+1", "=1+1"), ("'+49 30", "+49 30"), (" x ", "x"), ("'anna'@example.org", "'anna'@example.org")])
def test_the_guard_against_formulas_is_taken_off(value: str, meant: str) -> None:
    assert cleaned(value) == meant


def test_an_empty_file_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        Table(write(tmp_path, "x.csv", "\n \n"))


def test_short_samples_are_judged_as_well() -> None:
    assert encoding_of(b"") == "utf-8"
    assert encoding_of(b"a") == "utf-8"
    assert encoding_of("Name,Straße\n".encode("utf-16-le")) == "utf-16-le"
    assert delimiter_of("email") == (",", False)


VALUES = st.text(alphabet="abc@.,;\" 'é", max_size=12).filter(lambda text: cleaned(text) == text)


@given(st.lists(st.tuples(VALUES, VALUES, VALUES), max_size=8), st.sampled_from([",", ";", "\t"]))
@settings(deadline=None, max_examples=80)
def test_what_a_correct_writer_writes_is_read(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]], delimiter: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([("email", "one", "two"), *rows])

    found = records(write(tmp_path_factory.mktemp("t"), "x.csv", text.getvalue()))

    assert [tuple(record.values) for record in found] == rows


@given(st.binary(max_size=400))
@settings(deadline=None, max_examples=150)
def test_no_bytes_crash_it(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    try:
        found = records(write(tmp_path_factory.mktemp("t"), "x.csv", b"email,name\n" + data))
    except Unreadable:
        return
    assert all(record.broken or len(record.values) == 2 for record in found)
