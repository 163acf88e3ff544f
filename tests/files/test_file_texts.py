"""The sentences of this room: there in both languages, with the same placeholders."""

import re
from pathlib import Path

import pytest

import survey.files
from survey.language.catalogue import catalogue

ROOM = Path(survey.files.__file__).parent
PREFIXES = ("errors.files.", "findings.csv.", "findings.yaml.", "files.")


def texts(language: str) -> dict[str, str]:
    entries = catalogue(language)
    return {key: str(entries[key]) for key in entries if key.startswith(PREFIXES)}


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{([a-z_]+)\}", text))


def test_both_languages_have_the_same_texts_and_placeholders() -> None:
    english, danish = texts("en"), texts("da")
    assert {key: placeholders(text) for key, text in english.items()} == {
        key: placeholders(text) for key, text in danish.items()
    }


def test_every_code_in_the_room_has_a_sentence_and_every_sentence_is_used() -> None:
    source = "\n".join(page.read_text(encoding="utf-8") for page in ROOM.glob("*.py"))
    errors = set(re.findall(r'"files\.([a-z0-9_]+)"', source))
    findings = set(re.findall(r'"((?:yaml|csv)\.[a-z0-9_]+)"', source))
    english = texts("en")
    sentences = {key.removesuffix(".problem") for key in english if key.endswith(".problem")}
    expected = {f"errors.files.{code}" for code in errors}
    expected |= {f"findings.{code}" for code in findings}
    assert sentences == expected


@pytest.mark.parametrize(("language", "words"), [("en", "must|can't"), ("da", "skal|kan|må")])
def test_every_error_says_what_must_be_or_can_not_be(language: str, words: str) -> None:
    problems = {
        key: text
        for key, text in texts(language).items()
        if key.startswith("errors.") and key.endswith(".problem")
    }
    assert [key for key, text in problems.items() if not re.search(rf"\b({words})\b", text)] == []
