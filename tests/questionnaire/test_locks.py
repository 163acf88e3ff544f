"""A lock holds what was asked: it is blind to how that is written, and sees any change of it."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_workbooks import NORDBY
from random_questionnaires import questionnaires

from survey.codebook import Code, MissingKind
from survey.errors import DataError, FileError, WrongUseError
from survey.files.yaml_writer import yaml_text
from survey.language.catalogue import LANGUAGES, has_text, language_in_force
from survey.questionnaire.build import questionnaire_from
from survey.questionnaire.exchange.workbook_reader import questionnaire_from_workbook
from survey.questionnaire.exchange.workbook_writer import write_questionnaire_workbook
from survey.questionnaire.expressions.parser import parse_expression
from survey.questionnaire.locking.canonical import canonical_text, loose_text
from survey.questionnaire.locking.facets import facet_values
from survey.questionnaire.locking.lock import Lock, facets_of, lock_questionnaire
from survey.questionnaire.locking.lock_file import lock_text, read_lock, write_lock
from survey.questionnaire.locking.normal_form import normal_source
from survey.questionnaire.locking.order import moved_among
from survey.questionnaire.locking.verifying import verify_lock
from survey.questionnaire.questions import Computed, Grid, Multiple, Note, Question, Roster
from survey.questionnaire.reader import read_questionnaire
from survey.questionnaire.writer import to_data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from survey.questionnaire.model import Questionnaire

WAVES = Path(__file__).parent / "waves"
MANY = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
ARABIC_STRETCH, MARK = "\u0640", "\u200e"


def locked(questionnaire: Questionnaire) -> Lock:
    return lock_questionnaire(questionnaire, wave="2012")


# Texts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Å", "A\u030a"),
        ("Er du  tryg?", " Er\u00a0du\ntryg? "),
        ("To\nlinjer", "To\r\nlinjer"),
        (f"m{ARABIC_STRETCH}arhaba", f"{MARK}marhaba\u202c"),
        ("\u2066tryg\u2069", "tryg"),
        ("bolig\u00adområde", "boligområde"),
    ],
)
def test_two_spellings_that_look_alike_are_one_text(one: str, other: str) -> None:
    assert canonical_text(one) == canonical_text(other)


@given(st.text())
def test_a_canonical_text_stays_as_it_is_and_is_never_empty(words: str) -> None:
    once = canonical_text(words)
    assert canonical_text(once) == once
    assert bool(once) == bool(words)
    assert loose_text(loose_text(words)) == loose_text(words)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Er du tryg?", "er du TRYG", True),
        ("Tryg – eller utryg?", "Tryg eller utryg", True),
        ("»Ja«", '"ja"', True),
        ("1,5 km", "15 km", False),
        ("−5 til 5", "5 til 5", False),
        ("2010-2012", "2010 2012", True),
        ("50 %", "50", False),
        ("<5", ">5", False),
        ("I {area}", "I area", False),
        ("?", "!", False),
        ("utryg", "tryg", False),
    ],
)
def test_loose_texts_leave_out_typography_and_nothing_else(
    one: str, other: str, same: bool
) -> None:
    assert (loose_text(one) == loose_text(other)) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a == 1 and b == 2", "b == 2 and a == 1", True),
        ("a == 1 or a == 2", "a in [2, 1, 1]", True),
        ("18 <= age", "age >= 18", True),
        ("not a == 1", "a != 1", True),
        ("not (not has(p, 1))", "has(p, 1)", True),
        ("a < 2.0", "a < 2", True),
        ("a == 1 and (b == 2 and c == 3)", "c == 3 and a == 1 and b == 2", True),
        ("a == 1 and b == 2", "a == 1 or b == 2", False),
        ("a > 1", "a >= 1", False),
    ],
)
def test_the_normal_form_of_conditions(one: str, other: str, same: bool) -> None:
    sources = {normal_source(parse_expression(each)) for each in (one, other)}
    assert (len(sources) == 1) is same


# What a lock is blind to


def changed_texts(data: Any, change: Callable[[str], str], key: str = "") -> Any:
    """Plain data with all texts that are shown changed."""
    if isinstance(data, str):
        return data
    if isinstance(data, list):
        return [changed_texts(each, change, key) for each in data]
    if not isinstance(data, dict):
        return data
    languages = data and all(
        isinstance(value, str) and len(str(name)) == 2 and str(name).isalpha()
        for name, value in data.items()
    )
    return {
        name: change(value) if languages else changed_texts(value, change, str(name))
        for name, value in data.items()
    }


def turned_around(data: Any, key: str = "") -> Any:
    """Plain data with keys in another order, where their order means nothing."""
    if isinstance(data, list):
        return [turned_around(each, key) for each in data]
    if not isinstance(data, dict):
        return data
    named = [(name, turned_around(value, str(name))) for name, value in data.items()]
    return dict(named if key in {"codes", "rows", "common"} else reversed(named))


@given(questionnaires())
@MANY
def test_the_order_of_keys_makes_no_difference(questionnaire: Questionnaire) -> None:
    other = questionnaire_from(turned_around(to_data(questionnaire)))
    assert lock_text(locked(other)) == lock_text(locked(questionnaire))


@given(questionnaires())
@MANY
def test_ways_of_writing_letters_and_line_ends_make_no_difference(
    questionnaire: Questionnaire,
) -> None:
    def otherwise(words: str) -> str:
        return unicodedata.normalize("NFD", words).replace("\n", "\r\n").replace(" ", "\u00a0")

    other = questionnaire_from(changed_texts(to_data(questionnaire), otherwise))
    assert lock_text(locked(other)) == lock_text(locked(questionnaire))
    assert verify_lock(locked(questionnaire), other) == ()


@given(questionnaires(), st.sampled_from(LANGUAGES))
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_round_trip_through_a_workbook_makes_no_difference(
    tmp_path_factory: pytest.TempPathFactory, questionnaire: Questionnaire, language: str
) -> None:
    path = tmp_path_factory.mktemp("lock") / "a.xlsx"
    write_questionnaire_workbook(questionnaire, path, language=language)
    assert locked(questionnaire_from_workbook(path)) == locked(questionnaire)


def test_comments_blank_lines_and_line_ends_of_the_file_make_no_difference(tmp_path: Path) -> None:
    text = yaml_text(to_data(NORDBY))
    lines = "\n\n# en bemærkning\n".join(text.split("\n\n")) + "# til sidst\n"
    (tmp_path / "a.yaml").write_bytes(text.encode())
    (tmp_path / "b.yaml").write_bytes(lines.replace("\n", "\r\n").encode())
    one, other = (read_questionnaire(tmp_path / f"{name}.yaml") for name in "ab")
    assert lock_text(locked(one)) == lock_text(locked(other))


def test_what_is_only_said_of_a_questionnaire_is_no_change_of_it() -> None:
    lock = locked(NORDBY)
    other = replace(NORDBY, tests=(), note={"da": "Ny bemærkning"})
    assert verify_lock(lock, other) == ()
    assert locked(other).instrument == lock.instrument


# What a lock sees


def meaningful_edits(question: Question) -> Iterator[Question]:
    """The same question, each time with one thing changed that a respondent or a table shows."""
    language = "zz"
    reference = next(iter(question.label))
    said = {reference: "helt andre ord"}
    for name in ("label", "concept", "hint", "period"):
        if not isinstance(question, Computed | Note) or name in {"label", "concept"}:
            yield replace(question, **{name: {**getattr(question, name), **said}})
    if not isinstance(question, Computed):
        yield replace(question, text={**question.text, **said})
        yield replace(question, required=not question.required)
        kinds = set(question.missing) ^ {MissingKind.DONT_KNOW}
        yield replace(question, missing=tuple(sorted(kinds)))
    yield replace(question, ask_if=parse_expression('area == "et andet sted"'))
    codes: tuple[Code, ...] = getattr(question, "codes", ())
    if codes and not isinstance(question, Computed):
        first, *rest = codes
        own = {"scale": ""} if hasattr(question, "scale") else {}
        more = (Code(777, said), *codes)
        for changed in (
            more,
            (*rest, first) if len(codes) > 1 else more,
            (replace(first, label={**first.label, **said}), *rest),
            (replace(first, outside=not first.outside), *rest),
        ):
            yield replace(question, codes=changed, **own)  # type: ignore[call-arg]
    assert language not in question.text


def with_question(questionnaire: Questionnaire, changed: Question) -> Questionnaire:
    def put(questions: tuple[Question, ...]) -> tuple[Question, ...]:
        return tuple(
            changed
            if each.id == changed.id
            else replace(each, questions=put(each.questions))
            if isinstance(each, Roster)
            else each
            for each in questions
        )

    sections = tuple(replace(s, questions=put(s.questions)) for s in questionnaire.sections)
    return replace(questionnaire, sections=sections)


@given(questionnaires(), st.data())
@MANY
def test_any_meaningful_edit_moves_a_facet_of_the_question_and_of_no_other(
    questionnaire: Questionnaire, data: st.DataObject
) -> None:
    question = data.draw(st.sampled_from(list(questionnaire.everything())))
    edits = [edit for edit in meaningful_edits(question) if edit != question]
    edited = with_question(questionnaire, data.draw(st.sampled_from(edits)))
    old, new = locked(questionnaire), locked(edited)
    inner = {each.id for each in question.questions} if isinstance(question, Roster) else set()
    moved = {
        name for name in {*old.questions, *new.questions}
        if old.questions.get(name) != new.questions.get(name)
    }  # fmt: skip
    assert question.id in moved
    assert moved <= {question.id, *inner}, "who is asked a roster is who is asked its questions"
    parts = {n for n in {*old.parts, *new.parts} if old.parts.get(n) != new.parts.get(n)}
    assert all(n.startswith(tuple(f"{each}_" for each in moved)) for n in parts)
    assert old.instrument != new.instrument
    assert verify_lock(old, edited)


def test_a_facet_is_hashed_for_each_column_and_language() -> None:
    facets = facets_of(NORDBY)
    tables = ("", *(each.id for each in NORDBY.questions if isinstance(each, Roster)))
    assert set(facets) == {v.name for table in tables for v in NORDBY.variables(table)}
    first = facets["alder"]
    assert {"wording.da", "wording.en", "wording.ar", "loose.da", "limits", "position"} <= set(
        first
    )
    assert all(len(each) == 16 for each in first.values())


def test_rows_and_options_have_facets_of_their_own() -> None:
    grid = next(each for each in NORDBY.questions if isinstance(each, Grid))
    one, other = (facets_of(NORDBY)[f"{grid.id}_{row.id}"] for row in grid.rows[:2])
    assert one["wording.da"] == other["wording.da"]
    assert one["row.da"] != other["row.da"]
    multiple = next(each for each in NORDBY.questions if isinstance(each, Multiple))
    one, other = (facets_of(NORDBY)[f"{multiple.id}_{c.value}"] for c in multiple.codes[:2])
    assert one["option.da"] != other["option.da"]


# Verifying


def found(edited: Questionnaire) -> list[str]:
    return [each.message for each in verify_lock(locked(NORDBY), edited)]


def test_an_unchanged_questionnaire_passes() -> None:
    assert found(NORDBY) == []


def test_what_was_changed_is_told_with_question_and_language() -> None:
    first = NORDBY.questions[0]
    label = replace(first, label={**first.label, "da": "Noget andet"})
    assert found(with_question(NORDBY, label)) == [
        'short text of "alder" in da changed after the lock.'
    ]
    with language_in_force("da"):
        assert found(with_question(NORDBY, label)) == [
            "»alder«: den korte tekst på sproget da er ændret efter låsningen."
        ]


def test_what_came_went_or_moved_is_told_once() -> None:
    section = NORDBY.sections[0]
    first, second, *rest = section.questions
    shorter = replace(section, questions=(second, *rest))
    swapped = replace(section, questions=(second, first, *rest))
    assert f'"{first.id}" was removed after the lock.' in found(
        replace(NORDBY, sections=(shorter, *NORDBY.sections[1:]))
    )
    assert found(replace(NORDBY, sections=(swapped, *NORDBY.sections[1:]))) == [
        f'"{second.id}" was moved after the lock.'
    ]
    lock = locked(replace(NORDBY, sections=(shorter, *NORDBY.sections[1:])))
    assert f'"{first.id}" was added after the lock.' in [
        each.message for each in verify_lock(lock, NORDBY)
    ]


def test_every_facet_that_may_be_told_has_a_name() -> None:
    told = set()
    for values in (facet_values(NORDBY), facet_values(read_questionnaire("nordby-2012"))):
        for facets in (values.form, *values.questions.values(), *values.parts.values()):
            told |= {facet.partition(".")[0].partition(":")[0] for facet in facets}
    unnamed = {each for each in told if not has_text(f"facet.{each}")}
    assert unnamed == {"loose", "position", "neighbours", "fallback", "option", "marks"} & told


def test_what_surrounds_the_questions_is_held_too() -> None:
    changed = replace(NORDBY, modes=("web",), closing={**NORDBY.closing, "da": "Farvel"})
    assert sorted(found(changed)) == [
        "closing words of the questionnaire in da changed after the lock.",
        "way of answering of the questionnaire changed after the lock.",
    ]


@given(st.permutations(range(8)))
def test_the_fewest_that_must_have_moved_are_found(order: list[int]) -> None:
    moved = moved_among(list(range(8)), order)
    rest = [each for each in order if each not in moved]
    assert rest == sorted(rest)
    assert moved == set() or order != sorted(order)


# Files


def test_a_lock_comes_back_as_it_was(tmp_path: Path) -> None:
    lock = locked(NORDBY)
    assert read_lock(write_lock(lock, tmp_path / "lock.json")) == lock


@given(questionnaires())
@MANY
def test_any_lock_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, questionnaire: Questionnaire
) -> None:
    path = tmp_path_factory.mktemp("lock") / "lock.json"
    lock = locked(questionnaire)
    assert read_lock(write_lock(lock, path)) == lock


def test_a_lock_of_the_first_form_stays_readable() -> None:
    lock = read_lock(WAVES / "lock-form-1.json")
    assert (lock.id, lock.wave, lock.schema) == ("nordby-2012", "2012", 1)
    assert lock.instrument == json.loads((WAVES / "lock-form-1.json").read_text())["instrument"]
    assert lock.questionnaire.question("tryg_aften") is not None


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "null", "1", '{"schema": 1}', "[" * 100_000, '{"schema": NaN}', "id: x\n"],
)
def test_what_is_no_lock_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "lock.json"
    path.write_text(text)
    with pytest.raises(DataError, match=r"must be a lock|empty"):
        read_lock(path)


def tampered(tmp_path: Path, change: Callable[[Any], object]) -> Path:
    data = json.loads(lock_text(locked(NORDBY)))
    change(data)
    (tmp_path / "lock.json").write_text(json.dumps(data))
    return tmp_path / "lock.json"


def test_a_lock_that_was_edited_is_refused_with_the_question(tmp_path: Path) -> None:
    def reword(data: Any) -> None:
        question = data["questionnaire"]["sections"][0]["questions"][0]
        question["text"]["da"] = "Noget andet"

    with pytest.raises(DataError, match='changed after it was written: "alder"'):
        read_lock(tampered(tmp_path, reword))


@pytest.mark.parametrize("key", ["questions", "parts", "form", "instrument", "id", "wave"])
@pytest.mark.parametrize("value", [None, 1, "x", [], {}, {"alder": 1}])
def test_a_lock_with_odd_contents_is_refused(key: str, value: object, tmp_path: Path) -> None:
    if key == "wave" and isinstance(value, str):
        return
    with pytest.raises(DataError):
        read_lock(tampered(tmp_path, lambda data: data.__setitem__(key, value)))


@pytest.mark.parametrize("value", [None, 1, "x", [], {}, {"id": "x"}])
def test_a_lock_whose_questionnaire_is_damaged_is_refused(value: object, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="damaged"):
        read_lock(tampered(tmp_path, lambda data: data.__setitem__("questionnaire", value)))


def test_a_lock_of_a_later_version_says_so(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="newer version"):
        read_lock(tampered(tmp_path, lambda data: data.__setitem__("schema", 99)))


def test_a_lock_that_is_not_there_is_a_file_error(tmp_path: Path) -> None:
    with pytest.raises(FileError):
        read_lock(tmp_path / "lock.json")


@pytest.mark.parametrize("wave", ["", "  ", "x" * 65])
def test_a_wave_must_have_a_name(wave: str) -> None:
    with pytest.raises(WrongUseError, match="wave must have a name"):
        lock_questionnaire(NORDBY, wave=wave)


def test_a_module_is_never_locked() -> None:
    with pytest.raises(WrongUseError, match="module can't be locked"):
        locked(replace(NORDBY, module=True))
