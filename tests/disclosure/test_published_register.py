"""What was published before, and what later releases have to hide because of it."""

from __future__ import annotations

import errno
import json
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import survey as sv
from survey.disclosure.audit.record import masked, unmasked
from survey.disclosure.published import PublishedRegister, _fingerprint
from survey.sampling.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

SECRET = Secret(b"a secret of at least 32 bytes, as drawn")
OTHER = Secret(b"another secret of at least 32 bytes ...")


def register() -> PublishedRegister:
    return PublishedRegister(SECRET)


def answers(few: int = 3, **columns: Any) -> pd.DataFrame:
    """Three areas of 60; `few` people of the first gave the answer 1."""
    frame = pd.DataFrame({"area": np.repeat(["A", "B", "C"], 60)})
    frame["q"] = [1] * few + [2] * (60 - few) + [1, 2] * 60
    return frame.assign(**columns)


def by_area(frame: pd.DataFrame, by: Any = "area", **more: Any) -> sv.Estimates:
    return sv.proportion(sv.SurveyDesign(frame), "q", by=by, **more)


def hidden(released: sv.Released, **where: Any) -> list[bool]:
    frame = released.estimates[0].frame
    for name, value in where.items():
        frame = frame[frame[name] == value]
    return [str(status) == "confidential" for status in frame["status"]]


# Later releases give way


def test_a_total_that_comes_later_gives_way_to_areas_that_are_out() -> None:
    frame = answers()
    first = sv.release(by_area(frame), published=register())
    assert not any(hidden(first, area="B"))
    out = register().with_release(first, "areas")
    second = sv.release(by_area(frame, None), published=out)
    assert all(hidden(second))
    assert not any(hidden(sv.release(by_area(frame, None), published=register())))


def test_the_same_release_again_is_the_same() -> None:
    frame = answers()
    first = sv.release(by_area(frame, all_row=True), published=register())
    out = register().with_release(first, "report")
    again = sv.release(by_area(frame, all_row=True), published=out)
    assert hidden(again) == hidden(first)
    assert any(hidden(first))
    assert out.with_release(again, "report") is out


def test_an_area_that_gained_a_few_people_is_hidden_with_its_neighbour() -> None:
    frame = answers(few=30)
    moved = frame["area"].mask(frame.index.isin([60, 61]), "A")
    first = sv.release(by_area(frame, all_row=True), published=register())
    out = register().with_release(first, "2010")
    second = sv.release(by_area(frame.assign(area=moved), all_row=True), published=out)
    assert all(hidden(second, area="A"))
    assert all(hidden(second, area="B"))
    assert not any(hidden(second, area="C"))
    assert {note.code for note in second.notes} == {"RELEASE-AUDIT-NEARLY-AS-BEFORE"}
    assert '"A"' in second.notes[0].message


def test_people_are_known_again_under_new_names_of_areas_and_answers() -> None:
    frame = answers(few=30)
    first = sv.release(by_area(frame, all_row=True), published=register())
    out = register().with_release(first, "2010")
    moved = frame["area"].mask(frame.index.isin([60, 61]), "A")
    new = frame.assign(
        area=moved.map({"A": "Vangen", "B": "Lunden", "C": "Haven"}),
        q=frame["q"].map({1: "yes", 2: "no"}),
    )
    second = sv.release(by_area(new, all_row=True), published=out)
    assert all(hidden(second, area="Vangen"))
    assert all(hidden(second, area="Lunden"))
    assert not any(hidden(second, area="Haven"))
    assert {note.code for note in second.notes} == {"RELEASE-AUDIT-NEARLY-AS-BEFORE"}


def test_a_corrected_answer_does_not_show_who_was_corrected() -> None:
    frame = answers(few=30)
    first = sv.release(by_area(frame, all_row=True), published=register())
    out = register().with_release(first, "first")
    corrected = frame.assign(q=frame["q"].mask(frame.index == 0, 2))
    second = sv.release(by_area(corrected, all_row=True), published=out)
    assert second.notes == ()
    assert not any(hidden(second))  # one answer moved, and nobody knows whose


def test_other_people_are_told_and_nothing_is_hidden_because_of_them() -> None:
    first = sv.release(by_area(answers(few=30)), published=register())
    out = register().with_release(first, "2010")
    chance = np.random.default_rng(3)
    later = pd.DataFrame({"area": np.repeat(["A", "B"], 70), "q": chance.integers(1, 3, 140)})
    second = sv.release(by_area(later), published=out)
    assert [note.code for note in second.notes] == ["RELEASE-AUDIT-OTHER-PEOPLE"]
    assert not any(hidden(second))


def test_what_can_not_be_mended_any_more_is_told() -> None:
    loose = sv.ReleasePolicy("loose", minimum_base=1, small_cell=1)
    frame = answers()
    out = register().with_release(sv.release(by_area(frame), loose, published=register()), "loose")
    later = sv.release(by_area(frame), published=out)
    assert all(hidden(later, area="A"))
    assert {note.code for note in later.notes} == {"RELEASE-AUDIT-GIVEN-AWAY"}


# The file


def test_the_register_is_written_and_read_as_it_was(tmp_path: Path) -> None:
    frame = answers()
    file = tmp_path / "published.json"
    empty = sv.read_published(file, SECRET)
    full = empty.with_release(sv.release(by_area(frame, all_row=True), published=empty), "areas")
    assert full.write() == file
    again = sv.read_published(file, SECRET)
    assert again.fingerprint == full.fingerprint
    assert again.to_bytes() == full.to_bytes()
    assert again.to_frame()["name"].tolist() == ["areas"]
    assert hidden(sv.release(by_area(frame, None), published=again)) == hidden(
        sv.release(by_area(frame, None), published=full)
    )


def test_the_file_holds_no_numbers_of_people() -> None:
    released = sv.release(by_area(answers(), all_row=True), published=register())
    content = json.loads(register().with_release(released, "areas").to_bytes())
    (one,) = content["publications"]

    def numbers(part: Any) -> list[int]:
        if isinstance(part, dict):
            return [x for value in part.values() for x in numbers(value)]
        if isinstance(part, list):
            return [x for value in part for x in numbers(value)]
        return [part] if isinstance(part, int) and not isinstance(part, bool) else []

    assert set(numbers(one)) <= set(range(5))  # places of domains and answers only


def test_another_secret_reads_nothing(tmp_path: Path) -> None:
    file = tmp_path / "published.json"
    released = sv.release(by_area(answers()), published=register())
    register().with_release(released, "areas").write(file)
    with pytest.raises(sv.SurveyError, match="secret"):
        sv.read_published(file, OTHER)
    with pytest.raises(sv.SurveyError, match="held against"):
        PublishedRegister(OTHER).with_release(released, "areas")


def test_a_register_that_was_changed_by_hand_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "published.json"
    register().with_release(sv.release(by_area(answers()), published=register()), "a").write(file)
    file.write_text(file.read_text(encoding="utf-8").replace('"HS', '"SS'), encoding="utf-8")
    changed = file.read_text(encoding="utf-8").replace('"name": "a"', '"name": "b"')
    file.write_text(changed, encoding="utf-8")
    with pytest.raises(sv.SurveyError, match="changed or damaged"):
        sv.read_published(file, SECRET)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": "x", "publications": []}', "\x00"])
def test_other_files_are_refused_as_registers(tmp_path: Path, text: str) -> None:
    file = tmp_path / "published.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(sv.SurveyError, match="register"):
        sv.read_published(file, SECRET)


@pytest.mark.parametrize("part", [0.3, 0.9])
def test_a_register_of_which_the_end_is_missing_is_refused(tmp_path: Path, part: float) -> None:
    file = tmp_path / "published.json"
    register().with_release(sv.release(by_area(answers()), published=register()), "a").write(file)
    whole = file.read_bytes()
    file.write_bytes(whole[: int(part * len(whole))])
    with pytest.raises(sv.SurveyError, match="from a copy"):
        sv.read_published(file, SECRET)
    with pytest.raises(sv.SurveyError, match="from a copy"):
        register().write(file)  # nothing is written over it either


def test_what_was_hidden_and_damaged_in_a_consistent_way_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "published.json"
    full = register().with_release(sv.release(by_area(answers()), published=register()), "a")
    (one,) = full.publications
    broken = {**one.content, "rows": [[9, 9, "q", "1", [0], [0], [[0]], "S"]], "questions": [{}]}
    damaged = replace(one, content=broken, fingerprint=_fingerprint("", "a", broken))
    file.write_bytes(replace(full, publications=(damaged,)).to_bytes())
    with pytest.raises(sv.SurveyError, match="register"):
        sv.read_published(file, SECRET)


def test_a_disk_that_fails_leaves_the_register_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "published.json"
    out = register().with_release(sv.release(by_area(answers()), published=register()), "a")
    out.write(file)
    before = file.read_bytes()
    more = out.with_release(sv.release(by_area(answers(), None), published=out), "b")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(sv.SurveyError):
        more.write(file)
    assert file.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["published.json"]


def test_a_report_its_area_reports_and_the_next_wave_are_held_against_each_other() -> None:
    frame = answers(few=30, sex=["f", "m"] * 90, empty="x")
    frame.loc[frame["area"] == "C", "sex"] = "f"  # an area without men
    main = [by_area(frame, all_row=True), by_area(frame, ["area", "sex"])]
    out = register()
    first = sv.release(main, published=out)
    out = out.with_release(first, "main report 2010")
    for area in "ABC":
        own = sv.proportion(
            sv.SurveyDesign(frame), "q", by="sex", where=(frame["area"] == area).to_numpy()
        )
        report = sv.release(own, published=out)
        assert not any(hidden(report))  # it tells what the main report told
        out = out.with_release(report, f"area report {area}")
    again = sv.release(main, published=out)
    for one, other in zip(first.estimates, again.estimates, strict=True):
        pd.testing.assert_frame_equal(one.frame, other.frame)
    assert again.notes == ()
    out = out.with_release(again, "reprint")
    chance = np.random.default_rng(3)
    later = frame.assign(q=chance.integers(1, 3, len(frame)))
    second = sv.release(by_area(later, all_row=True), published=out)
    assert not any(hidden(second))
    out = out.with_release(second, "main report 2012")
    assert len(out) == 6
    assert "main report 2012" in out._repr_html_()


def test_a_register_is_only_added_to(tmp_path: Path) -> None:
    file = tmp_path / "published.json"
    released = sv.release(by_area(answers()), published=register())
    register().with_release(released, "a").write(file)
    with pytest.raises(sv.SurveyError, match="only be added to"):
        register().with_release(released, "b").write(file)
    other = sv.release(by_area(answers(), None), published=register())
    out = register().with_release(released, "a")
    with pytest.raises(sv.SurveyError, match="one release only"):
        out.with_release(other, "a")


def test_only_what_was_held_against_the_register_is_added() -> None:
    with pytest.raises(sv.SurveyError, match="held against"):
        register().with_release(sv.release(by_area(answers())), "a")
    internal = sv.release(by_area(answers()), "internal", published=register())
    with pytest.raises(sv.SurveyError, match="internal"):
        register().with_release(internal, "a")


@given(st.lists(st.integers(-(2**63), 2**63 - 1), max_size=30))
def test_a_mask_comes_off_again(values: list[int]) -> None:
    text = masked(np.array(values, dtype=np.int64), SECRET)
    assert unmasked(text, SECRET).tolist() == values
    assert text == masked(np.array(values, dtype=np.int64), SECRET)
