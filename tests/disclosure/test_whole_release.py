"""All that a study publishes, wave after wave and table after table, attacked as a whole.

Made populations of two waves by old and new area, sex and a part that tables are made of too, with
a recoded question and its mean. The attacker knows which person is in which group, puts all shown
numbers together, and must not find out any hidden one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from attacker import EXAMPLES, Told, assert_union_safe, told
from counted_tables import Counts
from hypothesis import example, given, settings
from hypothesis import strategies as st

import survey as sv
from survey.codebook import Kind
from survey.disclosure.published import PublishedRegister
from survey.sampling.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Sequence

SECRET = Secret(b"a secret of at least 32 bytes, as drawn")
BY = ("wave", "old", "new", "sex", "part")
COARSE = {1: frozenset([1]), 2: frozenset([2, 3])}
VALUES = {1: 1.0, 2: 2.0, 3: 3.0}

BREAKDOWNS: dict[str, Any] = {
    "old": "old", "new": "new", "old, sex": ["old", "sex"], "new, sex": ["new", "sex"],
    "sex": "sex", "all": None,
}  # fmt: skip
KINDS = ("answers", "headline", "recode", "mean", "subset", "compared", "rest")
Asked = tuple[str, str]
asked = st.tuples(st.sampled_from(KINDS), st.sampled_from(list(BREAKDOWNS)))
few = st.one_of(st.integers(0, 5), st.integers(0, 30))


@st.composite
def populations(draw: st.DrawFn) -> Counts:
    """Answers of two waves; most people are in the same area by the old and the new names."""
    codes = (1, 2, 3)[: draw(st.integers(2, 3))]
    areas = "ABC"[: draw(st.integers(2, 3))]
    moved = draw(st.lists(st.tuples(st.sampled_from(areas), st.sampled_from(areas)), max_size=2))
    pairs = dict.fromkeys([*((area, area) for area in areas), *moved])
    parts = draw(st.sampled_from([("in",), ("in", "out")]))
    cells = {
        (wave, old, new, sex, part, code): draw(few)
        for wave in (2010, 2012)
        for old, new in pairs
        for sex in "fm"
        for part in parts
        for code in codes
    }
    for wave in (2010, 2012):
        if sum(count for key, count in cells.items() if key[0] == wave) < 30:
            cells |= {key: 10 for key in cells if key[0] == wave}
    return Counts(BY, cells)


def design_of(counts: Counts, wave: int | None) -> sv.SurveyDesign:
    """One wave, or both in one file."""
    rows = [(*key, count) for key, count in counts.cells.items() if wave in (key[0], None)]
    frame = pd.DataFrame(rows, columns=[*BY, "q", "answers"])
    frame["coarse"] = frame["q"].clip(upper=2)
    known = counts.codebook["q"]
    two = tuple(sv.Code(code, {}) for code in COARSE)
    coarse = sv.Variable("coarse", Kind.SINGLE, {}, codes=two)
    return sv.SurveyDesign(
        frame, counts="answers", codebook=sv.Codebook({"q": known, "coarse": coarse})
    )


def made(
    design: sv.SurveyDesign, kind: str, breakdown: str, wave: int | None
) -> list[tuple[Any, Told]]:
    """One result, or two, and how the attacker reads them."""
    by = BREAKDOWNS[breakdown]
    more: dict[str, Any] = {"by": by, "all_row": by is not None}
    within = frozenset() if wave is None else frozenset([("wave", wave)])
    if kind == "headline":
        return [(sv.headline(design, "q", **more), Told(None, "declared", within))]
    if kind == "recode":
        found = sv.proportion(design, "coarse", **more)
        return [(found, Told(None, within=within, codes=COARSE))]
    if kind == "mean":
        return [(sv.score(design, "q", **more), Told(None, within=within, values=VALUES))]
    if kind == "subset":
        inside = (design.data["part"] == "in").to_numpy()
        part = frozenset([("part", "in")])
        return [
            (sv.proportion(design, "q", where=inside, **more), Told(None, within=within | part))
        ]
    answers = sv.proportion(design, "q", **more)
    found = [(answers, Told(None, within=within))]
    if kind == "rest" and by in ("old", "new"):
        against = sv.compare_areas(answers, against="rest", adjust="none")
        found.append((against, Told(None, within=within)))
    if kind == "compared" and by in ("old", "new"):
        first = sorted(set(design.data[by]))[0]
        found.append((sv.compare_areas(answers, first, adjust="none"), Told(None, within=within)))
    return found


def results(counts: Counts, wave: int | None, asked: Sequence[Asked]) -> list[tuple[Any, Told]]:
    design = design_of(counts, wave)
    found = [each for kind, by in dict.fromkeys(asked) for each in made(design, kind, by, wave)]
    return sorted(found, key=lambda each: isinstance(each[0], sv.Comparison))


@settings(max_examples=EXAMPLES)
@given(
    populations(),
    st.lists(asked, min_size=1, max_size=4, unique=True),
    st.sampled_from([[2010], [None], [2010, 2012]]),
)
@example(
    Counts(BY, {(2010, "A", "A", "f", "in", code): n for code, n in ((1, 40), (2, 2), (3, 1))}),
    [("recode", "all"), ("mean", "all")],
    [2010],
)
def test_tables_of_all_kinds_released_together_keep_their_secrets(
    counts: Counts, asked: list[Asked], waves: list[int | None]
) -> None:
    found = [each for wave in waves for each in results(counts, wave, asked)]
    found.sort(key=lambda each: isinstance(each[0], sv.Comparison))
    released = sv.release([result for result, _ in found])
    assert_union_safe(counts, told(released, *(each for _, each in found)))


@settings(max_examples=EXAMPLES)
@given(
    populations(),
    st.lists(asked, min_size=1, max_size=3, unique=True),
    st.lists(asked, min_size=1, max_size=2, unique=True),
    st.sampled_from([(2010, 2010), (2010, 2012), (2010, None), (None, 2010)]),
)
@example(
    Counts(
        BY,
        {(2010, "A", "A", "f", "in", 1): 3, (2010, "A", "A", "f", "in", 2): 57,
         (2010, "B", "B", "m", "in", 1): 20, (2010, "B", "B", "m", "in", 2): 40,
         (2010, "B", "A", "m", "in", 1): 1, (2010, "B", "A", "m", "in", 2): 1},
    ),
    [("answers", "old")], [("answers", "new")], (2010, 2010),
)  # fmt: skip
@example(
    Counts(BY, {(2010, "A", "A", "f", "in", code): n for code, n in ((1, 40), (2, 2), (3, 1))}),
    [("mean", "all")], [("recode", "all")], (2010, 2010),
)  # fmt: skip
def test_releases_one_after_the_other_keep_their_secrets(
    counts: Counts, first: list[Asked], second: list[Asked], waves: tuple[int | None, int | None]
) -> None:
    out, union = PublishedRegister(SECRET), []
    for wave, asked in zip(waves, (first, second), strict=True):
        found = results(counts, wave, asked)
        released = sv.release([result for result, _ in found], published=out)
        noted = any(note.code == "RELEASE-AUDIT-GIVEN-AWAY" for note in released.notes)
        before = len(union) if noted else 0
        out = out.with_release(released, f"release {len(out)}")
        union += told(released, *(each for _, each in found))
        assert_union_safe(counts, union, given_away=before)


@settings(max_examples=EXAMPLES)
@given(
    populations(),
    st.lists(asked, min_size=1, max_size=3, unique=True),
    st.sampled_from([2010, None]),
)
def test_what_is_out_is_released_again_as_it_was(
    counts: Counts, asked: list[Asked], wave: int | None
) -> None:
    out = PublishedRegister(SECRET)
    found = [result for result, _ in results(counts, wave, asked)]
    first = sv.release(found, published=out)
    again = sv.release(found, published=out.with_release(first, "first"))
    assert not [each for each in again.notes if each.code == "RELEASE-AUDIT-GIVEN-AWAY"]
    for one, other in zip(first.results, again.results, strict=True):
        pd.testing.assert_frame_equal(one.frame, other.frame)
