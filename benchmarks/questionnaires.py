"""300 questions in three languages: read, checked with simulated walks, written.

Reading and checking together must take at most 2 s of processor time; the exit code is 1 if they
don't.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import survey as sv

QUESTIONS, SECTIONS, SECONDS = 300, 10, 2.0
_LANGUAGES = ["da", "en", "tr"]


def words(what: str) -> dict[str, str]:
    return {"da": f"Dansk {what} om noget", "en": f"English {what} on it", "tr": f"Türkçe {what}"}


def keys_of(number: int) -> dict[str, Any]:
    """One of six kinds of question, most of them with a condition on the one before."""
    last = f"q{number - 1}"
    kinds: list[dict[str, Any]] = [
        {"type_": "single", "scale": "five", "missing": ["dont_know"]},
        {"type_": "multiple", "codes": {n: words(f"svar {n}") for n in range(1, 9)},
         "ask_if": f"{last} == 1"},
        {"type_": "number", "low": 0, "high": 99, "ask_if": f"has({last}, 2)"},
        {"type_": "grid", "scale": "five", "rows": {f"r{n}": words(f"r{n}") for n in range(5)},
         "ask_if": f"{last} > 10"},
        {"type_": "text"},
        {"type_": "single", "codes": {n: words(f"kode {n}") for n in range(1, 8)},
         "ask_if": f"any_of(q{number - 2}, 1, 2)"},
    ]  # fmt: skip
    return kinds[number % len(kinds)]


def made() -> sv.Questionnaire:
    builder = sv.QuestionnaireBuilder("large", words("undersøgelse"), _LANGUAGES)
    builder.scale("five", {n: words(f"svar {n}") for n in range(1, 6)}, "high")
    for number in range(QUESTIONS):
        if number % (QUESTIONS // SECTIONS) == 0:
            builder.section(f"s{number}", title=words(f"afsnit {number}"))
        keys = keys_of(number)
        text, label = words(f"spørgsmål {number}"), words(f"nr. {number}")
        builder.add(keys.pop("type_"), f"q{number}", text=text, label=label, **keys)
    return builder.build()


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        path = sv.write_questionnaire(made(), Path(folder) / "large.yaml")
        took = []
        for _ in range(3):
            start = time.process_time()
            questionnaire = sv.read_questionnaire(path)
            read = time.process_time()
            findings = sv.check_questionnaire(questionnaire)
            took.append((read - start, time.process_time() - read))
        columns = len(questionnaire.variables())
        print(f"{QUESTIONS} questions, {columns} columns, {path.stat().st_size / 1000:.0f} kB")
    reading, checking = min(took, key=sum)
    ratio = (reading + checking) / SECONDS
    print(f"read {reading:.2f} s, checked {checking:.2f} s, {len(findings)} findings")
    print(f"{ratio:.2f} of the limit of {SECONDS:.0f} s")
    return int(ratio > 1)


if __name__ == "__main__":
    sys.exit(main())
