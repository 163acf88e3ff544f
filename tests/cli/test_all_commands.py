"""All commands are alike, and the guide's table of them is what the application has."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from made_studies import made_study, without_pictures
from typed_commands import typed

import survey as sv
from survey.cli.application import application
from survey.cli.options import listed
from survey.language.catalogue import language_in_force

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from typed_commands import Done

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guides" / "commands.md"
COUNTS = {"a": {"q": [20, 30, 50]}, "kontrast": {"q": [50, 20, 20]}}
TOP = {"--lang", "--debug", "--version", "--help", "--install-completion", "--show-completion"}


class Row(NamedTuple):
    """A row of the table."""

    command: str
    does: str
    twin: str
    example: str


def commands(language: str = "en") -> dict[str, Any]:
    """Every command by its words."""
    with language_in_force(language):
        return dict(_below(application(), ""))


def _below(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", {})
    if not inner:
        yield name, command
    for word, each in inner.items():
        yield from _below(each, f"{name} {word}".strip())


def options(command: Any) -> set[str]:
    return {name for each in command.params for name in each.opts if name.startswith("--")}


def rows() -> list[Row]:
    """The table of commands in the guide."""
    lines = GUIDE.read_text(encoding="utf-8").splitlines()
    cells = [[each.strip() for each in line.strip("|").split(" | ")] for line in lines]
    return [
        Row(*row) for row in cells if len(row) == len(Row._fields) and row[0].startswith("`survey ")
    ]


def told(example: str) -> tuple[str, set[str]]:
    """The command of an example, and the options in it."""
    words = shlex.split(example)[1:]
    name = " ".join(words[:2]) if words[0] == "wave" else words[0]
    return name, {word.partition("=")[0] for word in words if word.startswith("--")}


# Alike


@pytest.mark.parametrize("language", ["en", "da"])
def test_every_command_explains_itself_with_an_example_of_options_that_it_has(
    language: str,
) -> None:
    for name, command in commands(language).items():
        assert command.help, name
        example = command.epilog.partition(": ")[2]
        called, named = told(example)
        assert called == name
        assert named <= options(command), name
        for each in command.params:
            assert each.help, (name, each.name)


def test_every_command_speaks_both_languages_shows_its_errors_and_gives_json() -> None:
    for name, command in commands().items():
        assert {"--lang", "--debug", "--json"} <= options(command), name


# The guide


def test_the_table_of_the_guide_has_one_row_for_each_command() -> None:
    told_of = [row.command.strip("`").removeprefix("survey ") for row in rows()]
    assert sorted(told_of) == sorted(commands())


def test_each_row_names_a_twin_that_is_there_and_options_that_the_command_has() -> None:
    known = commands()
    for row in rows():
        name, named = told(row.example.strip("`"))
        assert row.command == f"`survey {name}`"
        assert named <= options(known[name]), row
        twins = re.findall(r"sv\.(\w+)", row.twin)
        assert twins, row
        assert set(twins) <= set(sv.__all__), row


def test_no_option_is_named_in_the_guide_that_is_not_there() -> None:
    there = TOP.union(*(options(each) for each in commands().values()))
    named = set(re.findall(r"--[a-z][a-z-]+", GUIDE.read_text(encoding="utf-8")))
    assert named <= there


# Values


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., Done]:
    """Run the command beside a small study, within this process."""
    monkeypatch.chdir(tmp_path)
    without_pictures(monkeypatch)
    made_study(tmp_path / "study", COUNTS)

    return typed(monkeypatch, capsys)


def test_formats_may_be_given_together_or_one_by_one(run: Callable[..., Done]) -> None:
    assert listed("html, pdf") == listed(["html", " pdf,"]) == ["html", "pdf"]
    assert listed(None) == listed([]) == listed("") == []
    done = run("tables", "study", "--format", "md", "--format", "txt", "--quiet", "--json")
    assert done.code == 0
    endings = {Path(each).suffix for each in json.loads(done.out)["files"]}
    assert {".md", ".txt"} <= endings


def test_an_option_with_one_value_is_refused_twice(run: Callable[..., Done]) -> None:
    done = run("report", "study", "--out", "a", "--out", "b", language="da")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Valget »--out« kan kun gives én gang.")
    assert run("log", "study", "--json", "--json").code == 0


def test_opening_a_wave_again_is_told_as_json(run: Callable[..., Done]) -> None:
    run("wave", "lock", "study")
    done = run("wave", "unlock", "study", "2026", "--reason", "miskeyed", "--json")
    assert json.loads(done.out) == {"wave": "2026", "published": True}
