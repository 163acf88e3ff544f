"""Which column of the questionnaire a column of a file is taken for."""

from __future__ import annotations

import pytest
from made_tables import codes_of, column, made_table, matched, proposal, short_questionnaire

from survey.codebook import Code, Kind, Variable
from survey.errors import WrongUseError
from survey.files.labelled_reader import AnswerSet
from survey.language.catalogue import language_in_force
from survey.questionnaire.column_map import Target
from survey.responses.matching.applying import apply_columns
from survey.responses.matching.matching import match_table
from survey.responses.matching.proposals import Sureness

EXACT, LIKELY, GUESS, NONE = Sureness
RATED = ["Tilfreds", "Utilfreds", "Meget tilfreds", ""] * 5


@pytest.mark.parametrize(
    ("name", "sureness"),
    [
        ("home_rating", EXACT),
        ("Home-Rating", EXACT),
        ("homeRating", EXACT),
        ("Hvor tilfreds er du med boligen?", EXACT),
        ("HVOR TILFREDS ER DU MED BOLIGEN", EXACT),
        ("How satisfied are you with your home?", EXACT),
        ("Tilfreds med boligen", EXACT),
        ("<b>Hvor tilfreds</b> er du med&nbsp;boligen?", EXACT),
        ("3. Hvor tilfreds er du med boligen?", LIKELY),
        ("Spm. 12: Hvor tilfreds er du med boligen?", LIKELY),
        ("homerating. Hvor tilfreds er du med boligen?", LIKELY),
        ("Boligen/home_rating", EXACT),
        ("Boligen/Hvor tilfreds er du med boligen?", LIKELY),
    ],
)
def test_a_question_is_known_by_its_name_and_its_words(name: str, sureness: Sureness) -> None:
    found = proposal(name, RATED)
    assert (found.target, found.sureness) == ("home_rating", sureness)
    assert codes_of(found) == {"Tilfreds": 4, "Utilfreds": 2, "Meget tilfreds": 5}


@pytest.mark.parametrize(
    "name",
    [
        "outdoors_play_areas",
        "outdoors[playareas]",
        "outdoors[play_areas]",
        "outdoors[SQ002]",
        "Hvor tilfreds er du med det udendørs? - Legepladserne",
        "Hvor tilfreds er du med det udendørs? [Legepladserne]",
        "Hvor tilfreds er du med det udendørs?: Legepladserne",
        "Legepladserne: Hvor tilfreds er du med det udendørs?",
        "Udendørs: Legepladserne",
        "Hvor tilfreds er du med det udendørs? Sæt ét kryds i hver linje. Legepladserne",
    ],
)
def test_a_row_is_known_by_its_name_and_its_words(name: str) -> None:
    assert proposal(name, RATED).target == "outdoors_play_areas"


def test_a_row_alone_is_told_apart_by_what_it_holds() -> None:
    assert proposal("Belysningen", RATED).target == "outdoors_light"
    assert proposal("Belysningen", ["Kender", "Kender ikke"] * 9).target == "known_light"
    found = proposal("Belysningen", ["1", "0", ""] * 9)
    assert (found.target, found.sureness) == ("", GUESS) or found.target == "known_light"
    unclear = proposal("Belysningen", ["Noget", "Andet"] * 9)
    assert (unclear.target, unclear.sureness) == ("", GUESS)
    assert set(unclear.options) == {"outdoors_light", "known_light"}


@pytest.mark.parametrize(
    ("name", "cells", "target"),
    [
        ("media_1", ["1", "0"], "media_1"),
        ("media[1]", ["Y", ""], "media_1"),
        ("gruppe/media/4", ["1", "0"], "media_4"),
        ("Hvor hører du om det? - Naboer", ["Naboer", ""], "media_4"),
        ("Hvor hører du om det? [Facebook]", ["Ja", "Nej"], "media_1"),
        ("Medier: Facebook", ["Valgt", "Ikke valgt"], "media_1"),
        ("Where do you hear about it? - Facebook", ["Selected", ""], "media_1"),
        ("media[other]", ["på gaden", ""], "media_8_text"),
        ("media_other", ["på gaden", ""], "media_8_text"),
        ("Hvor hører du om det? - Andet - tekst", ["på gaden", ""], "media_8_text"),
        ("Hvor hører du om det? - Andet", ["Andet", ""], "media_8"),
        ("Hvor hører du om det? - Andet", ["på gaden", "i byen", ""], "media_8_text"),
    ],
)
def test_an_option_and_its_words_are_known(name: str, cells: list[str], target: str) -> None:
    assert proposal(name, cells * 6).target == target


def test_a_number_of_a_subquestion_that_may_mean_two_is_not_guessed() -> None:
    found = proposal("media[SQ004]", ["Y", ""] * 5)
    assert (found.target, found.sureness) == ("", GUESS)
    assert set(found.options) == {"media_4", "media_8"}


@pytest.mark.parametrize(
    ("cells", "separator"),
    [
        (["1 4", "2", "4 8", ""], " "),
        (["Facebook; Naboer", "Andet", ""], ";"),
        (["Facebook|Opslag, plakater", "Naboer", ""], "|"),
        (["Facebook\nNaboer", "Andet", ""], "\n"),
        (["Facebook, Naboer", "Andet", ""], ","),
    ],
)
def test_answers_in_one_cell_are_taken_apart(cells: list[str], separator: str) -> None:
    found = proposal("media", cells * 4)
    assert (found.target, found.kind, found.separator) == ("media", Target.JOINED, separator)
    assert None not in codes_of(found).values()


def test_a_column_for_dont_know_beside_options_is_known() -> None:
    for name in ("media[m8]", "x/media/-8", "Hvor hører du om det? - Ved ikke"):
        found = proposal(name, ["1", "0"] * 5)
        assert (found.target, found.kind) == ("media", Target.NON_ANSWER)
        assert codes_of(found) == {"1": -8, "0": 0}


def test_limesurveys_places_of_a_ranking_are_not_taken_for_ranks() -> None:
    found = proposal("wishes[1]", ["3", "1", "2"] * 5)
    assert (found.target, found.options) == ("", ("wishes_1",))
    assert proposal("wishes_1", ["3", "1", "2"] * 5).target == "wishes_1"
    assert proposal("wishes", ["3 1 2", "2"] * 5).kind is Target.JOINED


def test_a_text_that_is_filled_in_is_known() -> None:
    found = proposal("Hvad ønsker du dig i Gl. Jennumparken?", ["ro", "lys", "tid"])
    assert (found.target, found.sureness) == ("wish", LIKELY)


def test_the_labels_of_a_file_are_read_where_names_say_nothing() -> None:
    found = proposal("v17", column("v17", RATED, label="Hvor tilfreds er du med boligen?"))
    assert (found.target, found.sureness) == ("home_rating", EXACT)


def test_a_name_and_a_label_that_disagree_are_left_to_be_decided() -> None:
    found = proposal("children", column("children", RATED, label="Tilfreds med boligen"))
    assert found.target in {"", "home_rating"}
    if not found.target:
        assert set(found.options) == {"children", "home_rating"}


def test_the_set_of_an_spss_file_tells_the_question() -> None:
    ticks = ["1", "0"] * 5
    columns = {
        "v1": column("v1", ticks, label="Facebook"),
        "v2": column("v2", ["2", "1"] * 5, label="Naboer"),
    }
    sets = (AnswerSet("media", "Hvor hører du om det?", ("v1", "v2"), True, 1.0),)
    found = matched(columns, sets=sets).columns
    assert [each.target for each in found] == ["media_1", "media_4"]
    assert codes_of(found[1]) == {"2": 0, "1": 1}


def test_what_is_only_similar_is_a_suggestion() -> None:
    found = proposal("Hvor tilfreds er du alt i alt med boligen?", RATED)
    assert (found.target, found.sureness, found.options) == ("", GUESS, ("home_rating",))


def test_what_fits_nothing_must_be_decided() -> None:
    match = matched({"Vejret i går": ["Sol", "Regn"] * 5})
    assert match.undecided == ("Vejret i går",)
    assert not match.is_sure
    assert match.columns[0].sureness is NONE


def test_a_name_that_fits_is_doubted_if_what_it_holds_does_not() -> None:
    found = proposal("Tilfreds med boligen", [f"noget {row}" for row in range(30)])
    assert (found.target, found.options) == ("", ("home_rating",))
    assert found.examples == ""


def test_no_two_columns_become_the_same() -> None:
    match = matched({"home_rating": RATED, "Tilfreds med boligen": RATED})
    assert [each.target for each in match.columns] == ["home_rating", ""]
    equal = matched({"Tilfreds med boligen": RATED, "Satisfied with the home": RATED})
    assert [each.target for each in equal.columns] == ["", ""]
    assert equal.undecided == ("Tilfreds med boligen", "Satisfied with the home")


def test_answers_in_one_cell_give_way_to_a_column_for_each() -> None:
    ticks = ["1", "0"] * 5
    split = {f"media/{code}": ticks for code in (1, 2, 4, 8)}
    match = matched({"media": ["1 4", "2"] * 5, **split})
    assert [each.target for each in match.columns] == [
        "",
        "media_1",
        "media_2",
        "media_4",
        "media_8",
    ]
    assert match.columns[0].left_out
    few = matched({"media": ["1 4", "2"] * 5, "media/1": ticks})
    assert few.undecided == ("media", "media/1") or few.columns[0].target == "media"


@pytest.mark.parametrize(
    ("name", "cells", "target", "written"),
    [
        ("submitdate", ["2026-05-01 10:30:12", ""], "finished", "2026-05-01T10:30:12"),
        ("start", ["2026-05-01T10:30:12.5+02:00"], "started", "2026-05-01T10:30:12"),
        ("Starttidspunkt", ["01-05-2026 10:30"], "started", "2026-05-01T10:30:00"),
        ("startlanguage", ["da", "en"], "language", "da"),
        ("Sprog", ["Dansk", "Engelsk"], "language", "da"),
        ("Svarform", ["Papir", "Web"], "mode", "paper"),
        ("Boligområde", ["Nord", "Syd"], "area", "Nord"),
        ("vægt", ["0,5", "1,25"], "weight", "0.5"),
    ],
)
def test_how_somebody_answered_is_known(
    name: str, cells: list[str], target: str, written: str
) -> None:
    mark = "," if "," in cells[0] else None
    table = made_table({name: column(name, cells * 6, decimal=mark)})
    match = match_table(table, short_questionnaire())
    assert match.columns[0].target == target
    again = apply_columns(table, match.column_map, short_questionnaire())
    assert again.columns[target].cells()[0] == written


def test_one_column_tells_respondents_apart() -> None:
    numbers = [str(row) for row in range(9)]
    match = matched({"respondent": numbers, "id": numbers, "uuid": numbers})
    assert [each.target for each in match.columns] == ["respondent", "", ""]
    assert match.is_sure
    two = matched({"id": numbers, "record_id": numbers})
    assert two.undecided == ("id", "record_id")


def test_ids_that_are_cpr_numbers_are_left_out() -> None:
    numbers = [f"01019{row}-1234" for row in range(9)]
    found = proposal("respondent", numbers)
    assert found.left_out
    assert found.personal


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("Fornavn", ["Bo", "Ida"]),
        ("E-mail", ["bo@eksempel.dk", ""]),
        ("Kontakt", ["bo@eksempel.dk", "ida@eksempel.dk"]),
        ("Kode", ["010190-1234", "020290-2345"]),
        ("Ring til", ["20 30 40 50", "21 31 41 51"]),
        ("Telefon", ["-", ""]),
    ],
)
def test_who_somebody_is_is_left_out_and_not_shown(name: str, cells: list[str]) -> None:
    match = matched({name: cells * 4})
    assert match.columns[0].left_out
    assert match.columns[0].personal
    assert match.columns[0].examples == ""
    with language_in_force("da"):
        assert any(name in line for line in match.lines())
        assert not any("eksempel.dk" in line or "1234" in line for line in match.lines())


@pytest.mark.parametrize(
    "name", ["_uuid", "__version__", "lastpage", "seed", "ipaddr", "groupTime12", "statoverall_1"]
)
def test_what_programs_add_is_left_out(name: str) -> None:
    found = proposal(name, ["1", "2"] * 4)
    assert found.left_out
    assert not found.personal


def test_columns_that_no_file_column_fits_are_listed() -> None:
    match = matched({"home_rating": RATED})
    assert "home_rating" not in match.missing
    assert {"children", "outdoors_light", "media_1", "size", "wish"} <= set(match.missing)


def test_known_areas_are_read_by_name_or_code() -> None:
    codes = (Code("nord", {"da": "Nordby", "en": "Nordby"}), Code("syd", {"da": "Sydby"}))
    area = Variable("area", Kind.GROUP, {"da": "Område"}, codes=codes)
    found = proposal("Område", ["NORDBY", "syd", "Vestby"] * 4, groups=[area])
    assert codes_of(found) == {"NORDBY": "nord", "syd": "syd", "Vestby": None}


def test_a_group_is_not_called_as_a_question_is() -> None:
    group = Variable("children", Kind.GROUP, {"en": "Children"})
    with pytest.raises(WrongUseError, match="as a question is"):
        matched({"a": ["1"]}, groups=[group])
