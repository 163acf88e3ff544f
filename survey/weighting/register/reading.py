"""The way from a register's sheets to targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.errors import WeightingError
from survey.language.messages import fail
from survey.weighting.register.checks import Checks
from survey.weighting.register.results import Results
from survey.weighting.register.sheets import Sheets
from survey.weighting.register.solving import Solving
from survey.weighting.register.sums import Structure
from survey.weighting.targets import Targets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.codebook import Codebook
    from survey.files.grids import Grid
    from survey.weighting.register.layout import Layout
    from survey.weighting.register.statements import Statements
    from survey.weighting.register.task import Choices


def targets_of(
    grids: Sequence[Grid],
    codebook: Codebook,
    layout: Layout,
    statements: Statements,
    choices: Choices,
    files: str,
    sizes: object,
) -> Targets:
    """The targets that sheets hold, or all that must be mended first.

    Parameters
    ----------
    grids : sequence of Grid
    codebook : Codebook
    layout : Layout
    statements : Statements
    choices : Choices
    files : str
        Their names, for messages.
    sizes : mapping or None
        As the user gave them.
    """
    given = codebook, layout, statements, choices, files
    found, places = statements.found, layout.places
    sheets = Sheets(*given)
    placed = sheets.placed(grids)
    if not placed and not found.count:
        told = " ".join(dict.fromkeys(each.message for each in found.notes))
        raise fail(WeightingError, "targets.nothing", where=files, told=told or "–")
    structure = Structure(placed, choices.universe)
    Checks(*given).check(structure)
    found.refuse(files)
    solving, results = Solving(*given), Results(*given)
    solved = solving.solved(solving.net(structure, sizes))
    tables = results.tables(solved, year=sheets.year, source=sheets.source)
    results.tell(structure, solved, tables)
    found.refuse(files)
    return Targets(
        tables,
        {str(universe): each for universe, each in solved.sizes(places).items()},
        places.listed() if places.areas else None,
        choices.universe,
        tuple(found.notes),
        sheets.simulated,
    )
