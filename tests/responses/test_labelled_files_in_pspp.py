"""What GNU PSPP, which shares no code with our writer, sees in our files of SPSS."""

from __future__ import annotations

import csv
import io
import subprocess
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from made_questionnaires import asked, codes, questionnaire, said, single
from made_responses import made_responses
from random_responses import random_responses

import survey as sv
from survey.codebook import Code, MissingKind
from survey.files.column_values import written
from survey.questionnaire.questions import Multiple, Number, OpenText
from survey.responses.labelled.writing import write_responses

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from survey.responses.responses import Responses

ENDINGS = (".sav", ".zsav")


def in_pspp(program: str, folder: Path, syntax: str) -> str:
    """What PSPP writes on running the lines; a warning of it is an error of ours."""
    (folder / "run.sps").write_text(syntax, encoding="utf-8")
    done = subprocess.run(
        [program, "-O", "format=csv", "run.sps"],
        cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120,
    )  # fmt: skip
    out = done.stdout + done.stderr
    assert "warning" not in out
    assert "error" not in out
    assert done.returncode == 0, out
    return out


def tables(out: str) -> dict[str, list[list[str]]]:
    """The tables by title."""
    found: dict[str, list[list[str]]] = {}
    for part in out.split("Table: ")[1:]:
        title, _, rest = part.partition("\n")
        found[title] = [row for row in csv.reader(io.StringIO(rest)) if row]
    return found


@pytest.fixture
def nordby() -> Responses:
    return made_responses(sv.read_questionnaire("nordby-2012"), 200)


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_value_is_there(
    ending: str, nordby: Responses, tmp_path: Path, needs_program: Callable[..., str]
) -> None:
    done = write_responses(nordby, tmp_path / f"x{ending}", language="da")
    command = [needs_program("pspp-convert"), done.path.name, "x.csv"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    rows = list(csv.reader(io.StringIO((tmp_path / "x.csv").read_text(encoding="utf-8"))))
    assert rows[0] == list(nordby.data.columns)
    areas = {"jennumparken": "1", "glarbjergvej": "2"}
    for place, name in enumerate(nordby.data.columns):
        cells = nordby.data[name].tolist()
        expected = [areas.get(each, each) if isinstance(each, str) else written(each)
                    for each in cells]  # fmt: skip
        assert [row[place] for row in rows[1:]] == expected, name


@pytest.mark.parametrize("ending", ENDINGS)
def test_labels_formats_measures_and_missing_values_are_there(
    ending: str, nordby: Responses, tmp_path: Path, needs_program: Callable[..., str]
) -> None:
    lock = sv.lock_questionnaire(nordby.questionnaire, wave="2012")
    done = write_responses(nordby, tmp_path / f"x{ending}", language="da", lock=lock)
    syntax = f"GET FILE='{done.path.name}'.\nDISPLAY DICTIONARY.\nDISPLAY DOCUMENTS.\n"
    found = tables(in_pspp(needs_program("pspp"), tmp_path, syntax))
    about = {row[0]: row[2:] for row in found["Variables"][1:]}
    asked = "Hvor tilfreds eller utilfreds er du alt i alt med at bo i området?"
    assert about["area_satisfaction"] == [
        f"Tilfredshed med området – {asked}",
        "Ordinal", "Input", "8", "Right", "F3.0", "F3.0", "-9 THRU -1",
    ]  # fmt: skip
    assert about["unsafe_places_1"][:2] == ["Utrygge steder: På stierne", "Nominal"]
    assert about["area"][0] == "Område"
    assert about["years_in_area"][1:] == [
        "Scale", "Input", "8", "Right", "F8.0", "F8.0", "-9 THRU -1",
    ]  # fmt: skip
    assert about["image_reason"][1:] == ["Nominal", "Input", "24", "Left", "A255", "A255", ""]
    numbers = [name for name, row in about.items() if not row[5].startswith("A")]
    assert {about[name][-1] for name in numbers} == {"-9 THRU -1"}
    notes = "\n".join(row[0] for row in found["Documents"])
    assert lock.instrument in notes
    assert "Måling: 2012" in notes
    assert "nordby-2012" in notes


def test_every_code_and_reason_has_its_label(
    nordby: Responses, tmp_path: Path, needs_program: Callable[..., str]
) -> None:
    done = write_responses(nordby, tmp_path / "x.sav", language="da")
    syntax = f"GET FILE='{done.path.name}'.\nDISPLAY LABELS.\nDISPLAY DICTIONARY.\n"
    labels = tables(in_pspp(needs_program("pspp"), tmp_path, syntax))["Value Labels"]
    wanted = nordby.codebook["safe_evening"]
    label = f"Tryg om aftenen – {wanted.question['da']}"
    first = next(place for place, row in enumerate(labels) if row[0] == label)
    after = (place for place, row in enumerate(labels[first + 1 :], first + 1) if row[0])
    found = {row[1].split("[")[0]: row[2] for row in labels[first : next(after)]}
    expected = {str(code.value): code.label["da"] for code in wanted.codes}
    assert expected.items() <= found.items()
    assert found["-1"] == "Ikke besvaret"


@pytest.mark.parametrize("ending", ENDINGS)
def test_questions_with_several_answers_are_sets(
    ending: str, nordby: Responses, tmp_path: Path, needs_program: Callable[..., str]
) -> None:
    done = write_responses(nordby, tmp_path / f"x{ending}", language="da")
    syntax = f"GET FILE='{done.path.name}'.\nMRSETS /DISPLAY NAME=ALL.\n"
    rows = tables(in_pspp(needs_program("pspp"), tmp_path, syntax))["Multiple Response Sets"]
    found = {row[0]: row[1:] for row in rows[1:]}
    for name, multiple in nordby.codebook.multiples.items():
        label, kind, counted, members = found[f"${name}"]
        assert label.startswith(multiple.label["da"])
        assert (kind, counted) == ("Dichotomies", "1")
        assert members.split("\n") == list(multiple.columns)


@pytest.mark.parametrize("ending", ENDINGS)
def test_counts_are_those_of_the_answers(
    ending: str, nordby: Responses, tmp_path: Path, needs_program: Callable[..., str]
) -> None:
    done = write_responses(nordby, tmp_path / f"x{ending}")
    syntax = f"GET FILE='{done.path.name}'.\nFREQUENCIES /VARIABLES=safe_evening.\n"
    found = tables(in_pspp(needs_program("pspp"), tmp_path, syntax))
    cells, codebook = nordby.data["safe_evening"], nordby.codebook["safe_evening"]
    counted = next(rows for title, rows in found.items() if title != "Statistics")
    counts = {row[1]: int(row[2]) for row in counted if len(row) > 2 and row[2].isdigit()}
    words = {code.value: code.label["en"] for code in (*codebook.codes, *codebook.missing)}
    expected = cells.map(words).value_counts().to_dict()
    assert expected.items() <= counts.items()
    valid = next(row for row in found["Statistics"] if "Valid" in row)
    assert int(valid[-1]) == (cells > 0).sum()


def test_a_packed_file_of_several_blocks_is_read_to_its_end(
    tmp_path: Path, needs_program: Callable[..., str]
) -> None:
    made = questionnaire(
        asked(Multiple, "ticked", codes=codes(1, 2)), *(asked(Number, f"n_{n}") for n in range(20))
    )
    responses = random_responses(made, 60_000, weight=np.random.default_rng(1).random(60_000))
    done = write_responses(responses, tmp_path / "x.zsav")
    syntax = (
        f"GET FILE='{done.path.name}'.\nMRSETS /DISPLAY NAME=ALL.\n"
        "DESCRIPTIVES /VARIABLES=weight n_19 /STATISTICS=SUM.\n"
    )
    found = tables(in_pspp(needs_program("pspp"), tmp_path, syntax))
    sums = {row[0]: (int(row[1]), float(row[2])) for row in found["Descriptive Statistics"][1:-2]}
    assert sums["Weight"] == (60_000, pytest.approx(responses.data["weight"].sum(), abs=0.01))
    valid = responses.data["n_19"][responses.data["n_19"] >= 0]
    assert sums["How – How?"] == (len(valid), pytest.approx(valid.sum(), rel=0.01))


def hard() -> tuple[Any, Any]:
    """300 columns with the same first eight letters, long labels, long texts."""
    many = codes(*range(1, 121))
    long = tuple(Code(n, said("Hårde ord og længere ord, æøå " * 8 + str(n))) for n in (1, 2))
    made = questionnaire(
        asked(Multiple, "very_long_a", codes=many, text=said("Spørgsmål " * 60)),
        asked(Multiple, "very_long_b", codes=many, text=said("To\nlinjer, $x='1'.")),
        *(single(f"very_long_{n}", codes=long, label=said("Æ" * 300)) for n in range(58)),
        asked(Number, "very_long_number", decimals=2),
        asked(OpenText, "very_long_words", most=5000),
    )
    responses = random_responses(made, 20, seed=4)
    responses.data.loc[3, "very_long_words"] = "Blåbærgrød 😀 " * 400
    return made, responses


@pytest.mark.parametrize("ending", ENDINGS)
def test_hard_names_labels_and_texts_are_taken(
    ending: str, tmp_path: Path, needs_program: Callable[..., str]
) -> None:
    _, responses = hard()
    done = write_responses(responses, tmp_path / f"x{ending}", language="da")
    syntax = (
        f"GET FILE='{done.path.name}'.\nMRSETS /DISPLAY NAME=ALL.\nDISPLAY DICTIONARY.\n"
        "DISPLAY ATTRIBUTES.\nLIST /VARIABLES=very_long_0 very_long_number.\n"
    )
    found = tables(in_pspp(needs_program("pspp"), tmp_path, syntax))
    sets = {row[0]: row for row in found["Multiple Response Sets"][1:]}
    assert len(sets["$very_long_a"][-1].split("\n")) == 120
    assert sets["$very_long_b"][-1].split("\n")[7] == "very_long_b_8"
    about = {row[0]: row for row in found["Variables"][1:]}
    assert len(about) == 3 + 240 + 58 + 2
    assert about["very_long_57"][2] == "Æ" * 128
    assert about["very_long_words"][-3] == "A255"
    listed = [row[0] for row in found["Data List"][1:]]
    assert listed == [str(value) for value in responses.data["very_long_0"]]
    kinds = {note.code for note in done.notes}
    assert {f"LABELLED-FILES-CUT-{what}" for what in ("LABEL", "VALUE-LABEL", "WORDS")} <= kinds


def test_dates_and_years_hold_their_reasons(
    tmp_path: Path, needs_program: Callable[..., str]
) -> None:
    from survey.questionnaire.questions import Date

    made = questionnaire(asked(Date, "born", precision="year"), asked(Date, "moved"))
    responses = random_responses(made, 7)
    responses.data["born"] = ["1961", *(str(int(kind)) for kind in MissingKind)][:7]
    responses.data["moved"] = ["2011-02-28", *(str(int(kind)) for kind in MissingKind)][:7]
    done = write_responses(responses, tmp_path / "x.sav", language="da")
    syntax = (
        f"GET FILE='{done.path.name}'.\nCOMPUTE day = NUMBER(moved, SDATE10).\n"
        "FORMATS day (SDATE10).\nLIST /VARIABLES=born moved day.\nDISPLAY DICTIONARY.\n"
    )
    program = needs_program("pspp")
    (tmp_path / "run.sps").write_text(syntax, encoding="utf-8")
    done_run = subprocess.run(
        [program, "-O", "format=csv", "run.sps"], cwd=tmp_path, capture_output=True, text=True,
        encoding="utf-8", check=False, timeout=120,
    )  # fmt: skip
    rows = tables(done_run.stdout)["Data List"][1:]
    assert rows[0] == ["1961", "2011-02-28", "2011/02/28"]
    assert [row[0] for row in rows[1:]] == ["-1", "-2", "-3", "-4", "-5", "-8"]
    assert [row[1] for row in rows[1:]] == ["-1", "-2", "-3", "-4", "-5", "-8"]


def test_texts_in_any_language_are_taken(tmp_path: Path, needs_program: Callable[..., str]) -> None:
    made = questionnaire(single("q", label=said("»Ådalen« كيف حالك؟"), codes=codes(1, 2)))
    responses = random_responses(made, 5)
    responses.data["vægt nr."] = np.linspace(0.5, 1.5, 5)
    done = write_responses(responses, tmp_path / "x.zsav", language="da")
    syntax = f"GET FILE='{done.path.name}'.\nDISPLAY DICTIONARY.\nLIST /VARIABLES=vægt_nr.\n"
    found = tables(in_pspp(needs_program("pspp"), tmp_path, syntax))
    about = {row[0]: row for row in found["Variables"][1:]}
    assert about["q"][2].startswith("»Ådalen« كيف حالك؟")
    assert [float(row[0]) for row in found["Data List"][1:]] == [0.5, 0.75, 1, 1.25, 1.5]
