"""A study folder of two or three waves, whose questions, boundaries and contrast change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

import survey as sv

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

AREAS = ("nord", "syd", "vest", "roenne")
CONTRAST = "roenne"
QUESTIONS = ("safe", "noise", "trust")
_LABELS = {
    "nord": "Nordparken",
    "syd": "Sydhaven",
    "vest": "Vestervang",
    "roenne": "Rønnelunden",
}
_WORDS = {
    "safe": ("Tryghed om aftenen", "Safety in the evening", "er utrygge", "feel unsafe"),
    "noise": ("Støj fra naboer", "Noise from neighbours", "er generet", "are disturbed"),
    "trust": ("Tillid til naboerne", "Trust in neighbours", "mangler tillid", "lack trust"),
}
NOISE_BEFORE = "{da: Er der støj om natten?, en: Is there noise at night?}"
DECIDED = """\
since:
  "2010":
    noise:
      change: broken
      reason: {da: Der spørges nu om hele døgnet, en: It is about day and night now}
"""


def form(*, noise: str = "", since: str = "") -> str:
    """The questionnaire; with other words for noise, and what became of earlier questions."""
    asked = "".join(_question(name, noise if name == "noise" else "") for name in QUESTIONS)
    return f"""\
id: skema
title: {{da: Skema, en: Questionnaire}}
languages: [da, en]
{since}scales:
  agree:
    codes:
      1: {{da: Meget enig, en: Strongly agree}}
      2: {{da: Enig, en: Agree}}
      3: {{da: Hverken eller, en: Neither}}
      4: {{da: Uenig, en: Disagree}}
      5: {{da: Meget uenig, en: Strongly disagree}}
questions:
{asked}"""


def _question(name: str, text: str) -> str:
    danish, english, da, en = _WORDS[name]
    return f"""\
  - id: {name}
    text: {text or f"{{da: '{danish}?', en: '{english}?'}}"}
    label: {{da: {danish}, en: {english}}}
    scale: agree
    headline:
      codes: [1, 2]
      good: low
      label: {{da: '{danish}: enige', en: '{english}: agree'}}
      phrase: {{da: {da}, en: {en}}}
"""


def wave_study(
    folder: Path,
    waves: Sequence[str] = ("2010", "2012"),
    *,
    per_area: int = 90,
    sizes: Mapping[tuple[str, str], int] | None = None,
    since: str = DECIDED,
    more: str = "",
    of_area: Mapping[str, str] | None = None,
    of_wave: str = "",
    locked: bool = True,
) -> Path:
    """Write the folder.

    Parameters
    ----------
    folder : Path
    waves : sequence of str
    per_area : int
        Answers of each area in each wave.
    sizes : mapping of (area, wave) to int, optional
        Other numbers of answers.
    since : str
        What the questionnaire says of earlier ones.
    more : str
        Further lines of study.yaml.
    of_area : mapping of area to str, optional
        Further keys of an area.
    of_wave : str
        Further keys of every wave.
    locked : bool
        Whether the lock of the first wave tells that noise was asked in other words then.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "form.yaml").write_text(form(since=since), encoding="utf-8")
    (folder / "study.yaml").write_text(
        _study(waves, more, of_area or {}, of_wave), encoding="utf-8"
    )
    for place, wave in enumerate(waves):
        where = folder / "waves" / wave
        where.mkdir(parents=True, exist_ok=True)
        counts = {area: (sizes or {}).get((area, wave), per_area) for area in AREAS}
        (where / "answers.csv").write_text(answers(place, counts), encoding="utf-8")
    if locked:
        (folder / "before.yaml").write_text(form(noise=NOISE_BEFORE), encoding="utf-8")
        asked = sv.read_questionnaire(folder / "before.yaml")
        lock = sv.lock_questionnaire(asked, wave=waves[0])
        sv.write_lock(lock, folder / "waves" / waves[0] / "lock.json")
        (folder / "before.yaml").unlink()
    return folder


def answers(place: int, counts: Mapping[str, int]) -> str:
    """Answers of a wave: less of each thing from wave to wave but in the contrast."""
    chance = np.random.default_rng(7 + place)
    lines = ["respondent;dwelling;area;" + ";".join(QUESTIONS)]
    for at, (area, count) in enumerate(counts.items()):
        for number in range(count):
            drift = 0.0 if area == CONTRAST else 0.18 * place
            level = 0.35 - 0.04 * at + drift
            codes = [
                min(5, max(1, round(1 + 4 * (level + chance.normal(0.1, 0.3))))) for _ in QUESTIONS
            ]
            home = f"{area}-{number + place * count // 2}"
            lines.append(";".join([f"{place}-{area}-{number}", home, area, *map(str, codes)]))
    return "\n".join(lines) + "\n"


def _study(waves: Sequence[str], more: str, of_area: Mapping[str, str], of_wave: str) -> str:
    areas = "".join(
        f"  - {{id: {area}, label: {{da: {_LABELS[area]}, en: {_LABELS[area]}}}, "
        f"place: {{da: i {_LABELS[area]}, en: in {_LABELS[area]}}}, "
        f"role: {'contrast' if area == CONTRAST else 'study'}{of_area.get(area, '')}}}\n"
        for area in AREAS
    )
    written = "".join(
        f'  - {{id: "{w}", answers: waves/{w}/answers.csv{of_wave}}}\n' for w in waves
    )
    return f"""\
title: {{da: At bo i Nordby, en: Living in Nordby}}
areas:
{areas}questionnaire: form.yaml
waves:
{written}chapters:
  - {{id: safety, title: {{da: Tryghed, en: Safety}}, questions: [safe, noise]}}
  - {{id: trust, title: {{da: Naboer, en: Neighbours}}, questions: [trust]}}
{more}"""
