"""The form to print: what stands on it, in which order and language, and how it holds together."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import docx
import pytest
from hostile import TEXTS
from hypothesis import Phase, given, settings
from made_forms import SAFE, compared, made_form, say
from office import converted
from random_questionnaires import questionnaires
from word_files import body_of, find, paragraphs, parts_of, style_of, words_of

from survey.codebook import Code, MissingKind
from survey.documents.house_style import HouseStyle, Logo
from survey.documents.word_xml import value_of
from survey.errors import WrongUseError
from survey.language.form_words import shipped_languages, shipped_words, word_names
from survey.questionnaire.expressions.tree import Arithmetic, Comparator, Comparison, Constant, Name
from survey.questionnaire.expressions.tree import Operator as Sign
from survey.questionnaire.expressions.writing import expression_of
from survey.questionnaire.fingerprint import fingerprint
from survey.questionnaire.forms.form_pen import BOX
from survey.questionnaire.forms.items import items_of
from survey.questionnaire.forms.word_form import form_bytes, write_form
from survey.questionnaire.forms.words import form_words
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.questions import (
    Grid,
    GridRow,
    Number,
    OpenText,
    Question,
    Ranking,
    Roster,
    Section,
    Single,
)
from survey.questionnaire.texts import Languages

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LANGUAGES = ("da", "en", "ar")
each_language = pytest.mark.parametrize("language", LANGUAGES)


@cache
def data_of(language: str, area: str | None = None) -> bytes:
    return form_bytes(made_form(), language=language, area=area)


def body(language: str = "da", area: str | None = None) -> Any:
    return body_of(data_of(language, area))


def plain(text: str) -> str:
    return re.sub(r"[\u200e\s]+", " ", text).strip()


def lines(language: str = "da", area: str | None = None) -> list[str]:
    return [plain(words) for words in paragraphs(body(language, area))]


def styled(element: Any, style: str) -> list[str]:
    found = [p for p in find(element, ".//w:p") if style_of(p) == f"SurveyForm{style}"]
    return [plain(words_of(p)) for p in found]


def of(*questions: Question, languages: Languages | None = None, **more: Any) -> Questionnaire:
    offered = languages or Languages(("da", "en", "ar"))
    return Questionnaire("q", say("Titel"), offered, (Section("", questions),), **more)


def made(*questions: Question, language: str = "da", **more: Any) -> Any:
    return body_of(form_bytes(of(*questions, **more), language=language))


# What stands on it


@each_language
def test_every_question_stands_in_order_under_its_number(language: str) -> None:
    numbered = styled(body(language), "Question")
    assert [words.split(".")[0] for words in numbered] == [str(n) for n in range(1, 17)]
    languages = made_form().languages
    texts = [
        languages.said(each.text, language).split("{")[0].strip()
        for each in made_form().questions
        if each.id not in {"thanks", "age_group"}
    ]
    for words, text in zip(numbered, texts, strict=True):
        assert plain(text) in words


@each_language
def test_every_answer_stands_beside_its_code_and_a_box(language: str) -> None:
    answers = [*styled(body(language), "Answer"), *styled(body(language), "Apart")]
    languages = made_form().languages
    for question in made_form().questions:
        if isinstance(question, Single):
            for code in question.codes:
                label = plain(languages.said(code.label, language))
                assert any(a.startswith(f"{code.value} {BOX} {label}") for a in answers), label


def test_non_answers_stand_apart_with_a_minus_and_their_code() -> None:
    apart = styled(body("da"), "Apart")
    assert f"−8 {BOX} Ved ikke" in apart
    assert f"−9 {BOX} Ønsker ikke at svare" in apart


def test_where_a_skip_is_simple_an_arrow_leads_on_and_else_a_sentence_stands_above() -> None:
    danish = lines("da")
    assert f"0 {BOX} Nej → Gå til spørgsmål 14" in danish
    assert f"−8 {BOX} Ved ikke → Gå til spørgsmål 14" in danish
    assert styled(body("da"), "Only") == [
        "Kun til dig, der skrev mere end 1 i spørgsmål 3",
        "Kun til dig, der svarede »Utryg« eller »Meget utryg« i spørgsmål 5 eller svarede "
        "»Utryg« eller »Meget utryg« i spørgsmål 6",
        "Kun til dig, der svarede på spørgsmål 7 uden at sætte kryds ved »Ingen steder« eller "
        "»Ved ikke«",
        "Dette afsnit er kun til dig, der bor i Vangdalen",
    ]


def test_a_form_for_an_area_has_its_section_without_a_sentence() -> None:
    assert "Bruger du fælleshaven?" in " ".join(lines("da", "vangdalen"))
    assert not any("Vangdalen" in words for words in styled(body("da", "vangdalen"), "Only"))
    assert any("i Vangdalen om dagen" in words for words in lines("da", "vangdalen"))


def test_a_pipe_is_told_by_the_number_of_its_question() -> None:
    assert any("(det svar, du gav i spørgsmål 5)" in words for words in lines("da"))
    assert any("(dit boligområde)" in words for words in lines("da"))


def test_notes_stand_without_number_and_computed_questions_not_at_all() -> None:
    assert "Nu følger nogle spørgsmål om området." in lines("da")
    assert not any("Aldersgruppe" in words for words in lines("da"))


def test_a_long_grid_says_its_heads_again_and_its_rows_are_never_torn() -> None:
    tables = [t for t in find(body("da"), ".//w:tbl") if "Belysningen" in words_of(t)
              or "Ungdomsklubben" in words_of(t)]  # fmt: skip
    assert len(tables) == 2
    for table in tables:
        rows = find(table, "./w:tr")
        assert len(rows) <= 9
        assert find(rows[0], "./w:trPr/w:tblHeader")
        assert "Meget tilfreds" in words_of(rows[0])
        assert all(find(row, "./w:trPr/w:cantSplit") for row in rows)
        assert all(words_of(row).count(BOX) == 6 for row in rows[1:])
    assert "(kun hvis du skrev mindre end 30 i spørgsmål 1)" in words_of(tables[1])


def test_a_number_has_a_box_for_each_digit_and_a_date_for_each_part() -> None:
    tables = find(body("da"), "./w:tbl")
    boxes = [sum(bool(find(cell, "./w:tcPr/w:tcBorders/w:bottom")) for cell in find(t, ".//w:tc"))
             for t in tables]  # fmt: skip
    assert boxes[:4] == [6, 3, 6, 2]  # number of the form, age, month and year, household
    rent = next(t for t in tables if "kr." in words_of(t))
    assert words_of(rent) == ",kr."


def test_a_roster_is_a_table_with_a_row_for_each_person() -> None:
    roster = next(t for t in find(body("da"), "./w:tbl") if "Person 1" in words_of(t))
    rows = find(roster, "./w:tr")
    assert len(rows) == 5
    assert [words_of(row).split(" ")[0] for row in rows[1:]] == ["Person"] * 4
    assert "(kun hvis du skrev 15 eller mere i spørgsmål 4a)" in words_of(rows[0])


def test_a_roster_of_many_questions_is_a_block_for_each_person() -> None:
    inner = tuple(Number(id=f"n{k}", text=say(f"Tal {k}"), high=9) for k in range(7))
    found = made(Roster(id="people", text=say("Hvem?"), questions=inner, most=2))
    assert [words for words in styled(found, "Only") if words.startswith("Person")] == [
        "Person 1",
        "Person 2",
    ]
    assert len(styled(found, "Question")) == 1 + 2 * 7
    assert "1g. Tal 6" in styled(found, "Question")


def test_a_ranking_of_many_places_is_written_in_numbers() -> None:
    codes = tuple(Code(n, say(f"Ting {n}")) for n in range(1, 9))
    found = made(Ranking(id="r", text=say("Hvad?"), codes=codes))
    assert "Skriv 1 ved det vigtigste" in " ".join(styled(found, "Hint"))
    assert len(styled(found, "Answer")) == 8


def test_the_footer_says_questionnaire_fingerprint_language_and_page() -> None:
    footers = [data for name, data in parts_of(data_of("da")).items() if "footer" in name]
    words = plain(" ".join(re.sub(r"<[^>]+>", " ", data.decode()) for data in footers))
    assert f"nordby-2012 · {fingerprint(made_form())} · dansk" in words
    assert re.search(r"Side PAGE 1 af NUMPAGES 1", words)


def test_the_field_for_the_number_of_the_form_can_be_left_out() -> None:
    assert "Skemanummer" in lines("da")
    bare = body_of(form_bytes(made_form(), code_field=False))
    assert "Skemanummer" not in paragraphs(bare)


def test_many_short_answers_stand_in_two_columns_and_the_rest_below() -> None:
    codes = (*(Code(n, say(f"Område {n}")) for n in range(1, 12)),
             Code(99, say("Et andet"), opens_text=True))  # fmt: skip
    found = made(Single(id="a", text=say("Hvor?"), codes=codes, missing=(MissingKind.REFUSED,)))
    table = next(t for t in find(found, "./w:tbl") if "Område 1" in words_of(t))
    columns = [styled(cell, "Answer") for cell in find(table, "./w:tr/w:tc")]
    assert [len(column) for column in columns] == [6, 5]
    assert columns[1][0] == f"7 {BOX} Område 7"
    assert len(styled(found, "Answer")) == 12


def test_a_ranking_offers_its_non_answers_below_its_table() -> None:
    codes = tuple(Code(n, say(f"Ting {n}")) for n in range(1, 4))
    found = made(Ranking(id="r", text=say("Hvad?"), codes=codes, missing=(MissingKind.DONT_KNOW,)))
    assert styled(found, "Apart") == [f"−8 {BOX} Ved ikke"]


# How it holds together


@each_language
def test_a_question_and_its_answers_stand_on_one_page(language: str) -> None:
    children = list(body(language))
    for place, child in enumerate(children[:-1]):
        if style_of(child) in {"SurveyFormOnly", "SurveyFormQuestion", "SurveyFormHint",
                               "Heading1"}:  # fmt: skip
            assert find(child, "./w:pPr/w:keepNext"), words_of(child)
        if style_of(child) == "SurveyFormAnswer" and style_of(children[place + 1]) in {
            "SurveyFormAnswer",
            "SurveyFormApart",
        }:
            assert find(child, "./w:pPr/w:keepNext"), words_of(child)


@each_language
def test_the_same_questionnaire_gives_the_same_bytes(language: str) -> None:
    assert form_bytes(made_form(), language=language) == data_of(language)


@each_language
def test_word_opens_the_file(language: str, tmp_path: Path) -> None:
    path = write_form(made_form(), tmp_path / "form.docx", language=language)
    word = docx.Document(str(path))
    assert word.core_properties.title == made_form().titled(language)
    assert word.core_properties.created.year == 2000


def test_the_house_has_its_colour_and_its_logo() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="10"/>'
    style = HouseStyle(accent="#7a1f3d", logo=Logo(svg, "svg", "Boligselskabet"))
    parts = parts_of(form_bytes(made_form(), style=style))
    assert b"7a1f3d" in parts["word/styles.xml"].lower()
    assert b"Boligselskabet" in parts["word/document.xml"]


# Languages


def test_a_danish_form_has_no_english_word_and_an_english_one_no_danish() -> None:
    danish, english = (" ".join(lines(language)).lower() for language in ("da", "en"))
    for words in (" the ", " tick ", " question ", " answered ", " page ", " you ", " if "):
        assert words not in f" {danish} "
    for words in (" kryds ", " spørgsmål ", " svarede ", " side ", " du ", " hvis ", " til "):
        assert words not in f" {english} "


def test_an_arabic_form_is_read_from_the_right() -> None:
    arabic = body("ar")
    written = [p for p in find(arabic, ".//w:p") if words_of(p)]
    assert all(find(p, "./w:pPr/w:bidi") for p in written)
    assert all(find(t, "./w:tblPr/w:bidiVisual") for t in find(arabic, ".//w:tbl"))
    assert find(arabic, "./w:sectPr/w:bidi")
    for run in find(arabic, ".//w:r[w:t]"):
        if re.search("[\u0600-\u06ff]", words_of(run)):
            assert find(run, "./w:rPr/w:rtl"), words_of(run)
            assert value_of(find(run, "./w:rPr/w:lang")[0], "bidi") == "ar-SA"


def test_codes_and_arrows_of_an_arabic_form_stand_as_they_are_read() -> None:
    runs = [words_of(run) for run in find(body("ar"), ".//w:r[w:t]")]
    negative = [words for words in runs if "−" in words]
    assert negative
    assert all(re.fullmatch("\u200e−[1-9]\u200e", words) for words in negative)
    assert any("\N{LEFTWARDS ARROW}" in words for words in runs)
    assert not any("\N{RIGHTWARDS ARROW}" in words for words in runs)


def test_the_digits_of_an_arabic_number_go_from_the_left() -> None:
    rent = next(t for t in find(body("ar"), "./w:tbl") if "كرونة" in words_of(t))
    cells = find(rent, "./w:tr/w:tc")
    marks = [words_of(cell) or ("#" if find(cell, "./w:tcPr/w:tcBorders/w:bottom") else "")
             for cell in cells]  # fmt: skip
    assert "".join(marks).startswith("##.#####")  # from the right: decimals, point, whole digits


def test_a_text_that_the_language_lacks_is_printed_in_the_one_that_stands_in() -> None:
    languages = Languages(("da", "en", "ar"), {"ar": ("en",)})
    question = Single(id="a", text=say("Hvad?", "What?"), codes=(Code(1, say("Ja")),))
    found = made(question, language="ar", languages=languages)
    assert any("What?" in words for words in styled(found, "Question"))
    run = next(r for r in find(found, ".//w:r") if words_of(r) == "\u200eWhat?\u200e")
    assert not find(run, "./w:rPr/w:rtl")
    assert value_of(find(run, "./w:rPr/w:lang")[0]) == "en-GB"


def test_a_form_is_written_in_no_other_language_than_those_offered() -> None:
    with pytest.raises(WrongUseError, match="must be written in one of"):
        form_bytes(made_form(), language="pl")


def test_an_area_that_no_section_is_for_is_refused() -> None:
    with pytest.raises(WrongUseError, match="area must be known"):
        form_bytes(made_form(), area="vangdal")


def test_an_area_without_questions_of_its_own_has_a_form_if_it_is_named() -> None:
    there = form_bytes(made_form(), area="vangdalen")
    other = form_bytes(made_form(), area="gaarden", area_names={"gaarden": "Gården"})
    assert "Bruger du fælleshaven?" in words_of(body_of(there))
    assert "Bruger du fælleshaven?" not in words_of(body_of(other))


# Words of the form


@pytest.mark.parametrize("language", shipped_languages())
def test_every_shipped_language_has_every_word_with_its_fields(language: str) -> None:
    english = shipped_words("en")
    words = shipped_words(language)
    assert set(words) == set(word_names())
    for name, said in words.items():
        fields = set(re.findall(r"\{([a-z]+)\}", said))
        assert fields == set(re.findall(r"\{([a-z]+)\}", english[name])), name
        assert set("{}") & set(re.sub(r"\{[a-z]+\}", "", said)) == set(), name


def test_words_that_another_language_stands_in_for_are_named() -> None:
    languages = Languages(("da", "en", "sw"), {"sw": ("en",)})
    form = of(languages=languages, words={"tick_one": {"sw": "Weka alama moja"}})
    words, fallbacks = form_words(form, "sw")
    assert words.said("tick_one") == "Weka alama moja"
    assert words.said("tick_several") == shipped_words("en")["tick_several"]
    assert set(fallbacks) == set(word_names()) - {"tick_one"}
    assert form_words(form, "da")[1] == ()


def test_a_questionnaire_has_its_own_words_and_kinds_of_missing() -> None:
    question = Single(id="a", text=say("Hvad?"), codes=SAFE, missing=(MissingKind.DONT_KNOW,))
    own = {"tick_one": say("Et enkelt kryds"), "go_to": say("Hop til {number}")}
    found = made(question, words=own, missing={MissingKind.DONT_KNOW: say("Aner det ikke")})
    assert styled(found, "Hint") == ["Et enkelt kryds"]
    assert any("Aner det ikke" in words for words in styled(found, "Apart"))


def test_what_cannot_be_said_to_residents_is_said_in_full() -> None:
    sums = Comparison(
        Comparator.MORE,
        Arithmetic(Sign.PLUS, Name("a"), Name("b")),
        Constant(3),
    )
    last = OpenText(id="c", text=say("Hvorfor?"), ask_if=expression_of(sums))
    numbers = (Number(id="a", text=say("A?"), label=say("A")),
               Number(id="b", text=say("B?"), label=say("B")))  # fmt: skip
    (sentence,) = styled(made(*numbers, last), "Only")
    assert sentence.startswith("Kun hvis")
    assert "spørgsmål 1" in sentence
    assert "spørgsmål 2" in sentence


# Odd questionnaires


def hostile(text: str) -> Questionnaire:
    words = {"da": text or "x", "ar": text}
    grid = Grid(id="g", text=words, codes=(Code(1, words), Code(2, words)),
                rows=(GridRow("a", words), GridRow("b", words)))  # fmt: skip
    single = Single(id="s", text=words, hint=words, codes=(Code(1, words, opens_text=True),
                    Code(-3, words)))  # fmt: skip
    number = Number(id="n", text=words, unit=words, ask_if=compared("s", "==", 1))
    form = of(single, number, grid, Ranking(id="r", text=words, codes=(Code(1, words),)),
              Roster(id="h", text=words, item=words, questions=(single,), most=2))  # fmt: skip
    section = replace(form.sections[0], title=words, introduction=words)
    return replace(form, title=words, introduction=words, closing=words, sections=(section,),
                   words={"tick_one": words})  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("language", ["da", "ar"])
def test_hostile_texts_stay_texts(text: str, language: str) -> None:
    found = body_of(form_bytes(hostile(text), language=language))
    assert not find(found, ".//w:instrText[contains(., 'calc')]")
    assert find(found, "./w:sectPr")


@settings(max_examples=60, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(questionnaires())
def test_any_sound_questionnaire_becomes_a_form(form: Questionnaire) -> None:
    for language in form.languages.offered:
        found = body_of(form_bytes(form, language=language))
        asked = [item for item in items_of(form).items if item.number]
        assert len(styled(found, "Question")) >= len(asked)
        assert find(found, "./w:sectPr")


@pytest.fixture(scope="module")
def printed(
    needs_writer: Callable[[], str], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, bytes]:
    """The form in each language as LibreOffice prints it."""
    folder = tmp_path_factory.mktemp("printed")
    files = {
        language: write_form(made_form(), folder / f"{language}.docx", language=language)
        for language in LANGUAGES
    }
    forms = {path.name: path.read_bytes() for path in files.values()}
    pdfs = converted(needs_writer(), "pdf", forms, folder)
    return {language: pdfs[path.name] for language, path in files.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_question_is_torn_over_pages(
    language: str, printed: dict[str, bytes], needs_program: Callable[..., str]
) -> None:
    done = subprocess.run(
        [needs_program("pdftotext"), "-layout", "-", "-"],
        input=printed[language], check=True, capture_output=True,
    )  # fmt: skip
    pages = [page for page in done.stdout.decode().split("\f") if page.strip()]
    assert len(pages) == 4
    if language == "da":
        page = next(page for page in pages if "planer om at flytte" in page)
        assert "Gå til spørgsmål 14" in page
