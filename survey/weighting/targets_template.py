"""An empty workbook for what the register knows, with an example and lists to pick from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.codebook import Codebook, Kind, Variable, said
from survey.documents.entry_workbook import EntryColumn, EntrySheet, GuideSheet, write_entries
from survey.errors import WrongUseError
from survey.files.atomic import write_bytes
from survey.files.targets import target_ending_in
from survey.language.catalogue import LANGUAGES, text
from survey.language.messages import culprits, fail, quoted
from survey.questionnaire.model import Questionnaire
from survey.sampling.areas import listed_areas
from survey.weighting.register.categories import unknown_variable

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from pathlib import Path

    from survey.sampling.areas import Areas, ListedArea

_MOST_ROWS = 2000
_SPARE = 40
_WIDE, _MIDDLE, _NARROW = 26.0, 16.0, 11.0
_UNIVERSES = ("adults", "persons", "households")
_GUIDE = ("sheets", "row", "example", "universe", "number", "total", "more")


def write_targets_template(
    path: str | os.PathLike[str],
    questionnaire: Questionnaire | Codebook,
    *,
    variables: Sequence[str],
    areas: Areas | None = None,
    language: str = "da",
    rows: int = _SPARE,
) -> Path:
    """Write a workbook in which what the register knows can be filled in, for `read_targets`.

    It has a sheet for each variable, with a column for each of its categories, and one for how
    many there are.

    Parameters
    ----------
    path : str or path
        Of the xlsx file. An existing file is replaced.
    questionnaire : Questionnaire or Codebook
    variables : sequence of str
        Those that the register knows of, such as ``sex`` and ``age_group``.
    areas : optional
        The areas and departments that can be picked, as for `read_frame`; any can be written if
        left out.
    language : {"da", "en"}
    rows : int from 1 to 2,000
        How many there is room for.

    Returns
    -------
    Path

    Raises
    ------
    WrongUseError, UnknownNameError
        If an argument can't be.
    FileError
        If the file can't be written.

    Examples
    --------
    >>> import survey as sv, tempfile
    >>> q = sv.read_questionnaire("randers-2010")
    >>> folder = tempfile.mkdtemp()
    >>> write_targets_template(f"{folder}/register.xlsx", q, variables=["sex", "age_group"]).name
    'register.xlsx'
    """
    target = target_ending_in(path, ".xlsx")
    write_bytes(
        target,
        targets_template(
            questionnaire, variables=variables, areas=areas, language=language, rows=rows
        ),
    )
    return target


def targets_template(
    questionnaire: Questionnaire | Codebook,
    *,
    variables: Sequence[str],
    areas: Areas | None = None,
    language: str = "da",
    rows: int = _SPARE,
) -> bytes:
    """The same workbook, not written to a file."""
    if language not in LANGUAGES:
        known = culprits(LANGUAGES)
        raise fail(WrongUseError, "targets.template_language", got=quoted(language), known=known)
    if isinstance(rows, bool) or not isinstance(rows, int) or not 1 <= rows <= _MOST_ROWS:
        raise fail(WrongUseError, "targets.template_rows", got=str(rows), most=_MOST_ROWS)
    codebook = _codebook(questionnaire)
    chosen = [_variable(each, codebook) for each in _names(variables)]
    listed = () if areas is None else listed_areas(areas)
    return _Template(language, listed, rows).to_bytes(chosen)


def _codebook(given: object) -> Codebook:
    if isinstance(given, Questionnaire):
        return given.codebook()
    if isinstance(given, Codebook):
        return given
    raise fail(WrongUseError, "argument.kind", name="questionnaire", got=type(given).__name__,
               expected="Questionnaire | Codebook")  # fmt: skip


def _names(given: object) -> list[str]:
    names = [given] if isinstance(given, str) else list(given)  # type: ignore[call-overload]
    if not names:
        raise fail(WrongUseError, "targets.template_areas", got="[]")
    return list(dict.fromkeys(map(str, names)))


def _variable(name: str, codebook: Codebook) -> Variable:
    variable = codebook.get(name)
    if variable is None or not (variable.codes or variable.kind is Kind.NUMBER):
        raise unknown_variable(name, codebook)
    return variable


class _Template:
    """The workbook in the making."""

    def __init__(self, language: str, areas: tuple[ListedArea, ...], rows: int) -> None:
        self.language, self.areas, self.rows = language, areas, rows

    def say(self, key: str, **fields: object) -> str:
        return text(f"targets.template.{key}", lang=self.language, **fields)

    def to_bytes(self, variables: Sequence[Variable]) -> bytes:
        guide = [self.say(f"guide.{part}") for part in _GUIDE]
        title = self.say("title")
        return write_entries(
            title,
            [
                *(self._of_variable(each) for each in variables),
                self._sheet(self.say("sizes_sheet"), [self.say(each) for each in _UNIVERSES]),
                GuideSheet(self.say("guide_sheet"), title, guide),
            ],
            lists=self.say("lists"),
            page=self.say("page", page="&P", pages="&N"),
            language=self.language,
        )

    def _of_variable(self, variable: Variable) -> EntrySheet:
        name = said(variable.label, self.language, default=variable.name)
        labels = [said(each.label, self.language) for each in variable.codes]
        heads = [*labels, self.say("total")] if labels else [name]
        return self._sheet(name, heads, universe=True)

    def _sheet(self, name: str, heads: Sequence[str], *, universe: bool = False) -> EntrySheet:
        columns = [*self._keys(universe=universe)]
        columns += [EntryColumn(each, _width(each), "entry") for each in heads]
        example = self._example(len(heads), universe=universe)
        looks = [EntryColumn(c.head, c.width, "example", c.choices, c.refused) for c in columns]
        return EntrySheet(name, looks, [example], spare=self.rows - 1, held=2)

    def _keys(self, *, universe: bool) -> list[EntryColumn]:
        labels = tuple(said(each.code.label, self.language) for each in self.areas)
        departments = tuple(name for each in self.areas for name in each.departments)
        refused = self.say("not_listed")
        total = (self.say("total"),)
        found = [
            EntryColumn(self.say("area"), _WIDE, "entry", labels and labels + total,
                        refused if labels else ""),
            EntryColumn(self.say("department"), _MIDDLE, "entry", departments, ""),
            EntryColumn(self.say("year"), _NARROW, "entry"),
        ]  # fmt: skip
        if universe:
            choices = tuple(self.say(each) for each in _UNIVERSES)
            found.append(EntryColumn(self.say("universe"), _MIDDLE, "entry", choices, refused))
        return found

    def _example(self, numbers: int, *, universe: bool) -> list[str]:
        area = said(self.areas[0].code.label, self.language) if self.areas else ""
        keys = [area or self.say("area"), self.say("example"), "2010"]
        keys += [self.say("adults")] if universe else []
        counts = [str(40 + 13 * each) for each in range(numbers)]
        if universe and numbers > 1:
            counts[-1] = str(sum(map(int, counts[:-1])))
        return [*keys, *counts]


def _width(head: str) -> float:
    """Wide enough for the longest word of a head, and for half of it."""
    longest = max(map(len, head.split()), default=0)
    return min(max(_NARROW, longest + 2.0, len(head) / 2 + 2), _WIDE)
