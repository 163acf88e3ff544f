import time
from pathlib import Path

import pytest

from survey.errors import DataError, FileError
from survey.files.yaml_builder import plain_value
from survey.files.yaml_reader import YamlDocument, read_yaml
from survey.findings import FindingsError, Place
from survey.language.catalogue import language_in_force

STUDY = """\
# Study
title: "Vangdalen 2026"   # in quotation marks
areas:
  - name: Ådalen
    role: study
  - {name: Søparken, role: contrast}
codes:
  1: yes
  2: no
note: |
  two
  lines
version: 1.10
"""


@pytest.fixture
def read(tmp_path: Path):
    def from_text(text: str | bytes) -> YamlDocument:
        path = tmp_path / "study.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_yaml(path)

    return from_text


@pytest.fixture
def found(read):
    def in_text(text: str | bytes) -> list[tuple[str, int | None]]:
        with pytest.raises(FindingsError) as caught:
            read(text)
        return [(each.code, each.place and each.place.line) for each in caught.value.findings]

    return in_text


def test_a_file_becomes_plain_data(read) -> None:
    data = read(STUDY).data
    assert data == {
        "title": "Vangdalen 2026",
        "areas": [
            {"name": "Ådalen", "role": "study"},
            {"name": "Søparken", "role": "contrast"},
        ],
        "codes": {1: "yes", 2: "no"},
        "note": "two\nlines",
        "version": 1.1,
    }
    assert type(data) is dict
    assert type(data["areas"]) is list


def test_everything_has_its_line(read) -> None:
    document = read(STUDY)
    assert document.lines[()] == 2
    assert document.lines["areas",] == 3
    assert document.lines["areas", 0, "role"] == 5
    assert document.lines["areas", 1] == document.lines["areas", 1, "role"] == 6
    assert document.lines["codes", 2] == 9
    assert document.lines["version",] == 13


def test_a_place_falls_back_to_what_is_nearest(read) -> None:
    document = read(STUDY)
    file = str(document.path)
    assert document.place(("areas", 0, "role")) == Place(file, 5, "areas.0.role")
    assert document.place(("areas", 0, "weight", 3)) == Place(file, 4, "areas.0.weight.3")
    assert document.place(("nothing",)) == Place(file, 2, "nothing")
    assert document.place() == Place(file, 2)


def test_how_a_value_was_written_is_kept(read) -> None:
    document = read(STUDY)
    assert document.text_at(("version",)) == "1.10"
    assert document.text_at(("areas",)) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("NO", "NO"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("-12", -12),
        ("1.5", 1.5),
        (".5", 0.5),
        ("010", "010"),
        ("0x10", "0x10"),
        ("0o7", "0o7"),
        ("1e5", "1e5"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("2026-01-31", "2026-01-31"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("+5", "+5"),
        ("1.", "1."),
        ("9" * 30, "9" * 30),
        ("٣", "٣"),
    ],
)
def test_only_plain_words_and_numbers_are_not_texts(text: str, value: object) -> None:
    result = plain_value(text)
    assert result == value
    assert type(result) is type(value)


def test_quotation_marks_make_texts(read) -> None:
    assert read('a: \'1\'\nb: "true"\nc: |\n  1\n"2": x\n').data == {
        "a": "1",
        "b": "true",
        "c": "1",
        "2": "x",
    }


def test_an_old_version_mark_does_not_bring_the_old_traps_back(read) -> None:
    assert read("%YAML 1.1\n---\nland: NO\n").data == {"land": "NO"}


def test_texts_and_keys_are_cleaned(read) -> None:
    document = read('"omra\\u030ade": "\\u202eA\\0\\u200bb\\ud800 "\nlinje: a\u2028b\nnæste: 1\n')
    assert document.data == {"område": "Ab", "linje": "a b", "næste": 1}
    assert document.lines["næste",] == 3


def test_a_long_introduction_is_not_cut(read) -> None:
    assert len(read(f"intro: {'x' * 50_000}\n").data["intro"]) == 50_000


def test_all_is_found_at_once(found) -> None:
    text = """\
a: !!str 1
b: &x [1]
c: *x
d:
  <<: *x
? [k]
: 1
a: 2
true: 3
1.5: 4
e: [1
"""
    assert found(text) == [
        ("YAML-TAG", 1),
        ("YAML-ANCHOR", 2),
        ("YAML-ALIAS", 3),
        ("YAML-MERGE-KEY", 5),
        ("YAML-ALIAS", 5),
        ("YAML-KEY-NOT-TEXT", 6),
        ("YAML-DUPLICATE-KEY", 8),
        ("YAML-KEY-NOT-TEXT", 9),
        ("YAML-KEY-NOT-TEXT", 10),
        ("YAML-BRACKET-OPEN", 11),
    ]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "YAML-EMPTY", None),
        ("# only a comment\n", "YAML-EMPTY", None),
        ("---\n", "YAML-EMPTY", None),
        ("a: 1\n---\nb: 2\n", "YAML-MANY-DOCUMENTS", 2),
        ("a:\n\tb: 1\n", "YAML-TAB", 2),
        ("a:\n  b: 1\n\tc: 2\n", "YAML-TAB", 3),
        ("a: b: c\n", "YAML-STRAY-COLON", 1),
        ("a: 1\nb\nc: 2\n", "YAML-COLON-MISSING", 2),
        ("a: 1\nb: 'open\nc: 2\n", "YAML-QUOTE-OPEN", 2),
        ("a: 1\nb: {c: 1\nd: 2\n", "YAML-BRACKET-OPEN", 2),
        ("- a\nb: 1\n", "YAML-INDENTATION", 2),
        ("a: - b\n", "YAML-STRAY-DASH", 1),
        ("a: @b\n", "YAML-RESERVED-SIGN", 1),
        ('a: "C:\\questions"\n', "YAML-ESCAPE", 1),
        ("a: 1\nb: x\x01\n", "YAML-CONTROL-CHARACTER", 2),
        ("%YAML 3.0\n---\na: 1\n", "YAML-SYNTAX", 1),
        ('a: "\\UFFFFFFFF"\n', "YAML-SYNTAX", 1),
        ("a: !!python/object/apply:os.system [id]\n", "YAML-TAG", 1),
        ("! a: 1\n", "YAML-TAG", 1),
        ("a: !own!thing 1\n", "YAML-TAG", 1),
        ("? {a: b}\n: 1\n", "YAML-KEY-NOT-TEXT", 1),
        ('"": 1\n', "YAML-KEY-NOT-TEXT", 1),
        (": 1\n", "YAML-KEY-NOT-TEXT", 1),
        ("[" * 5000, "YAML-TOO-DEEP", 1),
        ("{a: " * 5000, "YAML-TOO-DEEP", 1),
        ("- " * 5000, "YAML-TOO-DEEP", 1),
    ],
)
def test_what_can_not_be_used_is_found_on_its_line(
    found, text: str, code: str, line: int | None
) -> None:
    assert found(text) == [(code, line)]


def test_keys_within_keys_do_not_exhaust_the_reader(found) -> None:
    assert found("? " * 5000)[-1] == ("YAML-TOO-DEEP", 1)


def test_duplicate_keys_name_both_lines(read) -> None:
    with pytest.raises(FindingsError) as caught:
        read("areas:\n  - name: a\n    role: study\n    name: b\n")
    (each,) = caught.value.findings
    assert each.message == 'The key "name" stands twice: on line 2 and on line 4.'
    assert each.place is not None
    assert each.place.cell == "areas.0.name"


def test_keys_that_differ_in_unicode_form_only_are_duplicates(found) -> None:
    assert found("Århus: 1\nA\u030arhus: 2\n") == [("YAML-DUPLICATE-KEY", 2)]


def test_equal_keys_on_one_line_are_duplicates(found) -> None:
    assert found("{a: 1, a: 2}") == [("YAML-DUPLICATE-KEY", 1)]
    assert found("{a, a}") == [("YAML-DUPLICATE-KEY", 1)]


def test_a_number_and_its_text_are_two_keys(read) -> None:
    assert read('1: a\n"1": b\n').data == {1: "a", "1": "b"}


def test_thirty_levels_pass(read) -> None:
    assert read("[" * 30 + "]" * 30).data
    with pytest.raises(FindingsError):
        read("[" * 31 + "]" * 31)


def test_findings_are_danish_in_danish(read) -> None:
    with language_in_force("da"), pytest.raises(FindingsError) as caught:
        read("navn: a\nnavn: b\nland:\n\tkode: 1\n")
    file = caught.value.findings[0].place.file
    assert str(caught.value).splitlines() == [
        "Der er 2 ting i filen, der skal rettes, før den kan bruges.",
        f"  {file}:2 (navn): Nøglen »navn« står to gange: på linje 1 og på linje 2. "
        "[YAML-DUPLICATE-KEY] (slet eller omdøb den ene)",
        f"  {file}:4: Linjen er rykket ind med tabulator. [YAML-TAB] (brug mellemrum)",
    ]


def test_a_bomb_of_references_is_refused_before_it_grows(found) -> None:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    began = time.perf_counter()
    codes = {code for code, _ in found("\n".join(lines))}
    assert codes == {"YAML-ANCHOR", "YAML-ALIAS"}
    assert time.perf_counter() - began < 2


def test_no_more_than_a_hundred_findings_are_gathered(found) -> None:
    assert len(found("- !a x\n" * 5000)) == 100


def test_too_many_values_are_refused(found, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("survey.files.yaml_builder.MOST_NODES", 1000)
    assert found("[" + "1," * 2000 + "]") == [("YAML-TOO-MANY-NODES", 1)]


def test_too_large_a_file_is_refused(read) -> None:
    with pytest.raises(FileError, match="so large"):
        read("a: " + "x" * 1_000_000)


@pytest.mark.parametrize(
    "data", ["navn: Ådalen".encode("cp1252"), "navn: a".encode("utf-16"), "navn: Ã…dalen".encode()]
)
def test_a_file_that_is_not_whole_utf_8_is_refused(read, data: bytes) -> None:
    with pytest.raises(DataError):
        read(data)


def test_a_mark_before_utf_8_is_passed_over(read) -> None:
    assert read("\ufeffa: 1\n").data == {"a": 1}
