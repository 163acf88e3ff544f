import codecs

import pytest

from survey.errors import DataError, WrongUseError
from survey.files.decoding import decode, line_at
from survey.language.catalogue import language_in_force

DANISH = "id;navn\n1;Ådalen\n2;Søparken – »Ærø«\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (DANISH.encode(), "utf-8"),
        (codecs.BOM_UTF8 + DANISH.encode(), "utf-8"),
        (DANISH.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + DANISH.encode("utf-16-be"), "utf-16"),
        (DANISH.encode("cp1252"), "cp1252"),
    ],
)
def test_the_character_set_is_found(data: bytes, encoding: str) -> None:
    decoded = decode(data, file="x.csv")
    assert (decoded.text, decoded.encoding) == (DANISH, encoding)


@pytest.mark.parametrize("name", ["UTF-8", "utf_8_sig", "utf8"])
def test_a_given_character_set_may_be_spelled_in_several_ways(name: str) -> None:
    assert decode(DANISH.encode(), file="x", encoding=name).encoding == "utf-8"


def test_cp850_is_read_when_it_is_asked_for() -> None:
    assert decode("Ådalen".encode("cp850"), file="x", encoding="cp850").text == "Ådalen"


@pytest.mark.parametrize("name", ["latin-1", "iso-8859-1", "rot13", "nonsense"])
def test_latin_1_and_unknown_sets_are_refused(name: str) -> None:
    with pytest.raises(WrongUseError, match="`encoding` must be"):
        decode(b"abc", file="x", encoding=name)


@pytest.mark.parametrize("letters", list("æøåÆØÅéöüäÉÖÜ–’”"))
def test_utf_8_that_was_read_as_cp1252_is_refused(letters: str) -> None:
    broken = f"id\nVang{letters.encode().decode('cp1252', 'replace')}dal\n"
    with pytest.raises(DataError) as caught:
        decode(broken.encode(), file="svar.csv")
    assert caught.value.code == "files.mojibake"
    assert caught.value.where == "svar.csv:2"


@pytest.mark.parametrize("text", ["a\ufffdb", "\x8fdalen", "x\x85"])
def test_lost_letters_and_c1_controls_are_refused(text: str) -> None:
    with pytest.raises(DataError, match="letters in the file must be whole"):
        decode(text.encode(), file="x")


def test_cp850_taken_for_cp1252_is_refused() -> None:
    with pytest.raises(DataError) as caught:
        decode("\nÅdalen".encode("cp850"), file="x")
    assert (caught.value.code, caught.value.where) == ("files.not_in_encoding", "x:2")
    with pytest.raises(DataError) as caught:
        decode("Det er på gården".encode("cp850"), file="x")
    assert caught.value.code == "files.mojibake"


def test_a_file_that_mixes_utf_8_and_cp1252_is_refused() -> None:
    with pytest.raises(DataError, match="letters in the file must be whole"):
        decode("Ådalen ".encode() + "Ådalen".encode("cp1252"), file="x")


def test_a_utf_8_mark_binds_the_whole_file() -> None:
    with pytest.raises(DataError, match="UTF-8"):
        decode(codecs.BOM_UTF8 + "Ådalen".encode("cp1252"), file="x")


def test_a_cut_utf_16_file_is_refused() -> None:
    with pytest.raises(DataError, match="UTF-16"):
        decode("Ådalen".encode("utf-16")[:-1], file="x")


def test_broken_letters_are_told_in_danish_with_their_lines() -> None:
    broken = "\n".join(["Ã¥"] * 7).encode()
    with language_in_force("da"), pytest.raises(DataError) as caught:
        decode(broken, file="svar.csv")
    assert str(caught.value).splitlines() == [
        "Bogstaverne i filen skal være hele, men de er blevet ødelagt, da den blev gemt.",
        "  sted: svar.csv:1",
        "  fik: »Ã¥«; linje 1, 2, 3, 4, 5 og 2 mere",
        "  råd: eksportér den igen fra kilden som UTF-8; ret den ikke i hånden",
    ]


@pytest.mark.parametrize(
    "text", ["SÃO PAULO", "»Sjælsø Ø«", "naïve château Ãland", "5 † døde", "العربية", "日本"]
)
def test_whole_letters_of_other_languages_pass(text: str) -> None:
    assert decode(text.encode(), file="x").text == text


def test_lines_are_counted_by_any_line_end() -> None:
    assert [line_at("a\nb\r\nc\rd", position) for position in (0, 2, 5, 7)] == [1, 2, 3, 4]
