"""Each broken questionnaire is found to have exactly the faults that it says it has, and where.

What is expected stands in comments: ``# expect: CODE, CODE`` at the end of the line where it is
found, or ``# expect: CODE at line 3`` and ``# expect: CODE at file`` on a line of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from survey.findings import FindingsError, errors_among
from survey.language.catalogue import language_in_force
from survey.questionnaire.checking import check_questionnaire
from survey.questionnaire.reader import read_questionnaire

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.findings import Finding

FOLDER = Path(__file__).parent / "broken"
FILES = sorted(FOLDER.glob("*.yaml"))
EXPECTED = re.compile(r"# expect: (?P<codes>[A-Z0-9, -]+?)(?: at (?:line (?P<line>\d+)|file))?$")

Fault = tuple[str, int | None]


def expected(path: Path) -> Iterator[Fault]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        match = EXPECTED.search(line)
        if match:
            alone = line.startswith("#")
            here = (int(match["line"]) if match["line"] else None) if alone else number
            yield from ((code.strip(), here) for code in match["codes"].split(","))


def faults(findings: tuple[Finding, ...]) -> Counter[Fault]:
    return Counter((each.code, each.place.line if each.place else None) for each in findings)


def test_there_are_enough_of_them() -> None:
    assert len(FILES) >= 45


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_wrong_is_found_where_it_stands_and_nothing_else(path: Path) -> None:
    wanted = Counter(expected(path))
    assert wanted
    assert faults(check_questionnaire(path)) == wanted


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_must_be_mended_keeps_a_questionnaire_from_being_read(path: Path) -> None:
    wanted = faults(errors_among(check_questionnaire(path)))
    if not wanted:
        read_questionnaire(path)
        return
    with pytest.raises(FindingsError) as caught:
        read_questionnaire(path)
    assert set(faults(caught.value.findings)) == set(wanted)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_is_said_in_danish_too(path: Path) -> None:
    with language_in_force("da"):
        danish = check_questionnaire(path, walks=0)
    english = check_questionnaire(path, walks=0)
    assert [each.code for each in danish] == [each.code for each in english]
    assert all(d.message != e.message for d, e in zip(danish, english, strict=True))


def test_findings_stand_in_the_order_of_the_file() -> None:
    for path in FILES:
        lines = [each.place.line or 0 for each in check_questionnaire(path) if each.place]
        assert lines == sorted(lines)
