"""A wave planned, sampled and its letters written: files, refusals, and what the command says."""

from __future__ import annotations

import csv
import json
import random
from typing import TYPE_CHECKING

import pytest
from made_studies import copy_of_copenhagen

import survey as sv
from survey.cli import code_of
from survey.errors import FileError, RefusedError, WrongUseError
from survey.findings import FindingsError
from survey.language.catalogue import language_in_force
from survey.sampling.sample_record import sample_fingerprint
from survey.study.steps.planned import plan_wave
from survey.study.steps.sampled import letters_of_wave, sample_wave
from survey.study.study import open_study

if TYPE_CHECKING:
    from pathlib import Path

    from survey.study.wave import Wave

HOMES = {"tower": 700, "apartment": 900, "atrium": 300, "Rækkehuse": 60}
SAID = """
    plan:
      difference: 0.15
      response_rate: 0.6
      census_below: 100
      reserve: 0.1
"""


def with_frame(root: Path, *, empty: float = 0.03, said: str = SAID) -> Path:
    """The Copenhagen study with a list of dwellings and what study.yaml says of the plan."""
    chance = random.Random(1)  # noqa: S311
    rows = [["Bolignr.", "Område", "Antal voksne", "Tom", "Adresse"]]
    for area, number in HOMES.items():
        for place in range(number):
            is_empty = chance.random() < empty
            adults = "" if is_empty else str(chance.choice([1, 1, 2]))
            row = [f"{len(rows):05}", area, adults, "ja" if is_empty else "nej"]
            rows.append([*row, f"Vej {place}"])
    with (root / "waves/1968/frame.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    path = root / "study.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("    counts: count\n", f"    counts: count{said}"), "utf-8")
    return root


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return with_frame(copy_of_copenhagen(tmp_path / "study"))


def wave_of(root: Path) -> Wave:
    return open_study(root).wave()


def test_the_plan_is_that_of_the_list_and_of_what_the_study_says(root: Path) -> None:
    planned = plan_wave(wave_of(root), language="da")
    areas = planned.plan.areas.set_index("area")
    assert areas.loc["terrace", "everyone"]
    assert areas.loc["terrace", "n"] == areas.loc["terrace", "population"]
    frame = sv.read_frame(root / "waves/1968/frame.csv", areas=root_areas())
    alone = sv.plan_sample(
        frame, contrast="tower", difference=0.15, response_rate=0.6, census_below=100, reserve=0.1
    )
    assert list(alone.areas["n"]) == list(planned.plan.areas["n"])
    assert [path.name for path in planned.files] == ["plan.html", "plan.xlsx", "plan.json"]
    page = planned.files[0].read_text(encoding="utf-8")
    assert 'lang="da"' in page
    assert "målingen 1968" in page
    assert "Vej 1" not in page


def root_areas() -> list[tuple[str, str]]:
    return [
        ("apartment", "Etageboliger"), ("atrium", "Atriumhuse"), ("terrace", "Rækkehuse"),
        ("tower", "Højhuse"),
    ]  # fmt: skip


def test_the_same_plan_gives_the_same_bytes(root: Path) -> None:
    first = [path.read_bytes() for path in plan_wave(wave_of(root), language="da").files]
    again = [path.read_bytes() for path in plan_wave(wave_of(root), language="da").files]
    assert first == again


def test_what_is_asked_for_goes_before_what_the_study_says_and_is_drawn(root: Path) -> None:
    planned = plan_wave(wave_of(root), budget=500)
    assert planned.plan.n == 500
    sampled = sample_wave(wave_of(root), language="da")
    assert len(sampled.sample.main) == 500
    assert sampled.sample.seed == 1968
    assert sampled.sample.person_rule == "birthday"


def test_a_sample_is_drawn_once_and_is_the_same_again(root: Path) -> None:
    first = sample_wave(wave_of(root), language="da")
    assert [path.name for path in first.files] == ["sample.xlsx", "sample.xlsx.record.json"]
    before = [path.read_bytes() for path in first.files]
    again = sample_wave(wave_of(root), language="en")
    assert again.kept
    assert [path.read_bytes() for path in again.files] == before
    assert sample_fingerprint(sv.read_sample(first.files[0])) == sample_fingerprint(first.sample)
    with pytest.raises(WrongUseError, match="another one is there"):
        sample_wave(wave_of(root), seed=7)
    assert sample_wave(wave_of(root), seed=7, overwrite=True).sample.seed == 7


def test_a_sample_in_use_is_never_replaced(root: Path) -> None:
    sample_wave(wave_of(root))
    (root / "waves/1968/dispositions.csv").write_text("unit;date;mode;result\n", encoding="utf-8")
    with pytest.raises(RefusedError, match="fieldwork has begun"):
        sample_wave(wave_of(root), seed=7, overwrite=True)
    assert sample_wave(wave_of(root)).kept


def test_a_plan_that_is_older_than_what_the_study_says_is_not_drawn(root: Path) -> None:
    plan_wave(wave_of(root))
    path = root / "study.yaml"
    path.write_text(path.read_text("utf-8").replace("difference: 0.15", "difference: 0.2"), "utf-8")
    with pytest.raises(WrongUseError, match='"difference"'):
        sample_wave(wave_of(root))
    plan_wave(wave_of(root))
    assert not sample_wave(wave_of(root)).kept
    (root / "waves/1968/plan.json").unlink()
    with pytest.raises(WrongUseError, match=r"sample\.xlsx"):
        sample_wave(wave_of(root))
    assert not (root / "waves/1968/plan.json").exists()


def test_a_damaged_plan_is_said(root: Path) -> None:
    (root / "waves/1968/plan.json").write_text('{"plan": 3}', encoding="utf-8")
    with pytest.raises(FileError, match="damaged or changed"):
        sample_wave(wave_of(root))


def test_a_wave_without_a_list_says_where_it_is_to_lie(tmp_path: Path) -> None:
    root = copy_of_copenhagen(tmp_path / "study")
    with pytest.raises(FileError, match=r"waves/1968/frame\.csv"):
        plan_wave(wave_of(root))


def test_an_area_that_is_misspelled_in_the_list_is_told(root: Path) -> None:
    path = root / "waves/1968/frame.csv"
    path.write_text(path.read_text("utf-8").replace(";Rækkehuse;", ";Rækehuse;", 1), "utf-8")
    with language_in_force("da"), pytest.raises(FindingsError, match="mente du »Rækkehuse«"):
        plan_wave(wave_of(root))


def test_letters_with_addresses_stay_outside_the_study(root: Path, tmp_path: Path) -> None:
    contacts = tmp_path / "contacts.csv"
    path = root / "waves/1968/frame.csv"
    contacts.write_text(path.read_text("utf-8"), encoding="utf-8")
    with pytest.raises(FileError, match="survey sample"):
        letters_of_wave(wave_of(root), tmp_path / "letters.xlsx")
    sample_wave(wave_of(root))
    with pytest.raises(RefusedError, match="apart"):
        letters_of_wave(wave_of(root), root / "letters.xlsx", contacts=contacts)
    written = letters_of_wave(
        wave_of(root), tmp_path / "letters.xlsx", contacts=contacts, secret=tmp_path / "secret.txt"
    )
    assert written.letters.exists()
    assert written.rows == len(sv.read_sample(root / "waves/1968/sample.xlsx").main)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = code_of(list(arguments), debug=False)
    return code, *capsys.readouterr()


def test_the_commands_say_it_in_words_and_as_data(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("--difference", "15 pct.", "--response-rate", "0,6", "--budget", "1.000")
    code, out, err = run(capsys, "plan", str(root), *asked, "--lang", "da")
    assert (code, err) == (1, "")  # in small areas the difference can't be seen
    assert "Højhuse" in out
    assert "[PLANNING-UNREACHED]" in out
    assert out.splitlines()[-1].endswith("plan.json")
    code, out, err = run(capsys, "plan", str(root), *asked, "--json")
    assert (code, err) == (1, "")
    data = json.loads(out)
    assert data["asked"] == 1000
    assert data["settings"]["budget"] == 1000
    assert data["areas"][3]["power"] is None
    code, out, err = run(capsys, "sample", str(root), "1968", "--lang", "da")
    assert (code, err) == (0, "")
    assert out.startswith("Trukket med startværdien 1968: 1.000 i 4 områder.\n")
    code, out, err = run(capsys, "sample", str(root), "--json")
    assert json.loads(out)["kept"] is True
    letters = str(tmp_path / "breve.xlsx")
    assert run(capsys, "letters", str(root), "--out", letters, "--lang", "da")[0] == 0


@pytest.mark.parametrize(
    "asked",
    [("--difference", "meget"), ("--budget", "2,5"), ("--contrast", "towr"), ("--power", "800%")],
)
def test_numbers_that_are_none_are_wrong_use(
    root: Path, asked: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "plan", str(root), *asked)
    assert (code, out) == (2, "")
    assert err.count("\n") <= 4
    assert not (root / "waves/1968/plan.json").exists()
