"""Studies whose charts are hard to lay out."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from made_studies import released_of

if TYPE_CHECKING:
    from pathlib import Path

    from survey.disclosure.results.released import Released

NAMES = (
    "Vangdalen", "Søparken", "Ærøparken", "Højgården", "Nørrevang", "Kirkebakken", "Åbrinken",
    "Engparken", "Fyrreskoven", "Lærkelunden", "Bøgehegnet", "Skovsvinget",
)  # fmt: skip
LONG = (
    "Kooperativ almennyttig boligafdeling Søndermarksvej ved Vangdalen 12-48",
    "Boligorganisationen Fællesbo, afdeling 17, Den Gamle Havneplads",
    "Andelsboligforeningen Den Gamle Gartnergård ved Kirkebakken og Præstegårdsvænget",
    "Lejerboafdelingen Niels-Ebbesens-Gadekvarteretsbebyggelse",
)
LONG_CONTRAST = "Alle øvrige boligafdelinger i kommunen under ét undtagen de her nævnte"
LONG_CODES = {
    1: "Er helt og aldeles uenig i det udsagn, som står her ovenfor",
    2: "Er delvist uenig",
    5: "Er helt og aldeles enig i det udsagn, som står her ovenfor",
}
LONG_QUESTION = (
    "Beboernes egen vurdering af trygheden på stier, i opgange og på parkeringspladser "
    "efter mørkets frembrud i vinterhalvåret"
)


def _spread(size: int, people: int, chance: random.Random) -> list[int]:
    weights = [chance.random() + 0.15 for _ in range(size)]
    return [round(people * weight / sum(weights)) for weight in weights]


def _counts(areas: int, size: int) -> dict[str, dict[str, list[int]]]:
    chance = random.Random(1)  # noqa: S311 - the same at every run
    counts = {f"o{k}": {"q": _spread(size, 120, chance)} for k in range(areas)}
    return counts | {"kontrast": {"q": _spread(size, 240, chance)}}


def _with(**changed: list[int]) -> dict[str, dict[str, list[int]]]:
    return _counts(5, 5) | {name: {"q": counts} for name, counts in changed.items()}


CASES: dict[str, tuple[dict[str, dict[str, list[int]]], dict[str, Any]]] = {
    "areas_2": (_counts(2, 5), {}),
    "areas_30": (_counts(30, 5), {}),
    "answers_2": (_counts(5, 2), {}),
    "answers_3": (_counts(5, 3), {}),
    "answers_4": (_counts(5, 4), {}),
    "answers_7": (_counts(5, 7), {}),
    "answers_11": (_counts(5, 11), {}),
    "long_labels": (
        _counts(4, 5), {"labels": dict(zip(("o0", "o1", "o2", "o3", "kontrast"),
                                           (*LONG, LONG_CONTRAST), strict=True))},
    ),
    "long_answers": (_counts(4, 5), {"codes": LONG_CODES, "questions": {"q": LONG_QUESTION}}),
    "hidden": (_with(o1=[1, 2, 1, 2, 1]), {}),
    "few": (_with(o2=[5, 5, 5, 5, 5]), {}),
    "contrast_hidden": (_with(kontrast=[1, 2, 1, 2, 1]), {}),
    "contrast_at_none": (_with(kontrast=[60, 50, 10, 0, 0]), {}),
    "contrast_at_all": (_with(kontrast=[0, 0, 0, 60, 60]), {}),
    "all_equal": ({name: {"q": [20] * 5} for name in ("a", "b", "c", "kontrast")}, {}),
    "all_none": ({name: {"q": [50, 50, 0, 0, 0]} for name in ("a", "b", "kontrast")}, {}),
    "one_area": (_counts(1, 5), {}),
    "nobody_in_one": (_counts(3, 5), {"absent": ["tom"]}),
    "all_hidden": ({name: {"q": [1, 1, 2, 1, 1]} for name in ("a", "b", "kontrast")}, {}),
}  # fmt: skip


def released_case(folder: Path, name: str) -> Released:
    """What the study of a case releases."""
    counts, how = CASES[name]
    names = [f"{NAMES[k % 12]}{' ' * (k > 11)}{'I' * (k // 12)}" for k in range(len(counts))]
    labels = dict(zip(counts, names, strict=True)) | {"kontrast": "Midtbyen"}
    return released_of(folder, counts, **({"labels": labels} | how))
