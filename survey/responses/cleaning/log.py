"""The cleaning log: recorded steps, joined so that each begins where the one before it ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from survey.documents.notebook import frame_html
from survey.errors import RefusedError, WrongUseError
from survey.files.atomic import write_bytes, write_text
from survey.files.guards import path_of, shown
from survey.findings import FindingsError
from survey.language.catalogue import text
from survey.language.cells import quoted_cell, quoted_id
from survey.language.messages import culprits, fail, finding, quoted
from survey.responses.cleaning.log_table import COLUMNS, log_csv, log_xlsx, read_steps_of
from survey.responses.cleaning.same import ANYTHING, same
from survey.responses.corrections import StepKind

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator
    from pathlib import Path

    from survey.findings import Finding
    from survey.responses.corrections import Correction

_ENDINGS = (".csv", ".xlsx")
_Cell = tuple[str, str, str, int | None]


@dataclass(frozen=True, slots=True, repr=False)
class CleaningLog:
    """What was corrected in the answers, in order. The files of answers are never changed.

    Attributes
    ----------
    steps : tuple of Correction
        A step whose `before` and `after` are the same says that somebody looked and left it as it
        is; without a variable, that a respondent stays.
    notes : tuple of Finding
        What should be looked at in the log itself, such as a missing reason.
    """

    steps: tuple[Correction, ...] = ()
    notes: tuple[Finding, ...] = ()

    def __len__(self) -> int:
        return len(self.steps)

    def __iter__(self) -> Iterator[Correction]:
        return iter(self.steps)

    def __repr__(self) -> str:
        removals = sum(step.kind is StepKind.REMOVE for step in self.steps)
        return f"CleaningLog({len(self.steps) - removals} changes, {removals} removals)"

    def _repr_html_(self) -> str:
        frame = self.to_frame().fillna("")
        return frame_html(
            frame.set_axis([text(f"cleaning.head.{name}") for name in COLUMNS], axis=1),
            text("cleaning.notebook", count=len(self.steps)),
            note=text("response_checks.internal"),
        )

    def to_frame(self) -> pd.DataFrame:
        """The steps as a table.

        Returns
        -------
        DataFrame
            Columns ``respondent``, ``variable``, ``from``, ``to``, ``why``, ``who``, ``when``,
            ``kind``, ``file`` and ``row``.
        """
        records = [
            (
                step.respondent,
                step.variable,
                step.before,
                step.after,
                step.why,
                step.who,
                step.when,
                step.kind.value,
                step.source,
                step.row,
            )
            for step in self.steps
        ]
        return pd.DataFrame(records, columns=list(COLUMNS), dtype=object)

    def joined(self, other: CleaningLog) -> CleaningLog:
        """The log with the steps of a later one after its own; the later steps win.

        A later step begins where this log ends. One that begins where this log began, because it
        was made from the raw answers, is joined on too. A step that is already there is left out.

        Raises
        ------
        FindingsError
            If a later step begins with something that neither stood there nor stands there now.
        """
        last: dict[_Cell, Correction] = {}
        first: dict[_Cell, Correction] = {}
        for step in self.steps:
            first.setdefault(_cell(step), step)
            last[_cell(step)] = step
        added: list[Correction] = []
        broken: list[Finding] = []
        there = frozenset(self.steps)
        for step in (each for each in other.steps if each not in there):
            fitting = _fitting(step, first.get(_cell(step)), last.get(_cell(step)))
            if fitting is None:
                broken.append(_broken(step, last[_cell(step)]))
            elif fitting != last.get(_cell(step)):
                first.setdefault(_cell(step), fitting)
                last[_cell(step)] = fitting
                added.append(fitting)
        if broken:
            raise FindingsError(text("cleaning.not_joined", count=len(broken)), broken)
        notes = tuple(dict.fromkeys((*self.notes, *other.notes)))
        return CleaningLog((*self.steps, *added), notes)

    def write(self, path: str | os.PathLike[str], *, replace: bool = False) -> Path:
        """Write the log as CSV with semicolons, or as a workbook.

        An existing log is only added to: its steps must be the first ones of this log.

        Parameters
        ----------
        path : str or path
            Ends with ``.csv`` or ``.xlsx``.
        replace : bool
            Whether an existing log is replaced without being read, as one may where this log was
            read from it and joined with others.

        Returns
        -------
        Path

        Raises
        ------
        WrongUseError
            If the ending is another one.
        RefusedError
            If the file holds steps that would be lost.
        FileError
            If the file can't be written.
        """
        target = path_of(path)
        ending = target.suffix.lower()
        if ending not in _ENDINGS:
            known = culprits(_ENDINGS)
            raise fail(WrongUseError, "cleaning.ending", got=quoted(ending), known=known)
        if target.exists() and not replace:
            self._refuse_to_lose(target)
        if ending == ".csv":
            write_text(target, log_csv(self.steps))
        else:
            write_bytes(target, log_xlsx(self.steps))
        return target

    def _refuse_to_lose(self, target: Path) -> None:
        there = tuple(step for step, _ in read_steps_of(target).steps)
        if there != self.steps[: len(there)]:
            lost = next(
                (place for place, step in enumerate(there) if step not in self.steps[place:]),
                len(self.steps),
            )
            raise fail(RefusedError, "cleaning.would_lose", where=shown(target), number=lost + 1)


def _cell(step: Correction) -> _Cell:
    return step.respondent, step.variable, step.source, step.row


def _fitting(
    step: Correction, first: Correction | None, last: Correction | None
) -> Correction | None:
    """The step as it follows on what is there; None if it can't."""
    if first is None or last is None or step == last:
        return step
    if step.kind is StepKind.REMOVE or last.kind is StepKind.REMOVE or not step.variable:
        return last if step.kind is last.kind is StepKind.REMOVE else step
    if same(step.before, last.after) or ANYTHING in {step.before, last.after}:
        return step
    if same(step.before, first.before):
        again = same(step.after, last.after)
        return last if again else replace(step, before=last.after)
    return None


def _broken(step: Correction, last: Correction) -> Finding:
    return finding(
        "cleaning.chain",
        respondent=quoted_id(step.respondent),
        variable=quoted(step.variable),
        before=quoted_cell(step.before),
        after=quoted_cell(last.after),
    )
