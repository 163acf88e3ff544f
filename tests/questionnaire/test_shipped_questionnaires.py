"""What is shipped: questionnaires and modules without faults, one name for one question."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from survey.files.yaml_reader import read_yaml
from survey.findings import Severity
from survey.language.catalogue import language_in_force
from survey.questionnaire.checking import check_questionnaire
from survey.questionnaire.checks.wording import wordings
from survey.questionnaire.exchange.workbook_reader import questionnaire_from_workbook
from survey.questionnaire.exchange.workbook_writer import write_questionnaire_workbook
from survey.questionnaire.location import locate_module, modules, questionnaires
from survey.questionnaire.paths import simulate_paths
from survey.questionnaire.questions import Computed, Grid, OpenText, Polarity, Single
from survey.questionnaire.reader import read_questionnaire

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.codebook import Headline
    from survey.questionnaire.model import Questionnaire
    from survey.questionnaire.questions import Question

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "questionnaires.md"
ON_MODULES = ("randers-2010", "nordby-2012", "kort-form")
BIPOLAR = ("safe5", "safe5_out", "satisfied5", "agree5", "agree5_low", "likely5", "good5")

# Joined on purpose: one idea that needs two words, or the definition of a register.
JOINED = {
    "parent_danish": "the register joins place of birth and citizenship",
    "want_job": "a job or an education are both a way out of the same situation",
    "youth_offers": "children and young people are one group of offers",
}


def module_path(name: str) -> Path:
    path = locate_module(name, ROOT)
    assert path is not None
    return path


@cache
def questionnaire(name: str) -> Questionnaire:
    return read_questionnaire(name)


@cache
def module(name: str) -> Questionnaire:
    return read_questionnaire(module_path(name))


@cache
def own_questions(name: str) -> tuple[Question, ...]:
    """The questions that are written in a module, without those it uses of another."""
    written = {each["id"] for each in read_yaml(module_path(name)).data.get("questions", ())
               if "id" in each}  # fmt: skip
    return tuple(each for each in module(name).questions if each.id in written)


def everything() -> tuple[Questionnaire, ...]:
    return (*map(questionnaire, questionnaires()), *map(module, modules()))


def bank() -> tuple[Question, ...]:
    return tuple(chain.from_iterable(own_questions(name) for name in modules()))


def headlines(question: Question) -> Iterator[Headline]:
    if question.headline is not None:
        yield question.headline
    rows = question.rows if isinstance(question, Grid) else ()
    yield from (row.headline for row in rows if row.headline is not None)


def test_the_questionnaires_are_those_that_are_described() -> None:
    assert set(questionnaires()) == {*ON_MODULES, "copenhagen-1968"}
    assert len(modules()) == 17


@pytest.mark.parametrize("name", [*questionnaires(), *modules()])
@pytest.mark.parametrize("language", ["da", "en"])
def test_nothing_must_be_mended_or_looked_at(name: str, language: str) -> None:
    source = name if name in questionnaires() else module_path(name)
    with language_in_force(language):
        found = check_questionnaire(source)
    assert [str(each) for each in found if each.severity is not Severity.NOTE] == []


def test_the_notes_are_known() -> None:
    found = {name: [each.code for each in check_questionnaire(name)] for name in questionnaires()}
    assert found == {
        "copenhagen-1968": [],
        "kort-form": ["QUESTIONNAIRE-LANGUAGE-UNREVIEWED"] * 2,
        "nordby-2012": ["QUESTIONNAIRE-TRANSLATION-SAME"],  # the name of an area
        "randers-2010": [],
    }


def test_a_name_is_one_question_everywhere() -> None:
    names = [question.id for question in bank()]
    assert len(names) == len(set(names))
    own = {"jennumparken_wish", "glarbjergvej_wish", *(
        question.id for question in questionnaire("copenhagen-1968").questions
    )}  # fmt: skip
    assert own.isdisjoint(names)
    used = {q.id for name in ON_MODULES for q in questionnaire(name).questions}
    assert used <= own | set(names)


def test_an_index_is_written_once() -> None:
    names = [index.name for name in modules() for index in module(name).indices]
    assert sorted(names) == [
        "i_area", "i_ce", "i_coh", "i_neigh", "i_phys", "i_qol", "i_safe", "i_trust",
    ]  # fmt: skip


def test_every_question_is_asked_by_some_questionnaire() -> None:
    used = {q.id for name in ON_MODULES for q in questionnaire(name).questions}
    assert sorted({question.id for question in bank()} - used) == []


def test_every_scale_is_used_by_some_question() -> None:
    used = {getattr(question, "scale", "") for question in bank()}
    assert sorted(set(module("resident-scales").scales) - used) == []


@pytest.mark.parametrize("name", [*questionnaires(), *modules()])
def test_every_text_is_there_in_both_languages(name: str) -> None:
    made = questionnaire(name) if name in questionnaires() else module(name)
    lacking = [
        each.path
        for each in wordings(made)
        if (each.text or each.required) and not {"da", "en"} <= set(each.text)
    ]
    assert lacking == []


def test_the_short_form_is_whole_in_all_four_languages() -> None:
    made = questionnaire("kort-form")
    assert made.languages.offered == ("da", "en", "ar", "tr")
    assert made.languages.unreviewed == ("ar", "tr")
    lacking = [
        (each.path, sorted({"da", "en", "ar", "tr"} - set(each.text)))
        for each in wordings(made)
        if each.text and not {"da", "en", "ar", "tr"} <= set(each.text)
    ]
    assert lacking == []


def test_scripts_are_those_of_their_language() -> None:
    for each in wordings(questionnaire("kort-form")):
        letters = re.sub(r"\W|\d|_", "", each.text.get("ar", ""))
        assert not re.search(r"[A-Za-zÆØÅæøåğışç]", letters), each.text
        assert not re.search(r"[؀-ۿ]", each.text.get("tr", "")), each.text


def test_questions_say_what_they_measure_and_have_a_short_label() -> None:
    for question in bank():
        assert question.concept, question.id
        assert question.label, question.id
        assert len(question.label["da"]) <= 45, question.label
        assert len(question.label["en"]) <= 45, question.label


def test_names_are_short_enough_for_every_program() -> None:
    assert [question.id for question in bank() if len(question.id) > 20] == []
    for made in everything():
        assert [v.name for v in made.variables() if len(v.name) > 28] == []


@pytest.mark.parametrize("name", BIPOLAR)
def test_scales_are_balanced(name: str) -> None:
    scale = module("resident-scales").scales[name]
    points = [int(code.value) for code in scale.codes if not code.outside]
    assert points == [5, 4, 3, 2, 1]
    middle = next(code for code in scale.codes if code.value == 3)
    assert middle.label["da"].startswith("Hverken ")
    assert middle.label["en"].startswith("Neither ")
    good, bad = (next(c for c in scale.codes if c.value == v).label["da"].split()[-1].lower()
                 for v in (4, 2))  # fmt: skip
    assert middle.label["da"] == f"Hverken {good} eller {bad}"


def test_the_scale_without_a_middle_has_as_many_points_on_both_sides() -> None:
    scale = questionnaire("randers-2010").scales["satisfied4"]
    assert [code.label["da"] for code in scale.codes] == [
        "Meget tilfreds", "Tilfreds", "Utilfreds", "Meget utilfreds",
    ]  # fmt: skip


def test_two_scales_for_good_and_bad_news_have_the_same_answers() -> None:
    scales = module("resident-scales").scales
    for name in ("agree5", "often5"):
        ours, other = scales[name], scales[f"{name}_low"]
        assert (ours.polarity, other.polarity) == (Polarity.HIGH, Polarity.LOW)
        shared = [[(c.value, c.label["da"], c.label["en"]) for c in each.codes]
                  for each in (ours, other)]  # fmt: skip
        assert shared[0] == shared[1]


def test_stems_of_two_sided_scales_name_both_sides() -> None:
    pairs = {
        "safe5": "tryg eller utryg", "safe5_out": "tryg eller utryg",
        "satisfied5": "tilfreds eller utilfreds", "agree5": "enig eller uenig",
        "agree5_low": "enig eller uenig", "likely5": "sandsynligt eller usandsynligt",
    }  # fmt: skip
    for question in bank():
        pair = pairs.get(getattr(question, "scale", ""))
        assert pair is None or pair in question.text["da"], question.text["da"]


def test_headlines_go_with_the_good_end_of_their_scale() -> None:
    for made in everything():
        for question in made.questions:
            scale = made.scales.get(getattr(question, "scale", ""))
            if scale is None or scale.polarity is Polarity.NEITHER:
                continue
            points = sorted(int(c.value) for c in scale.codes if not c.outside)
            for headline in headlines(question):
                high = points[-1] in headline.codes
                assert high != (points[0] in headline.codes), question.id
                good = high == (scale.polarity is Polarity.HIGH)
                assert headline.good == ("high" if good else "low"), question.id


def test_headlines_end_a_sentence() -> None:
    for question in bank():
        for headline in headlines(question):
            for language in ("da", "en"):
                phrase = headline.phrase[language]
                assert phrase[0].islower(), phrase
                assert phrase[-1] not in ".!?:", phrase
                assert headline.label[language][0].isupper(), headline.label


def test_what_a_board_would_want_has_a_headline() -> None:
    background = {question.id for question in own_questions("background")} | {"info_best"}
    for question in bank():
        if isinstance(question, Single | Grid) and question.id not in background:
            assert list(headlines(question)), question.id


def test_questions_are_questions() -> None:
    for question in bank():
        if not isinstance(question, Computed):
            assert question.text["da"].endswith("?"), question.text
            assert question.text["en"].endswith("?"), question.text


def test_no_question_asks_two_things_at_once() -> None:
    both_sides = re.compile(
        r"\b(\w+) eller (?:u\1|mindre \w+|dårligt)\b|mere trygt eller mindre trygt|18 år eller"
    )
    for question in bank():
        rows = [row.text["da"] for row in question.rows] if isinstance(question, Grid) else []
        for words in (question.text.get("da", ""), *rows):
            rest = both_sides.sub("", words.partition(" (")[0])
            joined = re.search(r"\b(og|eller|samt)\b|og/eller", rest)
            assert not joined or question.id in JOINED, words


def test_the_list_of_joined_questions_is_not_out_of_date() -> None:
    texts = {question.id: question.text.get("da", "") for question in bank()}
    for name in JOINED:
        assert re.search(r"\b(og|eller)\b", texts[name]), name


def test_danish_is_written_to_one_person_informally() -> None:
    formal = re.compile(r"\b(De|Dem|Deres)\b")
    for made in everything():
        for each in wordings(made):
            words = each.text.get("da", "")
            if each.part in {"text", "hint"}:
                assert not formal.search(words), words
            assert not re.search(r"['\"“”]|\.\.\.| - |%", words), words


def test_questions_about_the_past_say_how_long_ago() -> None:
    for question in bank():
        past = re.search(
            r"de seneste 12 måneder|det seneste afdelingsmøde", question.text.get("da", "")
        )
        assert bool(past) == bool(question.period), question.id


def test_sensitive_questions_offer_a_way_out() -> None:
    sensitive = {"sex", "parent_danish", "birth_country", "incidents", "own_health",
                 "life_satisfaction", "lonely", "want_job", "main_activity"}  # fmt: skip
    offered = {q.id for q in bank() if any(kind.name == "REFUSED" for kind in q.missing)}
    assert offered == sensitive


@pytest.mark.parametrize("name", ON_MODULES)
def test_the_time_that_is_promised_is_that_of_a_walk(name: str) -> None:
    made = questionnaire(name)
    for language in made.languages.offered:
        (promised,) = re.findall(r"\b\d+\b", made.introduction[language])
        median = simulate_paths(made, language=language).minutes[1]
        assert abs(int(promised) - median) < 1, (language, median)


def test_the_short_form_takes_about_four_minutes() -> None:
    minutes = simulate_paths(questionnaire("kort-form")).minutes
    assert minutes[0] >= 3
    assert minutes[1] <= 4
    assert minutes[2] < 5


@pytest.mark.parametrize("name", ON_MODULES)
def test_introductions_say_what_a_resident_must_know(name: str) -> None:
    words = questionnaire(name).introduction["da"]
    for wanted in ("vil gerne vide", "frivilligt", "fortrolige", "minutter", "[navn", "området"):
        assert wanted in words, wanted
    assert questionnaire(name).closing["da"].startswith("Tak")
    assert questionnaire(name).note["da"]


def test_three_questions_differ_between_the_two_waves() -> None:
    first, second = questionnaire("randers-2010"), questionnaire("nordby-2012")
    shared = {q.id for q in first.questions} & {q.id for q in second.questions}
    assert len(shared) == 48
    differing = {
        name
        for name in shared
        if (one := first.question(name)) and (other := second.question(name))
        and (one.text, getattr(one, "codes", ()), one.ask_if)
        != (other.text, getattr(other, "codes", ()), other.ask_if)
    }  # fmt: skip
    assert differing == {"safe_evening", "home_satisfaction", "town_image"}


def test_every_rule_of_routing_is_tried_both_ways() -> None:
    for name in ("nordby-2012", "randers-2010"):
        made = questionnaire(name)
        tried: dict[str, set[object]] = {}
        for scenario in made.tests:
            for key, outcome in scenario.expect.items():
                tried.setdefault(key, set()).add(outcome)
        for question in made.questions:
            if question.ask_if is not None:
                rows = [f"{question.id}_{row.id}" for row in getattr(question, "rows", ())]
                found = set().union(*(tried.get(key, set()) for key in (question.id, *rows)))
                assert {"asked", "not_asked"} <= found, (name, question.id)
        computed = {q.id for q in made.questions if isinstance(q, Computed)}
        assert computed <= set(tried), name


def test_the_best_channel_is_one_that_is_used() -> None:
    best = questionnaire("nordby-2012").question("info_best")
    channels = questionnaire("nordby-2012").question("info_channels")
    assert isinstance(best, Single)
    assert channels is not None
    assert best.codes == tuple(c for c in channels.codes if not c.exclusive)  # type: ignore[attr-defined]
    ((must,),) = [[check.must for check in best.checks]]
    assert [str(must).count(f"has(info_channels, {code.value})") for code in best.codes] == [1] * 8


def test_offers_have_the_same_names_in_both_grids() -> None:
    for made in (module("efforts"), questionnaire("nordby-2012")):
        know, benefit = made.question("know_use"), made.question("benefit")
        assert isinstance(know, Grid)
        assert isinstance(benefit, Grid)
        assert [(r.id, r.text) for r in know.rows] == [(r.id, r.text) for r in benefit.rows]
        assert [str(r.ask_if) for r in benefit.rows] == [
            f"know_use_{row.id} in [3, 4]" for row in know.rows
        ]


def test_open_answers_have_a_code_frame_with_a_rest() -> None:
    for question in bank():
        if isinstance(question, OpenText):
            assert question.codes[-1].value == 90, question.id


def test_lists_have_an_answer_for_everyone() -> None:
    """A multiple or an own list has a rest, a none, or don't know."""
    for question in bank():
        codes = getattr(question, "codes", ())
        if isinstance(question, Computed | OpenText) or getattr(question, "scale", "") or not codes:
            continue
        rest = re.compile(
            r"^(Andet|Andre|Noget andet|En anden|Et andet|Et land uden for|Jeg er i en)"
        )
        ends = any(c.exclusive or c.outside or rest.match(c.label["da"]) for c in codes)
        complete = question.id in {"volunteer", "tenure"}
        assert ends or question.missing or complete, question.id


def test_the_page_names_every_question_where_it_is_asked() -> None:
    line = re.compile(
        r"^\| `([a-z_0-9]+)` \| `([a-z-]+)` \| ([^|]+) \|([^|]*)\|([^|]*)\|([^|]*)\|", re.M
    )
    on_page = {
        match[1]: (match[2], match[3], tuple(bool(match[n].strip()) for n in (4, 5, 6)))
        for match in line.finditer(PAGE.read_text(encoding="utf-8"))
    }
    asked = {name: {q.id for q in questionnaire(name).questions} for name in ON_MODULES}
    expected = {
        question.id: (
            name,
            question.text.get("en") or f"worked out: {question.label['en']}",
            tuple(question.id in asked[each] for each in ON_MODULES),
        )
        for name in modules()
        for question in own_questions(name)
    }
    assert on_page == expected


def test_the_page_has_the_lengths() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name in ON_MODULES:
        made = questionnaire(name)
        count = len([q for q in made.questions if not isinstance(q, Computed)])
        minutes = round(simulate_paths(made).minutes[1])
        (line,) = [each for each in page.splitlines() if each.startswith(f"| `{name}` | ")]
        assert line.endswith(f"| {count} | {minutes} |"), (name, count, minutes)


def test_the_example_of_the_page_can_be_read(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    path = tmp_path / "skema.yaml"
    path.write_text(example, encoding="utf-8")
    assert check_questionnaire(path) == ()
    assert [q.id for q in read_questionnaire(path).questions][-1] == "benefit"


@pytest.mark.parametrize("name", ON_MODULES)
def test_it_goes_through_a_workbook_unchanged(name: str, tmp_path: Path) -> None:
    made = questionnaire(name)
    write_questionnaire_workbook(made, tmp_path / "skema.xlsx", language="da")
    same = questionnaire_from_workbook(tmp_path / "skema.xlsx", base=made) == made
    assert same


def test_the_wheel_takes_the_modules_along() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert "questionnaires" in wheel["only-include"]
    assert wheel["sources"]["questionnaires"] == "survey/_questionnaires"
    assert all(
        module_path(name).parent == ROOT / "questionnaires" / "modules" for name in modules()
    )
