"""Whatever stands in a file of a questionnaire: it is read, or it is told what is wrong."""

from __future__ import annotations

import copy
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey.errors import SurveyError
from survey.files.yaml_reader import parse_yaml
from survey.findings import FindingsError
from survey.questionnaire.build import PlainData
from survey.questionnaire.checking import check_questionnaire
from survey.questionnaire.reader import checked_questionnaire

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.findings import Finding

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "write-your-questionnaire.md"
WHOLE = GUIDE.read_text(encoding="utf-8").split("```yaml\n")[2].split("```")[0]
DATA = parse_yaml(WHOLE, "skema.yaml").data
JUNK: list[Any] = [
    None, True, -1, 0, 3.5, 10**18, "", " ", "x", "safe_evening", "1 +", "{", "{{", "{x}", "]" * 50,
    "age in [1]", "\u202e", "æøå", [], [[]], [None], ["x"], {}, {"da": None}, {"da": "x"},
    {"x": {"y": {"z": 1}}}, {1: {"da": "x"}}, {-8: {"da": "x"}}, {"id": "x"}, [{"use": "x"}],
    [{"id": "x", "type": "grid"}], {"label": {}}, {"use": []}, "a" * 3000,
]  # fmt: skip
SIGNS = [":", "-", "{", "}", "[", "]", ",", '"', "'", "#", "&a", "*a", "!", "|", ">", "%", "\t",
         " ", "\n", "\n  ", "?", "<<: ", "0", "no", "\u00a0", "\u2028", "é", "\x07"]  # fmt: skip


def paths(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where everything stands."""
    yield path
    keys = (
        list(data) if isinstance(data, dict) else range(len(data) if isinstance(data, list) else 0)
    )
    for key in keys:
        yield from paths(data[key], (*path, key))


PATHS = [path for path in paths(DATA) if path]


def holder_of(data: Any, path: tuple[Any, ...]) -> Any:
    """What a part stands in; None if an earlier change took it away."""
    for key in path[:-1]:
        try:
            data = data[key]
        except (KeyError, IndexError, TypeError):
            return None
    return data if isinstance(data, dict | list) else None


def only_findings(data: Any) -> None:
    found: tuple[Finding, ...] | None = None
    try:
        checked_questionnaire(PlainData(data))
    except FindingsError as error:
        found = error.findings
    assert found is None or all(each.message and each.code for each in found)
    assert found != ()


@given(st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from(JUNK)), min_size=1, max_size=4))
@settings(max_examples=400, deadline=None)
def test_junk_in_place_of_a_part_gives_findings_only(
    changes: list[tuple[tuple[Any, ...], Any]],
) -> None:
    data = copy.deepcopy(DATA)
    for path, junk in changes:
        holder = holder_of(data, path)
        if isinstance(holder, dict) or (
            isinstance(holder, list) and isinstance(path[-1], int) and path[-1] < len(holder)
        ):
            holder[path[-1]] = copy.deepcopy(junk)
    only_findings(data)


@given(st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from(PATHS)), min_size=1, max_size=3))
@settings(max_examples=200, deadline=None)
def test_parts_in_the_place_of_others_give_findings_only(
    swaps: list[tuple[tuple[Any, ...], tuple[Any, ...]]],
) -> None:
    data = copy.deepcopy(DATA)
    for here, there in swaps:
        first, second = holder_of(data, here), holder_of(DATA, there)
        if isinstance(first, dict) and second is not None:
            first[here[-1]] = copy.deepcopy(second[there[-1]])
    only_findings(data)


@given(
    st.lists(
        st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 40), st.sampled_from(["", *SIGNS])),
        min_size=1,
        max_size=3,
    )
)
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_signs_anywhere_in_the_text_give_our_errors_only(
    tmp_path: Path, changes: list[tuple[int, int, str]]
) -> None:
    text = WHOLE
    for start, length, sign in changes:
        text = text[:start] + sign + text[start + length :]
    path = tmp_path / "skema.yaml"
    path.write_text(text, encoding="utf-8")
    with suppress(SurveyError):  # a file that can't be read at all
        findings = check_questionnaire(path, walks=50)
        assert all(each.message and each.code for each in findings)


@pytest.mark.parametrize(
    "root", [None, [], "", 3, {}, {"id": 1}, {"questions": {}}, {"scales": []}]
)
def test_a_file_of_another_shape_gives_findings(root: Any) -> None:
    with pytest.raises(FindingsError):
        checked_questionnaire(PlainData(root))
