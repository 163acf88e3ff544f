"""Study folders for tests: the Copenhagen example, and ones made from counts of answers."""

from __future__ import annotations

import json
import re
import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from survey.comparison.areas import compare_areas
from survey.disclosure.release import release
from survey.documents.blocks import Picture
from survey.estimation.verbs import headline, proportion
from survey.figures import (
    change_chart,
    contrast_chart,
    likert_chart,
    ranked_chart,
    trend_chart,
)
from survey.study.study import open_study

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pytest

    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Document
    from survey.study.wave import Wave

    Counts = Mapping[str, Mapping[str, Sequence[int]]]

ROOT = Path(__file__).resolve().parent.parent
COPENHAGEN = ROOT / "examples" / "copenhagen-housing"
COPENHAGEN_QUESTIONS = ROOT / "questionnaires" / "copenhagen-1968.yaml"
_AGREE = {
    2: (("Nej", "Ja"), ("No", "Yes")),
    3: (("Lav", "Middel", "Høj"), ("Low", "Medium", "High")),
    4: (
        ("Meget dårlig", "Dårlig", "God", "Meget god"),
        ("Very bad", "Bad", "Good", "Very good"),
    ),
    5: (
        ("Meget utryg", "Utryg", "Hverken eller", "Tryg", "Meget tryg"),
        ("Very unsafe", "Unsafe", "Neither", "Safe", "Very safe"),
    ),
    7: (
        ("Helt uenig", "Uenig", "Lidt uenig", "Hverken eller", "Lidt enig", "Enig", "Helt enig"),
        ("Strongly disagree", "Disagree", "Rather disagree", "Neither", "Rather agree", "Agree",
         "Strongly agree"),
    ),
}  # fmt: skip


def copy_of_copenhagen(folder: Path) -> Path:
    """The example without reports made in it, with a questionnaire of its own, skema.yaml."""
    made = shutil.ignore_patterns("report", ".survey", "published.json")
    shutil.copytree(COPENHAGEN, folder, ignore=made)
    shutil.copy(COPENHAGEN_QUESTIONS, folder / "skema.yaml")
    study = (folder / "study.yaml").read_text(encoding="utf-8")
    own = study.replace("questionnaire: copenhagen-1968", "questionnaire: skema.yaml")
    _write(folder / "study.yaml", own)
    return folder


@cache
def copenhagen_released() -> Released:
    """What the example releases."""
    return open_study(COPENHAGEN).wave().released()


@cache
def copenhagen_document(language: str) -> Document:
    """The report of the example."""
    return open_study(COPENHAGEN).wave().document(language)


def both(words: str | Mapping[str, str]) -> dict[str, str]:
    """A text in both languages."""
    return {"da": words, "en": words} if isinstance(words, str) else dict(words)


def made_study(
    folder: Path,
    counts: Counts,
    *,
    contrast: str = "kontrast",
    labels: Mapping[str, Any] | None = None,
    questions: Mapping[str, Any] | None = None,
    codes: Mapping[int, Any] | None = None,
    chapters: Mapping[str, Sequence[str]] | None = None,
    absent: Sequence[str] = (),
    **more: Any,
) -> Path:
    """Write a study folder.

    Parameters
    ----------
    folder : Path
    counts : mapping
        ``counts[area][question]`` says how many gave code 1, 2, …; who gave no answer to one
        question but did to another is filled in.
    contrast : str
    labels, questions, codes : mapping
        Labels of areas, of questions, and of codes, where they are not to be made up.
    chapters : mapping
        Questions of each chapter; all in one if left out.
    absent : sequence of str
        Areas of the study that nobody answered for.
    **more
        Other keys of study.yaml.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = list(dict.fromkeys(name for area in counts.values() for name in area))
    areas = [*(area for area in counts if area != contrast), *absent, contrast]
    study = {
        "title": {"da": "En undersøgelse", "en": "A survey"},
        "areas": [_area(each, contrast, labels or {}) for each in areas],
        "questionnaire": "skema.yaml",
        "waves": [{"id": "2026", "answers": "svar.csv", "counts": "antal"}],
        "chapters": [
            {"id": name, "title": both(name.capitalize()), "questions": list(of)}
            for name, of in (chapters or {"kapitel": names}).items()
        ],
    } | more
    sizes = {n: max(len(a[n]) for a in counts.values() if n in a) for n in names}
    skema = {
        "id": "skema",
        "title": {"da": "Skema", "en": "Questionnaire"},
        "languages": ["da", "en"],
        "questions": [_question(n, sizes[n], questions or {}, codes or {}) for n in names],
    }
    _write(folder / "study.yaml", _yaml(study))
    _write(folder / "skema.yaml", _yaml(skema))
    _write(folder / "svar.csv", _table(counts, names))
    return folder


def _yaml(content: object) -> str:
    """JSON is YAML, but for the codes, which are whole numbers as keys."""
    return re.sub(
        r'^( *)"(\d+)": ', r"\1\2: ", json.dumps(content, indent=1, ensure_ascii=False), flags=re.M
    )


def _area(name: str, contrast: str, labels: Mapping[str, Any]) -> dict[str, Any]:
    role = "contrast" if name == contrast else "study"
    return {"id": name, "label": both(labels.get(name, name.capitalize())), "role": role}


def _question(
    name: str, size: int, labels: Mapping[str, Any], codes: Mapping[int, Any]
) -> dict[str, Any]:
    words = both(labels.get(name, {"da": f"Svar på {name}", "en": f"Answer to {name}"}))
    danish, english = _AGREE.get(size, ([str(k) for k in range(1, size + 1)],) * 2)
    own = {k: {"da": d, "en": e} for k, d, e in zip(range(1, size + 1), danish, english)}  # noqa: B905
    own |= {k: both(label) for k, label in codes.items()}
    return {
        "id": name,
        "label": words,
        "text": {language: f"{label}?" for language, label in words.items()},
        "codes": {str(k): label for k, label in own.items()},
        "headline": {
            "codes": list(range(size // 2 + 1, size + 1)) if size > 2 else [size],
            "good": "high",
            "label": {"da": f"Godt: {words['da']}", "en": f"Good: {words['en']}"},
            "phrase": {"da": "svarer godt", "en": "answer well"},
        },
    }


def _table(counts: Counts, names: Sequence[str]) -> str:
    lines = [";".join(["area", *names, "antal"])]
    for area, given in counts.items():
        answers = {
            name: [k for k, count in enumerate(given.get(name, ()), 1) for _ in range(count)]
            for name in names
        }
        most = max(map(len, answers.values()), default=0)
        columns = [answers[name] + [-1] * (most - len(answers[name])) for name in names]
        patterns: dict[tuple[int, ...], int] = {}
        for pattern in zip(*columns, strict=True):
            patterns[pattern] = patterns.get(pattern, 0) + 1
        lines += [";".join([area, *map(str, p), str(n)]) for p, n in patterns.items()]
    return "\n".join(lines) + "\n"


def _write(path: Path, words: str) -> None:
    path.write_text(words, encoding="utf-8")


def wave_of(folder: Path, counts: Counts, **how: Any) -> Wave:
    """The wave of a study made of counts."""
    return open_study(made_study(folder, counts, **how)).wave()


def released_of(folder: Path, counts: Counts, **how: Any) -> Released:
    """What a study made of counts releases."""
    policy = how.pop("policy", "default")
    wave = wave_of(folder, counts, **how)
    design, by = wave.design(), "area"
    names = list(dict.fromkeys(q for c in wave.plan.written.chapters for q in c.questions))
    heads = headline(design, names, by=by, all_row=True)
    answers = proportion(design, names, by=by, all_row=True)
    return release([heads, answers, compare_areas(heads, wave.plan.contrast)], policy=policy)


def without_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the drawing out, which takes most of the time, where words and numbers are tested."""

    def blank(_: object, *, width: float, height: float, narrow: bool, **_look: object) -> Picture:
        return Picture(b'<svg xmlns="http://www.w3.org/2000/svg"/>', width, height, narrow)

    for each in (contrast_chart, likert_chart, ranked_chart, change_chart, trend_chart):
        monkeypatch.setattr(each, "picture", blank)
