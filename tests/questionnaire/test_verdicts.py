"""Each change of a question gets the verdict that a methodologist would give, and says why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_workbooks import NORDBY
from random_questionnaires import questionnaires

from survey.documents.html import write_html
from survey.errors import UnknownNameError, WrongUseError
from survey.language.catalogue import LANGUAGES, language_in_force
from survey.questionnaire.build import questionnaire_from
from survey.questionnaire.comparison.compare import compare_questionnaires
from survey.questionnaire.comparison.page import MARKS, verdicts_document
from survey.questionnaire.comparison.page_file import write_verdicts
from survey.questionnaire.comparison.verdicts import Comparability, Flag, Record, Verdicts
from survey.questionnaire.locking.lock import lock_questionnaire
from survey.questionnaire.locking.lock_file import read_lock, write_lock
from survey.questionnaire.reader import read_questionnaire

if TYPE_CHECKING:
    from survey.documents.blocks import Table
    from survey.questionnaire.model import Questionnaire

WAVES = Path(__file__).parent / "waves"
MANY = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
AGREE = {5: "Helt enig", 4: "Enig", 3: "Hverken eller", 2: "Uenig", 1: "Helt uenig"}
YES_NO = {1: "Ja", 2: "Nej"}

EXPECTED = {
    "age": ("same", "Same question"),
    "age_group": ("same", "Same question"),
    "same": ("same", "Same question"),
    "punctuation": ("same", "Same question"),
    "wording": ("undecided", "The wording changed, and nobody has said"),
    "reversed": ("broken", 'code 5 was "Very often" and is now "Never"'),
    "reversed_mapped": ("recoded", "put on 3 common codes"),
    "points": ("broken", "5 points instead of 4, and no crosswalk"),
    "points_mapped": ("recoded", "put on 3 common codes"),
    "safe_evening": ("same", "Same question"),
    "filter_rewritten": ("same", "Same question"),
    "filter_changed": ("broken", "Asked of other people than before"),
    "filter_recoded": ("same", "Same question"),
    "filter_broken": ("broken", "Asked on the answer to"),
    "moved": ("same", "Same question"),
    "dropped": ("broken", "Dropped: Nobody used the answers."),
    "forgotten": ("undecided", "nobody has said whether it was replaced or dropped"),
    "old_name": ("undecided", "“new_name” has the same wording, but a question keeps its name"),
    "replaced": ("broken", "Replaced by"),
    "reused": ("broken", "The name is now used for another question"),
    "editorial": ("label-only", "Rewritten with the same meaning: Shorter words"),
    "period": ("broken", 'another period: "the past year" then, "the past month" now'),
    "headline": ("same", "Same question"),
    "outside": ("broken", '"Never go there" can now be answered beside the scale'),
    "way_out": ("undecided", '"Don\'t know" can be answered now'),
    "translation": ("label-only", "The translation (English) changed"),
    "label": ("label-only", "Only texts in tables and sentences changed"),
    "setting": ("undecided", 'Of "Paths" (1 of 4)'),
    "setting_light": ("same", "Same question"),
    "setting_paths": ("undecided", "The text of the row changed"),
    "setting_play": ("same", "Same question"),
    "setting_parking": ("broken", "Dropped: The municipality asks itself."),
    "channels": ("same", "Same question"),
    "channels_1": ("same", "Same question"),
    "channels_2": ("same", "Same question"),
    "channels_3": ("same", "Same question"),
    "i_safe": ("same", "Same index"),
    "i_sat": ("broken", "“points”, which can't be compared"),
}


@pytest.fixture(scope="module")
def waves() -> Verdicts:
    old, new = (read_questionnaire(WAVES / f"area-{wave}.yaml") for wave in ("2010", "2012"))
    return compare_questionnaires(
        lock_questionnaire(old, wave="2010"), lock_questionnaire(new, wave="2012")
    )


# Two waves with one change of each kind


@pytest.mark.parametrize("name", EXPECTED)
def test_each_change_gets_its_verdict_and_the_reason_in_one_sentence(
    waves: Verdicts, name: str
) -> None:
    verdict, words = EXPECTED[name]
    assert waves[name].verdict.value == verdict
    assert words in waves[name].reason["en"]
    for reason in waves[name].reason.values():
        assert reason.endswith(".")
        assert "{" not in reason


def test_nothing_else_is_judged(waves: Verdicts) -> None:
    assert list(waves) == list(EXPECTED)


def test_what_is_undecided_is_named_and_the_exit_code_is_1(waves: Verdicts) -> None:
    assert waves.undecided == ("wording", "forgotten", "old_name", "way_out", "setting")
    assert waves.exit_code == 1


def test_every_earlier_question_is_kept_replaced_or_dropped_or_undecided(waves: Verdicts) -> None:
    records = {each.name: each.record for each in waves.questions}
    assert {n for n, r in records.items() if r is Record.DROPPED} == {"dropped"}
    assert {n for n, r in records.items() if r is Record.REPLACED} == {"replaced"}
    assert waves["replaced"].by == "exposed"
    forgotten = {n for n, r in records.items() if r is Record.FORGOTTEN}
    assert forgotten == {"forgotten", "old_name"}
    assert forgotten <= set(waves.undecided)


def test_what_is_new_is_listed(waves: Verdicts) -> None:
    assert waves.added == ("new_name", "exposed", "setting_waste", "channels_4")


@pytest.mark.parametrize(
    ("name", "flags"),
    [
        ("age", {Flag.LIMITS}),
        ("moved", {Flag.ORDER, Flag.BEFORE}),
        ("punctuation", {Flag.BEFORE, Flag.TYPOGRAPHY}),
        ("headline", {Flag.HEADLINE}),
        ("reversed", {Flag.ANSWER_ORDER}),
        ("channels", {Flag.OPTIONS}),
        ("channels_1", {Flag.OPTIONS}),
        ("setting_light", {Flag.ROWS}),
        ("safe_evening", set()),
    ],
)
def test_what_else_differs_stands_beside_the_verdict(
    waves: Verdicts, name: str, flags: set[Flag]
) -> None:
    assert set(waves[name].flags) - {Flag.MODE, Flag.FALLBACK} == flags


def test_mode_and_languages_are_flagged(waves: Verdicts) -> None:
    assert Flag.MODE in waves["safe_evening"].flags
    assert Flag.NEW_LANGUAGE in waves["same"].flags
    assert Flag.FALLBACK not in waves["same"].flags
    assert Flag.FALLBACK in waves["safe_evening"].flags, "shown in English to Arabic readers"


def test_a_headline_is_compared_only_where_it_counts_the_same(waves: Verdicts) -> None:
    assert waves.comparable("headline")
    assert not waves.comparable("headline", headline=True)
    assert waves.comparable("points_mapped", headline=True), "4 and 3 became 5 and 4"
    assert not waves.comparable("points", headline=True)


def test_only_what_is_same_or_recoded_may_be_shown_as_a_difference(waves: Verdicts) -> None:
    assert waves.comparable("safe_evening")
    assert waves.comparable("points_mapped")
    for name in ("points", "wording", "dropped", "setting_paths", "exposed", "nothing_such"):
        assert not waves.comparable(name)


def test_the_crosswalk_comes_with_the_verdict(waves: Verdicts) -> None:
    crosswalk = waves["points_mapped"].crosswalk
    assert crosswalk is not None
    assert dict(crosswalk.old) == {4: 1, 3: 1, 2: 3, 1: 3}
    assert waves["points"].crosswalk is None


def test_the_verdicts_are_the_same_from_files_of_locks(waves: Verdicts, tmp_path: Path) -> None:
    locks = []
    for wave in ("2010", "2012"):
        questionnaire = read_questionnaire(WAVES / f"area-{wave}.yaml")
        path = write_lock(lock_questionnaire(questionnaire, wave=wave), tmp_path / f"{wave}.json")
        locks.append(read_lock(path))
    again = compare_questionnaires(*locks)
    assert again.by_name == waves.by_name


def test_a_record_made_after_the_lock_is_obeyed(waves: Verdicts) -> None:
    old, new = (read_questionnaire(WAVES / f"area-{wave}.yaml") for wave in ("2010", "2012"))
    lock = lock_questionnaire(replace(new, since={}), wave="2012")
    assert lock.instrument == lock_questionnaire(new, wave="2012").instrument
    assert compare_questionnaires(lock_questionnaire(old, wave="2010"), new).by_name == (
        waves.by_name
    )


# One change at a time


def da(words: str) -> dict[str, str]:
    return {"da": words}


def codes(labels: dict[int, str]) -> dict[int, dict[str, str]]:
    return {code: da(label) for code, label in labels.items()}


def asked(*questions: dict[str, Any], **more: Any) -> Questionnaire:
    numbered = [
        {"id": f"q{n}", "text": da(f"Spørgsmål {n}?"), **each}
        for n, each in enumerate(questions, start=1)
    ]
    data = {"id": "lille", "title": da("Lille"), "languages": ["da"], "questions": numbered}
    return questionnaire_from({**data, **more})


def single(**more: Any) -> dict[str, Any]:
    return {"codes": codes(AGREE), **more}


def judged(old: Questionnaire, new: Questionnaire, name: str = "q1", **said: Any) -> str:
    """The verdict, what is declared being given by question."""
    return compared(old, new, **said)[name].verdict.value


def compared(old: Questionnaire, new: Questionnaire, **said: Any) -> Verdicts:
    declared = asked(single(), since={"2010": said}).since if said else {}
    lock = lock_questionnaire(old, wave="2010")
    return compare_questionnaires(
        lock, lock_questionnaire(replace(new, since=declared), wave="2012")
    )


REASON = {"reason": da("Fordi")}
EDITORIAL = {"change": "editorial", **REASON}


@pytest.mark.parametrize(
    ("then", "now", "verdict", "with_editorial"),
    [
        ({}, {"text": da("Hvad siger du?")}, "undecided", "label-only"),
        ({}, {"text": da("spørgsmål 1")}, "same", "same"),
        ({}, {"hint": da("Tænk på det seneste år")}, "undecided", "label-only"),
        ({"hint": da("Se her.")}, {"hint": da("Se her")}, "same", "same"),
        ({}, {"label": da("Kort")}, "label-only", "label-only"),
        ({}, {"missing": ["refused"]}, "undecided", "label-only"),
        ({"missing": ["dont_know"]}, {}, "undecided", "label-only"),
        ({}, {"concept": da("Tryghed")}, "same", "same"),
        ({"concept": da("Tillid")}, {"concept": da("Tryghed")}, "undecided", "label-only"),
        ({"period": da("i år")}, {"period": da("i dag")}, "broken", "broken"),
        ({}, {"period": da("i dag")}, "same", "same"),
        ({}, {"required": True}, "same", "same"),
        ({}, {"random": True}, "same", "same"),
        ({}, {"codes": codes({**AGREE, 4: "Delvist enig"})}, "undecided", "label-only"),
        ({}, {"codes": codes({**AGREE, 4: "ENIG!"})}, "label-only", "label-only"),
        ({}, {"codes": codes({**AGREE, 5: "Helt uenig", 1: "Helt enig"})}, "broken", "broken"),
        ({}, {"codes": codes({**AGREE, 6: "Ved ikke"})}, "broken", "broken"),
        ({}, {"codes": codes({5: "Helt enig", 1: "Helt uenig"})}, "broken", "broken"),
        ({}, {"codes": codes({n + 1: label for n, label in AGREE.items()})}, "broken", "broken"),
        ({}, {"codes": dict(reversed(codes(AGREE).items()))}, "same", "same"),
        ({}, {"type": "multiple"}, "broken", "broken"),
        ({}, {"ask_if": 'area == "nordby"'}, "broken", "broken"),
        ({"ask_if": 'area == "nordby"'}, {"ask_if": 'area in ["nordby"]'}, "same", "same"),
        ({"ask_if": 'wave == "2010"'}, {"ask_if": 'wave == "2012"'}, "same", "same"),
        ({}, {"ask_if": 'wave in ["2010", "2012"]'}, "same", "same"),
        ({"ask_if": 'wave == "2010"'}, {"ask_if": 'wave == "2010"'}, "broken", "broken"),
        ({}, {"ask_if": 'not wave != "2012"'}, "same", "same"),
    ],
)
def test_one_change_of_a_question(
    then: dict[str, Any], now: dict[str, Any], verdict: str, with_editorial: str
) -> None:
    old, new = asked(single(**then)), asked(single(**now))
    assert judged(old, new) == verdict
    assert judged(old, new, q1=EDITORIAL) == with_editorial
    if verdict != "same":
        assert judged(old, new, q1={"change": "broken", **REASON}) == "broken"


NUMBER = {"type": "number", "low": 0, "high": 10}
DATE = {"type": "date"}
OPEN = {"type": "text"}


@pytest.mark.parametrize(
    ("then", "now", "verdict"),
    [
        (NUMBER, {**NUMBER, "high": 20}, "same"),
        (NUMBER, {**NUMBER, "decimals": 1}, "undecided"),
        ({**NUMBER, "unit": da("år")}, {**NUMBER, "unit": da("måneder")}, "broken"),
        (NUMBER, {**NUMBER, "unit": da("måneder")}, "undecided"),
        (DATE, {**DATE, "precision": "year"}, "undecided"),
        (OPEN, {**OPEN, "most": 100, "lines": 9}, "same"),
        (OPEN, {**OPEN, "codes": codes(YES_NO)}, "broken"),
        (OPEN, NUMBER, "broken"),
    ],
)
def test_one_change_of_a_number_a_date_or_a_text(
    then: dict[str, Any], now: dict[str, Any], verdict: str
) -> None:
    assert judged(asked(then), asked(now)) == verdict


def test_a_filter_hangs_on_the_question_it_asks_of() -> None:
    first = single()
    then = asked(first, single(ask_if="q1 in [4, 5]"))
    for changed, verdict in (
        (single(text=da("Noget helt andet?")), "undecided"),
        (single(codes=codes({**AGREE, 5: "Helt uenig", 1: "Helt enig"})), "broken"),
        (single(label=da("Kort")), "same"),
    ):
        now = asked(changed, single(ask_if="q1 >= 4" if verdict == "same" else "q1 in [4, 5]"),
                    scales={})  # fmt: skip
        assert judged(then, now, "q2") == verdict, changed


def crosswalk(**sides: dict[int, Any]) -> dict[str, Any]:
    common = {1: da("Enig"), 2: da("Midt imellem"), 3: da("Uenig")}
    return {"change": "recoded", **REASON, "crosswalk": {"common": common, **sides}}


FIVE = {5: 1, 4: 1, 3: 2, 2: 3, 1: 3}
FOUR = {4: 1, 3: 1, 2: 3, 1: 3}
FOUR_POINTS = {4: "Helt enig", 3: "Enig", 2: "Uenig", 1: "Helt uenig"}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ({4: 1, 3: 1, 2: 3}, FIVE, "doesn't say what becomes of code 1 in 2010"),
        (FOUR, {5: 1, 4: 1}, "doesn't say what becomes of code 1, 2 and 3 in 2012"),
        ({**FOUR, 9: 1}, FIVE, "names code 9, which 2010 doesn't have"),
        (FOUR, {**FIVE, 5: 7}, "crosswalk of 2012 uses the common code 7"),
    ],
)
def test_a_crosswalk_that_is_not_total_is_undecided(
    old: dict[int, int], new: dict[int, int], words: str
) -> None:
    then, now = asked(single(codes=codes(FOUR_POINTS))), asked(single())
    verdict = compared(then, now, q1=crosswalk(old=old, new=new))["q1"]
    assert verdict.verdict is Comparability.UNDECIDED
    assert words in verdict.reason["en"]
    assert verdict.crosswalk is None


def test_codes_can_be_lost_on_the_record() -> None:
    then, now = asked(single(codes=codes(FOUR_POINTS))), asked(single())
    said = crosswalk(old=FOUR, new={**FIVE, 3: None})
    assert judged(then, now, q1=said) == "recoded"


@pytest.mark.parametrize(
    ("then", "now", "verdict"),
    [
        ("q1 in [3, 4]", "q1 in [4, 5]", "same"),
        ("q1 in [1, 2]", "q1 < 3", "same"),
        ("q1 in [1, 2]", "q1 <= 3", "undecided"),
        ("q1 == 4", "q1 == 5", "undecided"),
        ("q1 in [1, 2]", "q1 >= 4", "undecided"),
        ("missing(q1)", "missing(q1)", "same"),
    ],
)
def test_who_is_asked_is_followed_through_a_crosswalk(then: str, now: str, verdict: str) -> None:
    four = [{"id": "q1", "text": da("1?"), "scale": "s"}, {"id": "q2", **OPEN, "text": da("2?")}]
    one = asked(
        {**four[0]}, {**four[1], "ask_if": then}, scales={"s": {"codes": codes(FOUR_POINTS)}}
    )
    other = asked({**four[0]}, {**four[1], "ask_if": now}, scales={"s": {"codes": codes(AGREE)}})
    said = crosswalk(old=FOUR, new={**FIVE, 3: None})
    assert judged(one, other, "q2", q1=said) == verdict


def test_a_headline_follows_through_a_crosswalk_that_leaves_answers_out() -> None:
    def agreeing(labels: dict[int, str], *counted: int) -> Questionnaire:
        headline = {"codes": list(counted), "label": da("Enige")}
        return asked(single(codes=codes(labels), headline=headline))

    said = crosswalk(old=FOUR, new={**FIVE, 3: None})
    then, now = agreeing(FOUR_POINTS, 4, 3), agreeing(AGREE, 5, 4)
    assert compared(then, now, q1=said)["q1"].headline_comparable
    assert not compared(then, agreeing(AGREE, 5), q1=said)["q1"].headline_comparable
    assert not compared(then, agreeing(AGREE, 5, 4, 3), q1=said)["q1"].headline_comparable


def test_a_crosswalk_says_nothing_of_new_words() -> None:
    then = asked(single(codes=codes(FOUR_POINTS)))
    now = asked(single(text=da("Hvad mener du?")))
    assert judged(then, now, q1=crosswalk(old=FOUR, new=FIVE)) == "undecided"
    said = {**crosswalk(old=FOUR, new=FIVE), "change": "editorial"}
    assert judged(then, now, q1=said) == "recoded"


def test_a_crosswalk_mends_no_change_of_people_or_period() -> None:
    then = asked(single(codes=codes(FOUR_POINTS)))
    for now in (single(ask_if='area == "nordby"'), single(period=da("i år"), text=da("Nu?"))):
        said = crosswalk(old=FOUR, new=FIVE)
        assert judged(then, asked(now), q1=said) != "recoded"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"change": "recoded", **REASON}, "the crosswalk is missing"),
        ({"change": "dropped", **REASON}, "still asked under the same name"),
        ({"change": "replaced", "by": "q1", **REASON}, "still asked under the same name"),
    ],
)
def test_what_is_declared_must_be_so(said: dict[str, Any], words: str) -> None:
    verdict = compared(asked(single()), asked(single()), q1=said)["q1"]
    assert verdict.verdict is Comparability.UNDECIDED
    assert words in verdict.reason["en"]


@pytest.mark.parametrize(
    ("said", "verdict", "words"),
    [
        (None, "undecided", "Asked no more"),
        ({"change": "dropped", **REASON}, "broken", "Dropped: Fordi."),
        ({"change": "replaced", "by": "q1", **REASON}, "broken", 'Replaced by "Spørgsmål 1?"'),
        ({"change": "replaced", "by": "q9", **REASON}, "undecided", "“q9”, which isn't there"),
        ({"change": "replaced", **REASON}, "undecided", "which isn't there"),
        (EDITORIAL, "undecided", "asked no more"),
    ],
)
def test_a_question_that_is_gone_must_be_on_the_record(said: Any, verdict: str, words: str) -> None:
    verdicts = compared(
        asked(single(), single()), asked(single()), **({"q2": said} if said else {})
    )
    assert verdicts["q2"].verdict.value == verdict
    assert words in verdicts["q2"].reason["en"]
    assert verdicts.exit_code == (verdict == "undecided")
    assert not verdicts.comparable("q2")


TICKS = {"type": "multiple", "codes": codes({1: "Avis", 2: "Nabo", 3: "Net"})}


@pytest.mark.parametrize(
    ("now", "said", "whole", "parts"),
    [
        ({1: "Avis", 2: "Nabo"}, {}, "undecided", ("same", "same", "undecided")),
        (
            {1: "Avis", 2: "Nabo"},
            {"q1_3": {"change": "dropped", **REASON}},
            "same",
            ("same", "same", "broken"),
        ),
        ({1: "Avis", 2: "Nabo", 3: "Tv"}, {}, "undecided", ("same", "same", "undecided")),
        (
            {1: "Avis", 2: "Nabo", 3: "Tv"},
            {"q1_3": EDITORIAL},
            "label-only",
            ("same", "same", "label-only"),
        ),
        (
            {1: "Avis", 2: "Nabo", 3: "Tv"},
            {"q1_3": {"change": "broken", **REASON}},
            "broken",
            ("same", "same", "broken"),
        ),
        ({1: "Nabo", 2: "Avis", 3: "Net"}, {}, "broken", ("broken", "broken", "broken")),
    ],
)
def test_options_are_judged_one_by_one(
    now: dict[int, str], said: dict[str, Any], whole: str, parts: tuple[str, ...]
) -> None:
    verdicts = compared(asked(TICKS), asked({**TICKS, "codes": codes(now)}), **said)
    assert verdicts["q1"].verdict.value == whole
    assert tuple(verdicts[f"q1_{n}"].verdict.value for n in (1, 2, 3)) == parts


def test_options_that_are_joined_are_recoded_and_the_others_stay() -> None:
    said = {
        "change": "recoded",
        **REASON,
        "crosswalk": {
            "common": {1: da("Avis"), 2: da("Andet")},
            "old": {1: 1, 2: 2, 3: 2},
            "new": {1: 1, 4: 2},
        },
    }
    now = {**TICKS, "codes": codes({1: "Avis", 4: "Nabo eller net"})}
    verdicts = compared(asked(TICKS), asked(now), q1=said)
    found = {name: verdicts[name].verdict.value for name in ("q1", "q1_1", "q1_2", "q1_3")}
    assert found == {"q1": "recoded", "q1_1": "same", "q1_2": "recoded", "q1_3": "recoded"}
    assert verdicts.exit_code == 0


def test_the_options_of_a_ranking_stand_or_fall_together() -> None:
    ranking = {"type": "ranking", "codes": codes({1: "Lys", 2: "Stier", 3: "Leg"})}
    now = {**ranking, "codes": codes({1: "Lys", 2: "Stier", 4: "Affald"})}
    verdicts = compared(asked(ranking), asked(now))
    assert {each.verdict for each in verdicts.by_name.values()} == {Comparability.BROKEN}
    limited = {**ranking, "most": 2}
    assert judged(asked(ranking), asked(limited)) == "undecided"


def test_a_row_is_asked_of_its_own_people() -> None:
    grid = {"type": "grid", "codes": codes(AGREE), "rows": {"a": da("Lys"), "b": da("Stier")}}
    some = {"text": da("Stier"), "ask_if": 'area == "nordby"'}
    now = {**grid, "rows": {"a": da("Lys"), "b": some}}
    verdicts = compared(asked(grid), asked(now))
    assert verdicts["q1_a"].verdict is Comparability.SAME
    assert verdicts["q1_b"].verdict is Comparability.BROKEN
    assert "Asked of other people" in verdicts["q1"].reason["en"]


def test_a_computed_question_is_compared_by_what_it_gives_everybody() -> None:
    def grouped(*cases: tuple[str, int], otherwise: int) -> Questionnaire:
        listed = [{"when": when, "value": value} for when, value in cases]
        group = {"type": "computed", "label": da("Gruppe"), "cases": listed,
                 "otherwise": otherwise, "codes": codes({1: "Ung", 2: "Gammel"})}  # fmt: skip
        return questionnaire_from(
            {
                "id": "lille",
                "title": da("Lille"),
                "languages": ["da"],
                "questions": [
                    {"id": "age", "text": da("Alder?"), **NUMBER, "high": 100},
                    {"id": "group", **group},
                ],
            }
        )

    then = grouped(("age < 40", 1), otherwise=2)
    assert judged(then, grouped(("age >= 40", 2), otherwise=1), "group") == "same"
    assert judged(then, grouped(("age < 41", 1), otherwise=2), "group") == "undecided"
    assert judged(then, grouped(("age < 41", 1), otherwise=2), "group", group=EDITORIAL) == (
        "label-only"
    )


def test_versions_without_a_common_language_are_undecided() -> None:
    english = {"id": "q1", "text": {"en": "Question 1?"}, "codes": {1: {"en": "Yes"}}}
    now = questionnaire_from(
        {"id": "x", "title": {"en": "X"}, "languages": ["en"], "questions": [english]}
    )
    verdict = compared(asked(single(codes=codes({1: "Ja"}))), now)["q1"]
    assert verdict.verdict is Comparability.UNDECIDED
    assert "no language in common" in verdict.reason["en"]


def test_questions_of_persons_are_judged_like_others() -> None:
    def household(words: str) -> Questionnaire:
        inner = {"id": "sex", "text": da(words), "codes": codes({1: "Kvinde", 2: "Mand"})}
        return asked({"type": "roster", "questions": [inner]})

    verdicts = compared(household("Køn?"), household("Er personen en kvinde?"))
    assert verdicts["q1"].verdict is Comparability.SAME
    assert verdicts["sex"].verdict is Comparability.UNDECIDED
    sex = {"text": da("Køn?"), **single(codes=codes({1: "Kvinde", 2: "Mand"}))}
    moved_out = asked({"type": "note"}, {"id": "sex", **sex})
    assert judged(household("Køn?"), moved_out, "sex") == "broken"


def test_notes_are_not_judged() -> None:
    verdicts = compared(asked({"type": "note"}, single()), asked({"type": "note"}, single()))
    assert list(verdicts) == ["q2"]


# The record


def test_a_record_is_found_by_wave_or_by_questionnaire() -> None:
    said = {"q2": {"change": "dropped", **REASON}}
    old = asked(single(), single())
    for key, version in (("2010", lock_questionnaire(old, wave="2010")), ("lille", old)):
        new = asked(single(), since={key: said})
        assert compare_questionnaires(version, new).exit_code == 0


def test_a_record_of_another_wave_is_pointed_out() -> None:
    new = asked(single(), since={"2009": {"q2": {"change": "dropped", **REASON}}})
    verdicts = compare_questionnaires(
        lock_questionnaire(asked(single(), single()), wave="2010"), new
    )
    assert [each.code for each in verdicts.findings] == ["LOCK-SINCE-OTHER"]
    assert verdicts.exit_code == 1


def test_a_record_of_something_that_never_was_is_pointed_out() -> None:
    verdicts = compared(asked(single()), asked(single()), q7={"change": "dropped", **REASON})
    assert [each.code for each in verdicts.findings] == ["LOCK-SINCE-UNKNOWN"]


# The object


def test_verdicts_can_be_looked_up_and_a_slip_is_helped(waves: Verdicts) -> None:
    assert waves["setting_light"].question == "setting"
    assert "setting" in waves
    assert len(waves) == len(EXPECTED)
    with pytest.raises(UnknownNameError, match="2010") as caught:
        waves["safe_evning"]
    assert caught.value.hint == 'did you mean "safe_evening"?'


def test_a_frame_has_a_row_for_each_question_and_each_part_that_differs(waves: Verdicts) -> None:
    frame = waves.to_frame()
    assert list(frame.columns) == [
        "name", "question", "verdict", "record", "by", "flags", "reason",
    ]  # fmt: skip
    assert {"setting", "setting_light", "setting_parking", "i_sat"} <= set(frame["name"])
    assert "channels_1" not in set(frame["name"])
    with language_in_force("da"):
        reasons = list(waves.to_frame()["reason"])
    assert "Stilles til andre end før." in reasons


def test_verdicts_show_themselves(waves: Verdicts) -> None:
    assert repr(waves) == (
        "Verdicts(2010 and 2012: 10 same, 3 label-only, 2 recoded, 9 broken, 5 undecided)"
    )
    with language_in_force("da"):
        shown = waves._repr_html_()
    assert "Sammenlignelighed: 2010 og 2012" in shown
    assert "ikke afgjort" in shown


@pytest.mark.parametrize("given", [None, "area-2010", 2010])
def test_what_is_compared_must_be_a_lock_or_a_questionnaire(given: Any) -> None:
    with pytest.raises(WrongUseError, match="must be a lock or a questionnaire"):
        compare_questionnaires(given, NORDBY)


# Any questionnaire


@given(questionnaires())
@MANY
def test_a_questionnaire_is_the_same_as_itself(questionnaire: Questionnaire) -> None:
    bare = replace(questionnaire, since={})
    lock = lock_questionnaire(bare, wave="2012")
    verdicts = compare_questionnaires(lock, lock)
    assert {each.verdict for each in verdicts.by_name.values()} <= {Comparability.SAME}
    assert verdicts.added == ()
    assert verdicts.exit_code == 0
    assert all(each.headline_comparable for each in verdicts.by_name.values())


@given(questionnaires(), questionnaires(), st.sampled_from(LANGUAGES))
@MANY
def test_any_two_questionnaires_can_be_compared_and_shown(
    old: Questionnaire, new: Questionnaire, language: str
) -> None:
    verdicts = compare_questionnaires(old, new)
    undecided = [e for e in verdicts.shown() if e.verdict is Comparability.UNDECIDED]
    assert verdicts.exit_code == bool(undecided)
    gone = {e.id for e in old.everything()} - {e.id for e in new.everything()}
    judged_gone = (verdicts[name] for name in gone if name in verdicts)
    assert not any(each.comparable for each in judged_gone)
    assert write_html(verdicts_document(verdicts, language))


# The page


def table(verdicts: Verdicts, language: str, name: str) -> Table:
    document = verdicts_document(verdicts, language)
    return next(each for each in document.tables() if each.id == name)


def test_the_page_begins_with_how_many_can_be_compared(waves: Verdicts) -> None:
    box, decide, *_ = verdicts_document(waves, "da").blocks
    assert [each.plain for each in box.paragraphs] == [
        "13 af 29 spørgsmål fra 2010 kan sammenlignes, som de er.",
        "2 kan sammenlignes, når svarene lægges på fælles koder.",
        "7 kan ikke sammenlignes: Der er brud, og ingen forskel bliver vist.",
        "2 er udgået eller erstattet.",
        "5 er ikke afgjort. Indtil de er, bliver ingen forskel vist.",
    ]
    assert "»wording«" in decide.paragraphs[0].plain


@pytest.mark.parametrize("language", LANGUAGES)
def test_verdicts_have_signs_and_stand_in_groups(waves: Verdicts, language: str) -> None:
    rows = [row.cells[0].text for row in table(waves, language, "verdicts").rows]
    for mark in MARKS.values():
        assert any(each.startswith(f"{mark} ") for each in rows)


def test_old_and_new_words_stand_side_by_side(waves: Verdicts) -> None:
    rows = [[c.text for c in row.cells] for row in table(waves, "da", "changed_wording").rows]
    assert rows[0] == [
        "Ordlyd (dansk)",
        "Hvad tror du, andre i byen synes om området?",
        "Hvilket ry tror du, området har?",
    ]
    people = table(waves, "en", "changed_filter_changed").rows[0].cells
    assert people[1].text == (
        'Asked only if the answer to "Safety in the evening" is "Unsafe" or "Very unsafe".'
    )


def test_a_crosswalk_says_what_is_lost(waves: Verdicts) -> None:
    shown = table(waves, "da", "crosswalk_points_mapped")
    assert [c.text.replace("\xa0", " ") for c in shown.rows[0].cells] == [
        "1 Tilfreds",
        "4 Meget tilfreds · 3 Tilfreds",
        "5 Meget tilfreds · 4 Tilfreds",
    ]
    assert shown.notes == (
        "»Hverken eller« kunne kun svares i 2012, så en forskel i den andel siger intet om en "
        "udvikling.",
    )


def test_two_versions_of_one_name_are_told_apart() -> None:
    document = verdicts_document(compare_questionnaires(NORDBY, NORDBY), "da")
    assert document.title == "Kan nordby-2012 (før) og nordby-2012 (nu) sammenlignes?"


@pytest.mark.parametrize("suffix", ["html", "docx", "pdf", "xlsx", "md", "txt"])
def test_the_page_is_written_in_every_format_and_the_same_each_time(
    waves: Verdicts, suffix: str, tmp_path: Path
) -> None:
    one, other = (write_verdicts(waves, tmp_path / f"{n}.{suffix}") for n in "ab")
    assert one.read_bytes() == other.read_bytes()


def test_a_page_in_another_language_or_format_is_refused(waves: Verdicts, tmp_path: Path) -> None:
    with pytest.raises(WrongUseError, match="Danish or English"):
        verdicts_document(waves, "ar")
    with pytest.raises(WrongUseError, match="odt"):
        write_verdicts(waves, tmp_path / "a.odt")
