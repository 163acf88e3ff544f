"""What tells who somebody is becomes no category of a questionnaire drafted from a file."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from made_data_files import write_csv

import survey as sv
from survey.cli import main
from survey.errors import DataError
from survey.language.catalogue import language_in_force

if TYPE_CHECKING:
    from pathlib import Path

CPR, EMAIL, NAME, WORDS = (
    "010170-1234", "frederikke@example.org", "Frederikke Skovgaard-Lund",
    "Naboen i stuen spiller musik om natten",
)  # fmt: skip
ADDRESS = "Pileallé 44, 2. tv"


def answers(rows: int = 80) -> pd.DataFrame:
    """A file in which people's data were typed into columns of categories, numbers and areas."""
    numbers = np.arange(rows)
    frame = pd.DataFrame(
        {
            "område": np.where(numbers % 2, "Vestparken", "Sydhaven"),
            "tryg": np.select(
                [numbers % 4 == 0, numbers % 4 == 1], ["Meget tryg", "Tryg"], "Utryg"
            ),
            "forening": np.where(numbers % 3, "Beboerklub", "Haveudvalg"),
            "alder": (18 + numbers % 60).astype(str),
        }
    ).astype(object)
    frame.loc[3, "område"], frame.loc[4, "område"] = NAME, CPR
    frame.loc[5, "forening"], frame.loc[6, "forening"] = NAME, WORDS
    frame.loc[7, "forening"], frame.loc[8, "forening"] = ADDRESS, EMAIL
    frame.loc[9, "alder"] = CPR
    return frame


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> sv.Draft:
    path = write_csv(tmp_path_factory.mktemp("withheld") / "svar.csv", answers())
    return sv.draft_questionnaire(path)


def test_nothing_of_a_person_is_in_the_draft_its_guesses_or_its_answers(
    draft: sv.Draft, tmp_path: Path
) -> None:
    draft.write_guesses(tmp_path / "guesses.xlsx")
    sheets = pd.read_excel(tmp_path / "guesses.xlsx", sheet_name=None, header=None)
    texts = [
        repr(draft.questionnaire), repr(draft.columns), repr(dict(draft.areas)),
        draft.guesses.to_frame().to_csv(), draft.answers().to_csv(),
        *(sheet.to_csv() for sheet in sheets.values()), draft._repr_html_(),
    ]  # fmt: skip
    for planted in (CPR, EMAIL, NAME, "Skovgaard", WORDS, "Pileallé"):
        assert not [each for each in texts if planted in each]


def test_what_is_left_is_as_it_was_and_what_went_is_counted(draft: sv.Draft) -> None:
    assert dict(draft.withheld) == {"område": 2, "forening": 4, "alder": 1}
    assert list(draft.areas.values()) == ["Sydhaven", "Vestparken", "Område ikke oplyst"]
    data = draft.answers()
    assert (data["forening"] == -1).sum() == 4
    assert data["alder"].tolist()[:3] == [18.0, 19.0, 20.0]
    assert data["alder"].tolist()[9] < 0


def test_the_same_file_is_recoded_alike_once_more(draft: sv.Draft) -> None:
    again = draft.recoded(draft.source.path)
    pd.testing.assert_frame_equal(again, draft.answers())


def test_answers_that_only_look_like_persons_stay_answers(tmp_path: Path) -> None:
    numbers = np.arange(60)
    frame = pd.DataFrame(
        {
            "area": np.where(numbers % 2, "Tower Blocks", "Glarbjergvej 12"),
            "often": np.select(
                [numbers % 3 == 0, numbers == 1], ["Very Often", "Not Sure"], "Never"
            ),
            "rent": np.where(numbers % 5, "Private Renting", "Council Housing"),
        }
    )
    made = sv.draft_questionnaire(write_csv(tmp_path / "a.csv", frame), language="en", area="area")
    assert dict(made.withheld) == {}
    assert set(made.areas.values()) == {"Tower Blocks", "Glarbjergvej 12"}


def test_a_file_without_headings_makes_no_questions_of_its_first_respondent(
    tmp_path: Path,
) -> None:
    lines = [f"{CPR};{NAME};{EMAIL};3", *(f"{n:06}-0000;Navn {n};n{n}@x.dk;2" for n in range(9))]
    (tmp_path / "svar.csv").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        sv.draft_questionnaire(tmp_path / "svar.csv")
    said = str(caught.value)
    assert "the first row seems to be answers" in said
    assert not [each for each in (CPR, NAME, EMAIL) if each in said]


def test_the_command_counts_them_and_leaves_none_in_the_new_study(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_csv(tmp_path / "svar.csv", answers())
    new = ["survey", "new", str(tmp_path / "ny"), "--from-data", str(path)]
    monkeypatch.setattr(sys, "argv", new)
    with language_in_force("da"), pytest.raises(SystemExit) as stop:
        main()
    said = capsys.readouterr()
    assert stop.value.code == 0
    assert "4 celler i kolonnen »forening«" in said.err
    held = "".join(
        each.read_text(encoding="utf-8", errors="ignore")
        for each in (tmp_path / "ny").rglob("*")
        if each.is_file()
    )
    for planted in (CPR, EMAIL, NAME, WORDS, "Pileallé"):
        assert planted not in held + said.out + said.err
