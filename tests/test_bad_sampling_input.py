"""Bad input on the way from a list of dwellings to response rates: refused, with place and hint."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import survey as sv
from survey.language.catalogue import language_in_force

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

AREAS = [("a", "Ådalen"), ("s", "Søparken"), ("e", "Engparken")]
LABELS = [label for _, label in AREAS]
HEAD = "Bolignr.;Område;Antal voksne;Tom;m2"
LOG = "bolig;dato;måde;resultat"
UNIT, AREA, ADULTS, EMPTY, SIZE = range(5)


def rows() -> list[list[str]]:
    return [[f"{k:03}", LABELS[k // 40], "2", "nej", str(50 + k % 5)] for k in range(120)]


def lines(row: int | None = None, column: int = 0, written: str = "") -> list[str]:
    changed = rows()
    if row is not None:
        changed[row][column] = written
    return [";".join(each) for each in changed]


class Usual:
    """What is made of the list without a fault, once for all tests."""

    def __init__(self, folder: Path) -> None:
        self.desk = Desk(folder, self)

    @cached_property
    def frame(self) -> sv.Frame:
        return self.desk.frame(lines())

    @cached_property
    def plan(self) -> sv.SamplePlan:
        return self.desk.plan(self.frame)

    @cached_property
    def sample(self) -> sv.Sample:
        return self.desk.sample(reserve=0.1)


@dataclass(frozen=True)
class Desk:
    """A folder with files of our own making, and what was made of them."""

    folder: Path
    usual: Usual

    def write(self, given: list[str], head: str = HEAD, name: str = "liste.csv") -> Path:
        path = self.folder / name
        path.write_text("\n".join([head, *given]) + "\n", encoding="utf-8")
        return path

    def frame(self, given: list[str] | None = None, head: str = HEAD, **more: Any) -> sv.Frame:
        if given is None and head == HEAD and not more:
            return self.usual.frame
        path = self.write(lines() if given is None else given, head)
        return sv.read_frame(path, **{"areas": AREAS, **more})

    def plan(self, frame: sv.Frame | None = None, **more: Any) -> sv.SamplePlan:
        if frame is None and not more:
            return self.usual.plan
        return sv.plan_sample(frame or self.frame(), **{"contrast": "e", "budget": 60, **more})

    def altered(self, column: str, value: object, row: int = 0) -> sv.SamplePlan:
        """A plan in which somebody changed a number."""
        plan = self.plan()
        strata = plan.strata.astype({column: object})
        strata.loc[row, column] = value
        return replace(plan, strata=strata)

    def sample(self, plan: sv.SamplePlan | None = None, **more: Any) -> sv.Sample:
        return sv.draw_sample(self.frame(), plan or self.plan(), **{"seed": 1, **more})

    def log(self, written: str, **more: Any) -> sv.Dispositions:
        """A log of attempts at the first units of the sample, by their place: {0}, {1}."""
        sample = self.usual.sample
        drawn = sorted(sample.drawn["unit"])
        spare = sample.reserve(1)["unit"][0]
        others = sorted({row[0] for row in rows()} - set(sample.units["unit"]))
        bare = next(each for each in drawn if each.startswith("0")).lstrip("0")
        text = written.format(*drawn[:3], spare=spare, other=others[0], bare=bare)
        path = self.write(text.split("|"), LOG, "log.csv")
        limits = {"drawn": "2026-04-20", "until": "2026-06-01", **more}
        return sv.read_dispositions(path, sample, **limits)

    def pipe(self) -> Path:
        path = self.folder / "pipe.csv"
        os.mkfifo(path)
        return path

    def link(self) -> Path:
        path = self.folder / "link.csv"
        path.symlink_to(self.folder / "nowhere.csv")
        return path

    def raw(self, data: bytes) -> Path:
        path = self.folder / "raw.csv"
        path.write_bytes(data)
        return path


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Usual:
    return Usual(tmp_path_factory.mktemp("usual"))


@pytest.fixture
def desk(tmp_path: Path, usual: Usual) -> Desk:
    return Desk(tmp_path, usual)


def refused(act: Callable[[], object], *said: str) -> None:
    """It ends with an error of ours that says all of this, in Danish too without a field left."""
    with pytest.raises(sv.SurveyError) as caught:
        act()
    told = str(caught.value)
    for each in said:
        assert each in told
    assert "Traceback" not in told
    with language_in_force("da"), pytest.raises(sv.SurveyError) as caught:
        act()
    assert "{" not in str(caught.value).replace("{id}", "")


# The list


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (lines(5, UNIT, "003"), ["liste.csv:5 (Bolignr.)", '"003"', "liste.csv:7", "delete one"]),
        (lines(5, UNIT, " 003 "), ["liste.csv:5 (Bolignr.)", "liste.csv:7"]),
        (lines(5, UNIT, ""), ["liste.csv:7 (Bolignr.)", "an id in each row"]),
        (lines(5, UNIT, "1,2E+05"), ["liste.csv:7", "Excel has cut off its digits", "a text"]),
        (lines(5, UNIT, "а1"), ["liste.csv:7", "CYRILLIC SMALL LETTER A"]),
        (lines(5, AREA, "Nordby"), ["liste.csv:7 (Område)", '"Nordby"', '"Engparken"', "alias"]),
        (lines(5, AREA, "Engparkn"), ["liste.csv:7 (Område)", 'did you mean "Engparken"?']),
        (lines(5, AREA, ""), ["liste.csv:7 (Område)", "must be filled in"]),
        (lines(5, ADULTS, "1e5"), ["liste.csv:7 (Antal voksne)", "whole number", "leave the cell"]),
        (lines(5, ADULTS, "0x10"), ["liste.csv:7 (Antal voksne)", "whole number"]),
        (lines(5, ADULTS, "1_000"), ["liste.csv:7 (Antal voksne)", "whole number"]),
        (lines(5, ADULTS, "1-2"), ["liste.csv:7 (Antal voksne)", "whole number"]),
        (lines(5, ADULTS, "2,5"), ["liste.csv:7 (Antal voksne)", "whole number"]),
        (lines(5, ADULTS, "-1"), ["liste.csv:7 (Antal voksne)", "below 0"]),
        (lines(5, EMPTY, "måske"), ["liste.csv:7 (Tom)", '"måske"', "yes or no"]),
        (lines(5, SIZE, "0"), ["liste.csv:7 (m2)", "above 0", "size=None"]),
        (lines(5, SIZE, "-5"), ["liste.csv:7 (m2)", "above 0"]),
        (lines(0, SIZE, "50;x"), ["liste.csv:2", "as many fields as the header", "delimiter"]),
        (lines(5, SIZE, "50;x"), ["liste.csv:7", "as many fields as the header"]),
        ([*lines()[:5], "005;Ådalen", *lines()[6:]], ["liste.csv:7", "number of fields: 2"]),
        (lines(5, AREA, '"Ådalen'), ["liste.csv:7", "in pairs", "written twice"]),
        (lines(5, AREA, "Åda\x00len"), ["liste.csv:7", "NUL", "UTF-8"]),
        ([], ["liste.csv", "must have rows", "export"]),
    ],
)
def test_a_list_that_is_wrong_somewhere_is_no_frame(
    desk: Desk, given: list[str], said: list[str]
) -> None:
    refused(lambda: desk.frame(given), *said)


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("Bolignr.;Område;Antal voksne;Antal voksne;m2", ["liste.csv:1", "same name", "rename"]),
        (
            "Bolignr.;Bydel;Antal voksne;Tom;m2",
            ["column of areas", '"Bydel"', "område", "columns="],
        ),
        ("Nr på døren;Område;Antal voksne;Tom;m2", ["an id for each row", "columns=dict(unit="]),
    ],
)
def test_columns_that_are_twice_or_absent_are_refused(
    desk: Desk, head: str, said: list[str]
) -> None:
    refused(lambda: desk.frame(head=head), *said)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (lambda desk: desk.folder, "a folder"),
        (Desk.pipe, "not a pipe"),
        (Desk.link, "must be there"),
        (lambda desk: desk.folder / "nowhere.csv", "must be there"),
        (lambda desk: desk.raw(b""), "it is empty"),
        (lambda desk: desk.raw(b"PK\x03\x04nothing"), "raw.csv"),
    ],
)
def test_what_is_no_table_is_refused(desk: Desk, path: Callable[[Desk], Path], said: str) -> None:
    where = path(desk)
    refused(lambda: sv.read_frame(where, areas=AREAS), said)
    refused(lambda: sv.read_dispositions(where), said)


def test_what_looks_like_nothing_or_otherwise_is_kept_as_it_is_meant(desk: Desk) -> None:
    changed = rows()
    changed[1][UNIT], changed[2][UNIT] = "NA", "null"
    changed[3][AREA] = "A\u030adalen"
    frame = desk.frame([";".join(each) for each in changed])
    assert frame.units is not None
    assert frame.units["unit"].tolist()[:4] == ["000", "NA", "null", "003"]
    assert frame.counts["units"].tolist() == [40, 40, 40]


def test_an_area_without_dwellings_is_told_and_cannot_be_planned_for(desk: Desk) -> None:
    frame = desk.frame(areas=[*AREAS, ("v", "Vangdalen")])
    assert any("Vangdalen" in note.message for note in frame.notes)
    refused(lambda: desk.plan(frame), "someone who can be asked", '"v"', "leave the area out")


# The plan


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"contrast": "Nordby"}, ["contrast", '"Nordby"', '"Engparken"']),
        ({"contrast": "Engparkn"}, ["contrast", 'did you mean "Engparken"?']),
        ({"contrast": None, "budget": None, "difference": None}, ["an aim", "budget=1000"]),
        ({"minimum": 50}, ["minimum", "50 of 40", "lower minimum"]),
        ({"minimum": 30}, ["budget must pay", "90 or more", "raise the budget"]),
        ({"maximum": 5, "minimum": 10}, ["minimum"]),
        ({"census_below": 100}, ["budget must pay", "120 or more"]),
        ({"budget": 0}, ["budget"]),
        ({"budget": float("nan")}, ["budget"]),
        ({"budget": None, "difference": 0.1}, ["even if everyone is asked", "larger difference"]),
        ({"difference": 0}, ["difference", "0"]),
        ({"difference": 10}, ["difference", "10"]),
        ({"response_rate": 45}, ["response_rate", "no more than 1", "45"]),
        ({"response_rate": 0}, ["response_rate"]),
        ({"response_rate": {"a": 0.5}}, ["response_rate", 'none for "s", "e"', "one for each"]),
        ({"response_rate": {"a": 0.5, "Søparkn": 0.4}}, ['did you mean "Søparken"?']),
        ({"power": 80}, ["power"]),
        ({"reserve": -0.1}, ["reserve"]),
        ({"strata": "etage"}, ["strata", '"etage"', '"size"']),
        ({"allocation": "best"}, ["allocation", '"neyman"']),
        ({"allocation": "contrast", "contrast": None, "against": "all"}, ["allocation"]),
    ],
)
def test_a_plan_that_cannot_be_is_refused(
    desk: Desk, more: dict[str, Any], said: list[str]
) -> None:
    frame = desk.frame()
    refused(lambda: desk.plan(frame, **more), *said)


def test_a_contrast_must_have_somebody_to_be_compared_with(desk: Desk) -> None:
    frame = desk.frame(lines()[80:], areas=AREAS[2:])
    refused(lambda: desk.plan(frame), "an area beside the contrast", "the other areas")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"n": 101}, ["More can't be asked than there are", "101", "100 at most"]),
        ({"half_width": 4}, ["half_width", "below 1", "4"]),
        ({"half_width": 0}, ["half_width", "above 0"]),
        ({}, ["half_width"]),
        ({"half_width": 0.05, "n": 10}, ["half_width"]),
        ({"half_width": 0.05, "response_rate": 0}, ["response_rate"]),
        ({"preset": "hrs"}, ["preset", '"tsm"']),
    ],
)
def test_a_sample_size_that_cannot_be_is_refused(given: dict[str, Any], said: list[str]) -> None:
    refused(lambda: sv.sample_size(100, **given), *said)


# The draw


@pytest.mark.parametrize(
    ("column", "value", "row", "said"),
    [
        ("n", 41, 0, ['"Ådalen"', "41 of 40", "plan again"]),
        ("n", 10.5, 0, ['"Ådalen"', "whole number"]),
        ("n", -1, 0, ['"Ådalen"', "whole number"]),
        ("n", float("nan"), 0, ['"Ådalen"', "whole number"]),
        ("n", 0, 2, ["contrast", '"Engparken"', "0 units"]),
        ("stratum", "x", 0, ["in the plan", '"a"', "plan again"]),
        ("population", 39, 0, ['"Ådalen"', "39"]),
    ],
)
def test_a_plan_that_was_changed_by_hand_draws_nothing(
    desk: Desk, column: str, value: object, row: int, said: list[str]
) -> None:
    plan = desk.altered(column, value, row)
    refused(lambda: desk.sample(plan), *said)


def test_a_plan_for_another_list_draws_nothing(desk: Desk) -> None:
    plan = desk.plan()
    other = desk.frame(lines(5, UNIT, "999"))
    refused(lambda: sv.draw_sample(other, plan, seed=1), "another one", "plan again")
    less = replace(plan, strata=plan.strata.iloc[:2])
    refused(lambda: desk.sample(less), '"e"', "plan again")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"seed": "2026"}, ["seed", '"2026"', "the year"]),
        ({"seed": -1}, ["seed"]),
        ({"seed": True}, ["seed"]),
        ({"method": "snowball"}, ["method", '"snowball"', '"srs"']),
        ({"method": "systematic"}, ["an order", "order="]),
        ({"method": {"nordby": "srs"}}, ["nordby", '"a"']),
        ({"method": "sampford", "size": "rooms"}, ['"rooms"']),
        ({"persons": "oldest"}, ["oldest"]),
        ({"overlap": 0.5}, ["an earlier sample", "previous="]),
        ({"reserve": -1}, ["reserve"]),
    ],
)
def test_a_draw_that_cannot_be_is_refused(
    desk: Desk, more: dict[str, Any], said: list[str]
) -> None:
    plan = desk.plan()
    refused(lambda: desk.sample(plan, **more), *said)


def test_a_wave_can_be_drawn_neither_with_the_old_seed_nor_with_too_large_an_overlap(
    desk: Desk,
) -> None:
    sample = desk.sample()
    refused(lambda: desk.sample(previous=sample, overlap=0.5), "seed", "of its own")
    refused(lambda: desk.sample(previous=sample, overlap=1.5, seed=2), "from 0 to 1", "1.5")


def test_nothing_is_written_of_what_cannot_be(desk: Desk) -> None:
    sample = desk.sample()
    there = sorted(each.name for each in desk.folder.iterdir())
    refused(lambda: sv.write_sample(sample, desk.folder / "s.txt"), ".csv", ".xlsx")
    refused(lambda: sv.write_letters(sample, desk.folder / "b.docx"), ".xlsx")
    refused(lambda: sv.write_letters(sample, desk.folder / "b.xlsx", deadline="soon"), "soon")
    refused(
        lambda: sv.write_letters(sample, desk.folder / "b.xlsx", link="https://x.example/{id}"),
        "{id}",
    )
    refused(
        lambda: sv.write_letters(sample, desk.folder / "b.xlsx", contacts=desk.folder / "no.csv"),
        "no.csv",
    )
    refused(lambda: sv.write_letters(sample, desk.folder / "b.xlsx", replicates=[7]), "7")
    assert sorted(each.name for each in desk.folder.iterdir()) == there


# What became of everyone


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{0};04-05-2026;brev;gik fløjten", ["log.csv:2 (resultat)", '"gik fløjten"', "words="]),
        ("{0};04-05-2026;brev;besvart", ["log.csv:2 (resultat)", 'did you mean "besvaret"?']),
        ("{0};04-03-2026;brev;afslag", ["log.csv:2 (dato)", "before the draw", "2026-03-04"]),
        ("{0};04-07-2026;brev;afslag", ["log.csv:2 (dato)", "after 2026-06-01"]),
        ("{0};31-02-2026;brev;afslag", ["log.csv:2 (dato)", '"31-02-2026"', "31-05-2026"]),
        ("{0};;brev;afslag", ["log.csv:2 (dato)"]),
        ("999;04-05-2026;brev;afslag", ["log.csv:2 (bolig)", '"999"', "not sampled"]),
        ("{other};04-05-2026;brev;afslag", ["log.csv:2 (bolig)", "not sampled"]),
        ("{spare};04-05-2026;brev;afslag", ["log.csv:2 (bolig)", "reserve", "release"]),
        ("{bare};04-05-2026;brev;afslag", ["log.csv:2 (bolig)", "zeros at the front", "a text"]),
        (";04-05-2026;brev;afslag", ["log.csv:2 (bolig)"]),
        (
            "{0};04-05-2026;brev;afslag|{0};03-05-2026;brev;afslag|{0};07-05-2026;brev;afslag",
            ["log.csv:3 (dato)", "order", "sort the file"],
        ),
        ("{0};04-05-2026;brev", ["log.csv:2", "number of fields: 3"]),
    ],
)
def test_a_log_that_is_wrong_somewhere_is_not_counted(
    desk: Desk, written: str, said: list[str]
) -> None:
    refused(lambda: desk.log(written), *said)


def test_final_outcomes_of_a_dwelling_stand_once(desk: Desk) -> None:
    path = desk.write(["001;afslag", "002;besvaret", "001;besvaret"], "bolig;kode", "koder.csv")
    refused(lambda: sv.read_dispositions(path, area="Nordby"), "koder.csv:4", "001")


def test_rates_and_the_indicator_are_of_what_is_known_of_everyone(desk: Desk) -> None:
    found = desk.log("{0};04-05-2026;brev;afslag")
    refused(lambda: sv.response_rates(found, by="age"), '"age"', '"area"')
    refused(lambda: sv.response_rates(found, kind="RR9"), '"RR9"', "RR1", "RR6")  # type: ignore[arg-type]
    refused(lambda: sv.r_indicator_of(found), "one answer")
    refused(lambda: sv.reminders_due(found, on="soon"), "soon")


# The estimate


@pytest.mark.parametrize(
    ("population", "said"),
    [
        ({"a": 3, "s": 40, "e": 40}, ["can't be smaller", "3 against", '"a"']),
        ({"a": 40, "s": 40}, ["for every stratum", '"e"']),
        ({"a": 0.5, "s": 40, "e": 40}, ["population", "fraction"]),
    ],
)
def test_no_more_can_answer_than_there_are(
    desk: Desk, population: dict[str, float], said: list[str]
) -> None:
    answers = desk.sample().drawn
    refused(lambda: sv.SurveyDesign(answers, strata="stratum", population=population), *said)


def test_an_area_of_which_all_answered_has_no_error_of_sampling(desk: Desk) -> None:
    sample = desk.sample(desk.plan(budget=120))
    answers = sample.drawn.assign(safe=[1, 0] * 60)
    design = sv.SurveyDesign(answers, strata="stratum", population=dict.fromkeys("ase", 40))
    found = sv.mean(design, "safe", by="area").to_frame()
    assert isinstance(found, pd.DataFrame)
    assert found["std_error"].tolist() == [0, 0, 0]
