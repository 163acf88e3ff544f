"""What is wrong or unwise in a questionnaire is found; what is well made passes in silence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from made_questionnaires import BOTH, asked, codes, grid, questionnaire, said, scale, single

from survey.codebook import Code, Headline, Index, IndexItem, MissingKind
from survey.findings import Place, Severity, errors_among
from survey.language.languages import language_name
from survey.questionnaire.checks.check import cheap_checks, checks_of, in_order
from survey.questionnaire.checks.texts import cut_to_bytes
from survey.questionnaire.expressions.parser import parse_expression
from survey.questionnaire.questions import (
    Case,
    Computed,
    Date,
    GridRow,
    Multiple,
    Note,
    Number,
    OpenText,
    Ranking,
    Roster,
    Section,
)
from survey.questionnaire.texts import Languages

HIGH = scale("high5", polarity="high")
LOW = scale("low5", 1, 2, 3, 4, 5, polarity="low")
PLAIN = scale("plain5")


def found(*questions: Any, **fields: Any) -> list[str]:
    """The codes of all findings, without what they all begin with."""
    made = questionnaire(*questions, **fields)
    return [each.code.removeprefix("QUESTIONNAIRE-") for each in cheap_checks(made)]


def on(scale_: Any, name: str, **fields: Any) -> Any:
    return single(name, codes=scale_.codes, scale=scale_.id, **fields)


def headline(*chosen: int, good: Any = "neither", base: Any = "answered") -> Headline:
    return Headline(chosen, good, base, said("Share"), said("think so"))


def test_a_well_made_questionnaire_has_no_findings() -> None:
    assert not found(
        on(HIGH, "safe", required=True, missing=(MissingKind.DONT_KNOW,)),
        on(HIGH, "calm", headline=headline(1, 2, good="low")),
        grid("setting", scale="high5", codes=HIGH.codes),
        asked(Multiple, "places", codes=codes(1, 2, 9, exclusive=True), most=2, random=True),
        asked(Number, "age", low=18.0, high=105.0),
        asked(OpenText, "why", text=said("At {age}: why?")),
        asked(Date, "moved", earliest="1950-01-01", latest="2030-12-31"),
        asked(Ranking, "wishes", codes=codes(1, 2, 8, opens_text=True), most=2),
        asked(Note, "thanks"),
        scales=[HIGH],
        indices=(Index("i_safe", (IndexItem("safe"), IndexItem("setting_one")), 1, said("Safe")),),
    )


# Names


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Safe", "NAME-FORM"),
        ("safe_", "NAME-FORM"),
        ("1safe", "NAME-FORM"),
        ("sikkerhed_når", "NAME-FORM"),
        ("with", "NAME-OF-SPSS"),
        ("and", "NAME-OF-SPSS"),
        ("area", "NAME-OF-CONDITIONS"),
        ("wave", "NAME-OF-CONDITIONS"),
        ("refused", "NAME-OF-CONDITIONS"),
        ("count", "NAME-OF-CONDITIONS"),
        ("how_safe_you_feel_here", "NAME-LONG"),
        ("a" * 29, "NAME-TOO-LONG"),
    ],
)
def test_a_name_must_fit_every_program(name: str, code: str) -> None:
    assert found(single(name)) == [code]


def test_names_of_up_to_twenty_characters_pass() -> None:
    assert not found(single("a" * 20), single("x"), single("a1_b2"))


def test_a_column_of_a_row_can_be_too_long_though_the_question_is_not() -> None:
    assert found(grid("satisfaction", "stairs_and_hallways")) == ["NAME-TOO-LONG"]


def test_names_are_used_once() -> None:
    assert found(single("safe"), single("safe")) == ["ID-TWICE"]
    places = asked(Multiple, "places", codes=codes(1, 8, opens_text=True))
    assert found(places, single("places_1")) == ["COLUMN-TWICE"]
    assert found(places, asked(OpenText, "places_8_text")) == ["COLUMN-TWICE"]
    assert found(grid("g", "one", "one")) == ["ROW-TWICE"]
    assert "COLUMN-TWICE" in found(single("safe"), single("Safe"))


def test_rosters_have_columns_of_their_own() -> None:
    person = asked(Number, "person_age")
    roster = asked(Roster, "people", questions=(person,))
    assert not found(roster)
    assert found(roster, person) == ["ID-TWICE"]


def test_sections_and_indices_are_named_once() -> None:
    sections = (Section("a", (single("x"),)), Section("a", (single("y"),)), Section("b", ()))
    assert sorted(found(sections=sections)) == ["SECTION-EMPTY", "SECTION-TWICE"]
    both = (IndexItem("x", 1, 3), IndexItem("y", 1, 3))
    made = Index("i", both, None, said("I"))
    assert found(single("x"), single("y"), indices=(made, made)) == ["INDEX-TWICE"]
    named = replace(made, name="x")
    assert found(single("x"), single("y"), indices=(named,)) == ["COLUMN-TWICE"]


# Texts and languages


def test_a_missing_translation_says_what_is_shown_instead() -> None:
    made = questionnaire(
        single("safe", text={"da": "Hvor tryg?"}, label={"en": "Safe"}), languages=BOTH
    )
    missing, reference = cheap_checks(made)
    assert missing.severity is Severity.WARNING
    assert "»Hvor" not in missing.message
    assert '"Hvor tryg?" (Danish) is shown instead' in missing.message
    assert reference.code == "QUESTIONNAIRE-REFERENCE-MISSING"
    assert reference.severity is Severity.ERROR


def test_the_fallback_decides_what_is_shown() -> None:
    languages = Languages(("da", "en", "ar"), {"ar": ("en",)})
    texts = {"da": "Ja", "en": "Yes"}
    made = questionnaire(single("safe", text=texts), languages=languages)
    arabic = [each.message for each in cheap_checks(made) if "wording" in each.message]
    assert arabic == [
        'The wording of "safe" isn\'t translated into Arabic; "Yes" (English) is shown instead.'
    ]


@pytest.mark.parametrize(
    ("languages", "codes_found"),
    [
        (Languages(("da", "en"), {"en": ("da",)}), []),
        (Languages(("da", "en"), {"sv": ("da",)}), ["FALLBACK-NOT-OFFERED"]),
        (Languages(("da", "en"), {"en": ("sv",)}), ["FALLBACK-NOT-OFFERED"]),
        (Languages(("da", "en"), unreviewed=("en",)), ["LANGUAGE-UNREVIEWED"]),
        (Languages(("da", "en"), unreviewed=("ar",)), ["UNREVIEWED-NOT-OFFERED"]),
        (Languages(("da", "en", "en")), ["LANGUAGE-TWICE"]),
        (Languages(("da", "en", "qqq")), ["LANGUAGE-UNKNOWN"]),
    ],
)
def test_languages_are_known_and_offered(languages: Languages, codes_found: list[str]) -> None:
    assert [code for code in found(single("safe"), languages=languages) if "TRANS" not in code] == (
        codes_found
    )


def test_a_module_may_have_more_languages_than_it_is_offered_in() -> None:
    more = single("safe", text={**said("How safe?"), "ar": "كم؟"})
    assert found(more) == ["LANGUAGE-UNUSED"]
    assert found(more, module=True) == []


def test_a_misspelt_language_is_told_the_nearest() -> None:
    made = questionnaire(single("safe"), languages=Languages(("da", "en", "engl")))
    unknown = next(each for each in cheap_checks(made) if "UNKNOWN" in each.code)
    assert unknown.hint is not None
    assert "did you mean" in unknown.hint


@pytest.mark.parametrize("code", ["da", "ar", "pt-BR", "zh-Hant", "ku"])
def test_languages_have_names(code: str) -> None:
    assert language_name(code) != code


def test_texts_that_nobody_translated_are_counted() -> None:
    same = {"da": "Tak for hjælpen", "en": "Tak for hjælpen"}
    made = questionnaire(single("safe", hint=same))
    (note,) = cheap_checks(made)
    assert note.severity is Severity.NOTE
    assert 'One of 7 texts is the same in English as in Danish: "Tak for hjælpen"' in note.message
    names = {"da": "Facebook {safe}", "en": "Facebook {safe}"}
    assert not found(single("safe"), single("next", hint=names))


def test_words_for_missing_answers_are_translated_where_they_are_offered() -> None:
    languages = Languages(("da", "en", "fr"))
    french = {"da": "a b", "en": "c d", "fr": "e f"}
    choices = (Code(1, french), Code(2, {"da": "g h", "en": "i j", "fr": "k l"}))
    fields: dict[str, Any] = {"text": french, "label": french, "codes": choices}
    quiet = single("safe", **fields)
    offered = single("safe", missing=(MissingKind.DONT_KNOW,), **fields)

    def of(question: Any, **more: Any) -> list[str]:
        made = replace(questionnaire(question, languages=languages, **more), title=french)
        return [each.message for each in cheap_checks(made)]

    assert not of(quiet)
    assert of(offered) == [
        'The wording of "dont_know" isn\'t translated into French; "Ved ikke" (Danish) is shown '
        "instead."
    ]
    assert not of(offered, missing={MissingKind.DONT_KNOW: {"fr": "Ne sait pas"}})


def test_long_labels_are_shown_as_spss_cuts_them() -> None:
    long = "På de mørke stier " * 10 + "."
    made = single("safe", codes=(Code(1, said(long)), Code(2, said("No"))), label=said(long * 2))
    messages = [each.message for each in cheap_checks(questionnaire(made))]
    assert [("byte" in each, "SPSS cuts it to" in each) for each in messages] == [(True, True)] * 2


def test_a_cut_never_splits_a_letter() -> None:
    assert cut_to_bytes("æ" * 80, 120) == "æ" * 60
    assert cut_to_bytes("aæ" * 80, 120) == "aæ" * 40
    assert cut_to_bytes("short", 120) == "short"


def test_blanks_around_a_text_are_found() -> None:
    assert found(single("safe", hint={"da": " Husk", "en": "Remember"})) == ["TEXT-BLANKS"]


def test_a_long_wording_is_no_label() -> None:
    long = said(
        "How safe do you feel when you walk alone outdoors in the evening around here? " * 2 + "?"
    )
    assert found(single("safe", text=long, label=long)) == ["LABEL-MISSING"]
    assert not found(single("safe", text=said("Safe?"), label=said("Safe?")))
    assert found(single("safe", label={})) == ["LABEL-MISSING"]


# Pipes


@pytest.mark.parametrize(
    ("words", "codes_found"),
    [
        ("After {years} years in {area}, in {wave}", []),
        ("You said {setting_one}", []),
        ("A set is {{1, 2}}", []),
        ("After {yeers} years", ["PIPE-UNKNOWN-NEAR"]),
        ("After {qqq}", ["PIPE-UNKNOWN"]),
        ("You said {setting}", ["PIPE-NO-ANSWER"]),
        ("{thanks}", ["PIPE-NO-ANSWER"]),
        ("{person_age}", ["PIPE-NO-ANSWER"]),
        ("{n}", ["PIPE-UNKNOWN"]),
        ("{safe}", ["PIPE-ITSELF"]),
        ("{later}", ["PIPE-LATER"]),
        ("{0}", ["STRAY-BRACE"]),
        ("{years.real}", ["STRAY-BRACE"]),
        ("}{", ["STRAY-BRACE"]),
        ("{years!r}", ["STRAY-BRACE"]),
    ],
)
def test_pipes_are_filled_with_earlier_answers(words: str, codes_found: list[str]) -> None:
    person = asked(Number, "person_age", text=said("How old is person {n}?"))
    made = [
        asked(Number, "years"),
        grid("setting"),
        asked(Note, "thanks"),
        asked(Roster, "people", questions=(person,), item=said("Person no. {n}")),
        single("safe", text=said(words)),
        single("later"),
    ]
    stray = codes_found == ["STRAY-BRACE"]  # told with the text, so once for each language
    assert found(*made) == codes_found * (2 if stray else 1)


def test_both_languages_fill_in_the_same() -> None:
    text = {"da": "Efter {years} år i {area}", "en": "After {years} years in {wave}"}
    made = questionnaire(asked(Number, "years"), single("safe", text=text))
    (found_,) = cheap_checks(made)
    assert found_.code == "QUESTIONNAIRE-PIPES-DIFFER"
    assert '"{area}", "{wave}"' in found_.message


def test_answers_are_taken_as_they_stand_since_tables_show_them_too() -> None:
    braced = replace(HIGH, codes=(Code(1, said("As in {years}")), Code(2, said("$x_{1}$ }{"))))
    assert not found(on(braced, "safe"), asked(Number, "years"), scales=[braced])


# Scales and codes


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ((1, -8), "CODE-IS-MISSING-KIND"),
        ((1, -7), "CODE-NEGATIVE"),
        ((1, 1), "CODE-TWICE"),
        ((1, "a"), "CODE-NO-NUMBER"),
        ((1, True), "CODE-TWICE"),
        ((1,), "ONE-CHOICE"),
        ((), "NO-CHOICES"),
    ],
)
def test_codes_are_whole_numbers_from_zero(values: tuple[Any, ...], code: str) -> None:
    assert found(single("safe", codes=codes(*values))) == [code]
    owned = replace(HIGH, codes=codes(*values))
    assert found(on(owned, "safe"), scales=[owned]) == [code]


def test_one_box_to_tick_is_no_fault() -> None:
    assert not found(asked(Multiple, "consent", codes=codes(1)))


def test_two_codes_with_one_label_are_found_in_the_language_they_are_in() -> None:
    same = (Code(1, {"da": "Tryg", "en": "Safe"}), Code(2, {"da": "Utryg", "en": " SAFE"}))
    made = questionnaire(single("safe", codes=same))
    labels = [each for each in cheap_checks(made) if each.code.endswith("LABEL-TWICE")]
    assert [each.message for each in labels] == [
        'The codes 1, 2 of "safe" have the same label "Safe" in English, so nobody can tell them '
        "apart."
    ]


def test_scales_are_used() -> None:
    assert found(single("safe"), scales=[HIGH]) == ["SCALE-UNUSED"]


def test_scales_of_a_module_are_there_for_others() -> None:
    assert found(single("safe"), scales=[HIGH], module=True) == []


def grids(*scales: Any) -> list[str]:
    made = [grid(f"g{n}", scale=each.id, codes=each.codes) for n, each in enumerate(scales)]
    return found(*made, scales={each.id: each for each in scales}.values())


def test_neighbouring_grids_run_the_same_way() -> None:
    turned = scale("turned", 1, 2, 3, 4, 5, polarity="high")
    mirrored = scale("mirrored", 5, 4, 3, 2, 1, polarity="low")
    jumbled = scale("jumbled", 2, 5, 1, polarity="high")
    assert not grids(HIGH, HIGH)
    assert not grids(HIGH, PLAIN)
    assert not grids(HIGH, jumbled)
    assert grids(HIGH, turned) == ["GRIDS-TURNED"]
    assert grids(HIGH, mirrored) == ["GRIDS-TURNED"]
    assert grids(HIGH, LOW) == ["GRIDS-POLARITY"]


# Headlines


@pytest.mark.parametrize(
    ("made", "codes_found"),
    [
        (headline(1, 2, good="low"), []),
        (headline(4, 5, good="high"), []),
        (headline(1, 5, good="high"), []),
        (headline(3, good="high"), []),
        (headline(1, 2, good="high"), ["HEADLINE-GOOD"]),
        (headline(4, 5, good="low"), ["HEADLINE-GOOD"]),
        (headline(1, 7), ["HEADLINE-CODES"]),
        (headline(1, base=(1, 9)), ["HEADLINE-BASE"]),
        (headline(1, 2, 3, 4, 5), ["HEADLINE-ALL"]),
        (headline(1, 2, base=(1, 2)), ["HEADLINE-ALL"]),
        (headline(), ["HEADLINE-NONE"]),
    ],
)
def test_headlines_count_codes_of_the_question(made: Headline, codes_found: list[str]) -> None:
    assert found(on(HIGH, "safe", headline=made), scales=[HIGH]) == codes_found


def test_headlines_leave_out_what_is_no_point_of_the_scale() -> None:
    outside = (*codes(1, 2, 3), Code(6, said("Not out"), outside=True))
    one = headline(1, 6, base=(1, 2, 6))
    assert found(single("safe", codes=outside, headline=one)) == [
        "HEADLINE-CODES-OUTSIDE",
        "HEADLINE-BASE-OUTSIDE",
    ]
    assert not found(single("safe", codes=outside, headline=headline(1)))


def test_headlines_stand_where_they_are_used() -> None:
    assert found(asked(Number, "age", headline=headline(1))) == ["HEADLINE-NO-USE"]
    ticks = asked(Multiple, "places", codes=codes(1, 2), headline=headline(1))
    assert found(ticks) == ["HEADLINE-NO-USE"]


def test_rows_of_a_grid_point_the_same_way() -> None:
    rows = (
        GridRow("one", said("One")),
        GridRow("two", said("Two")),
        GridRow("three", said("Three"), headline=headline(1, good="high")),
    )
    made = grid("views", rows=rows, headline=headline(3, good="high"))
    assert found(made) == ["ROWS-TURNED"]
    assert not found(replace(made, rows=rows[:2]))


# Indices


def index(*members: IndexItem, least: int | None = None) -> list[str]:
    worded = headline(4, 5, good="low")
    made = Index("i", members, least, said("Index"))
    questions = [
        on(HIGH, "safe"),
        on(LOW, "worry"),
        on(PLAIN, "often"),
        on(PLAIN, "quarrels", headline=worded),
        asked(OpenText, "why"),
        asked(Number, "age", low=0.0, high=10.0),
    ]
    return found(*questions, scales=[HIGH, LOW, PLAIN], indices=(made,))


SAFE, AGE = IndexItem("safe"), IndexItem("age", 0, 10)


@pytest.mark.parametrize(
    ("members", "codes_found"),
    [
        ((SAFE, AGE), []),
        ((SAFE, IndexItem("worry", reverse=True)), []),
        ((SAFE, IndexItem("safe")), ["MEMBER-TWICE"]),
        ((SAFE, IndexItem("worry")), ["MEMBER-NOT-REVERSED"]),
        ((SAFE, IndexItem("often")), ["MEMBER-NO-ORDER"]),
        ((SAFE, IndexItem("quarrels")), ["MEMBER-NO-ORDER", "MEMBER-AGAINST-HEADLINE"]),
        ((SAFE, IndexItem("quarrels", reverse=True)), ["MEMBER-NO-ORDER"]),
        ((SAFE, IndexItem("why")), ["MEMBER-NO-NUMBER"]),
        ((SAFE, IndexItem("sefe")), ["MEMBER-UNKNOWN-NEAR"]),
        ((SAFE, IndexItem("zzzz")), ["MEMBER-UNKNOWN"]),
        ((IndexItem("safe", 1, 4), AGE), ["MEMBER-ENDS"]),
        ((SAFE,), ["INDEX-SMALL"]),
        ((), ["INDEX-SMALL"]),
    ],
)
def test_indices_have_members_that_point_the_same_way(
    members: tuple[IndexItem, ...], codes_found: list[str]
) -> None:
    assert index(*members) == codes_found


@pytest.mark.parametrize(("least", "codes_found"), [(1, []), (2, []), (3, ["INDEX-MINIMUM"])])
def test_no_more_members_can_be_asked_for_than_there_are(
    least: int, codes_found: list[str]
) -> None:
    assert index(SAFE, AGE, least=least) == codes_found
    assert index(SAFE, AGE, least=0) == ["INDEX-MINIMUM"]


# Answers


@pytest.mark.parametrize(
    ("question", "codes_found"),
    [
        (single("a", required=True), ["NO-WAY-OUT"]),
        (single("a", required=True, missing=(MissingKind.REFUSED,)), []),
        (single("a", required=True, codes=codes(1, 2, 6, outside=True)), []),
        (asked(Multiple, "a", required=True, codes=codes(1, 2, 9, exclusive=True)), []),
        (single("a", missing=(MissingKind.NOT_ASKED,)), ["MISSING-NOT-OFFERED"]),
        (single("a", codes=codes(1, 2, exclusive=True)), ["EXCLUSIVE-NO-USE"]),
        (grid("a", codes=codes(1, 2, opens_text=True)), ["OPENS-TEXT-NO-USE"]),
        (grid("a", rows=()), ["NO-ROWS"]),
        (asked(Multiple, "a", codes=codes(1, 2), most=3), ["MOST-TOO-MANY"]),
        (asked(Multiple, "a", codes=codes(1, 2), most=0), ["BELOW-ONE"]),
        (asked(Multiple, "a", codes=codes(1, 2, 9, exclusive=True), most=2), []),
        (asked(Multiple, "a", codes=codes(9, exclusive=True)), ["ONLY-EXCLUSIVE"]),
        (asked(Ranking, "a", codes=codes(1, 2), most=3), ["MOST-TOO-MANY"]),
        (asked(Number, "a", low=5.0, high=1.0), ["LIMITS-CROSSED"]),
        (asked(Number, "a", low=-1.0), ["LIMIT-NEGATIVE"]),
        (asked(Number, "a", high=2.5), ["LIMIT-DECIMALS"]),
        (asked(Number, "a", high=2.5, decimals=1), []),
        (asked(Number, "a", decimals=7), ["DECIMALS"]),
        (asked(Date, "a", earliest="2020-01-01", latest="2019-01-01"), ["LIMITS-CROSSED"]),
        (asked(Date, "a", earliest="1.1.2020"), ["NO-DATE"]),
        (asked(Date, "a", latest="2019-02-30"), ["NO-DATE"]),
        (asked(OpenText, "a", most=0, lines=0), ["BELOW-ONE"] * 2),
        (asked(Note, "a", required=True), ["ASKS-NOTHING"]),
        (asked(Note, "a", missing=(MissingKind.REFUSED,)), ["ASKS-NOTHING"]),
        (asked(Computed, "a"), ["VALUE-OR-CASES"]),
        (asked(Roster, "a", questions=()), ["ROSTER-EMPTY"]),
        (asked(Roster, "a", questions=(asked(Note, "b"),)), ["ROSTER-HOLDS"]),
    ],
)
def test_settings_that_can_not_work_are_found(question: Any, codes_found: list[str]) -> None:
    assert found(question) == codes_found


def test_computed_values_have_codes() -> None:
    case = Case(parse_expression("age < 25"), 3)
    made = asked(Computed, "young", cases=(case,), otherwise=2, codes=codes(1, 2))
    assert found(asked(Number, "age"), made) == ["VALUE-NO-CODE"]


@pytest.mark.parametrize(
    ("count", "codes_found"),
    [
        ("", []),
        ("persons", []),
        ("presons", ["COUNT-UNKNOWN-NEAR"]),
        ("zz", ["COUNT-UNKNOWN"]),
        ("why", ["COUNT-NO-NUMBER"]),
        ("later", ["COUNT-LATER"]),
    ],
)
def test_a_number_says_how_many_persons_there_are(count: str, codes_found: list[str]) -> None:
    roster = asked(Roster, "people", questions=(asked(Number, "age"),), count=count)
    made = [asked(Number, "persons"), asked(OpenText, "why"), roster, asked(Number, "later")]
    assert found(*made) == codes_found


# All together


def test_findings_stand_in_the_order_of_the_file_and_once() -> None:
    places = {("b",): Place("q.yaml", 9), ("a",): Place("q.yaml", 30), (): Place("q.yaml", 1)}
    made = questionnaire(single("a", required=True), single("b", required=True), places=places)
    lines = [each.place.line for each in cheap_checks(made) if each.place]
    assert lines == [9, 30]
    twice = (*cheap_checks(made), *cheap_checks(made))
    assert in_order(twice) == cheap_checks(made)


def test_what_only_follows_from_unread_questions_is_left_out() -> None:
    texts = said("After {years} years")
    made = questionnaire(single("safe", text=texts), scales=[HIGH])
    assert len(errors_among(cheap_checks(made))) == 1
    assert not cheap_checks(made, unread=frozenset({"years"}))
    assert len(cheap_checks(made, unread=frozenset())) == 2


def test_walks_are_made_where_nothing_must_be_mended() -> None:
    never = single("safe", ask_if=parse_expression("years * years == 2.5"))
    years = asked(Number, "years", low=0.0, high=100.0, decimals=5)
    assert "QUESTIONNAIRE-NEVER-SEEN" in {e.code for e in checks_of(questionnaire(years, never))}
    assert len(checks_of(questionnaire(years, never), walks=0)) == 1  # it can't be decided
    broken = replace(years, decimals=9)
    assert "QUESTIONNAIRE-NEVER-SEEN" not in {
        each.code for each in checks_of(questionnaire(broken, never))
    }
