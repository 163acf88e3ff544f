"""Commands that look at a questionnaire, or at a file beside one."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import survey as sv
from survey.cli.options import (
    All,
    AsJson,
    Debug,
    Language,
    Out,
    QuestionnaireFile,
    checked_language,
)
from survey.cli.saying import complain, end_with, paths_of, records, say
from survey.errors import WrongUseError
from survey.findings import Severity
from survey.language.catalogue import text
from survey.language.listing import finding_lines, finding_records, findings_json
from survey.language.messages import fail
from survey.responses.matching.unfinished import refuse_unfinished

if TYPE_CHECKING:
    from survey.questionnaire.model import Questionnaire

_WORKBOOK, _YAML = "workbook", (".yaml", ".yml")


def check(
    path: QuestionnaireFile,
    *,
    everything: All = False,
    as_json: AsJson = False,
    lang: Language = None,
    debug: Debug = False,
) -> None:
    """Check a questionnaire, a study or a file of answers."""
    checked_language(lang)
    checked = sv.check_path(str(path))
    if as_json:
        typer.echo(findings_json(checked.findings))
    else:
        say((*finding_lines(checked.findings, everything=everything), *checked.about))
    end_with([each for each in checked.findings if each.severity is not Severity.NOTE])


def export(
    questionnaire: QuestionnaireFile,
    *,
    to: Annotated[str, typer.Option("--to")],
    lang: Language = None,
    area: Annotated[str | None, typer.Option("--area")] = None,
    in_full: Annotated[bool, typer.Option("--in-full")] = False,
    out: Out = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Write a questionnaire as a file of another kind."""
    read = sv.read_questionnaire(str(questionnaire))
    written = sv.export_questionnaire(read, to, out, language=lang, area=area, in_full=in_full)
    say({"files": paths_of([written])} if as_json else (), [written])
    if to == _WORKBOOK:
        home = questionnaire if questionnaire.suffix in _YAML else Path(f"{read.id}.yaml")
        command = shlex.join(["survey", "export", str(written), "--to", "yaml", "--out", str(home)])
        complain(text("cli.export.read_back", command=command))


def diff(
    old: QuestionnaireFile,
    new: QuestionnaireFile,
    *,
    everything: All = False,
    file: Annotated[Path | None, typer.Option("--out")] = None,
    as_json: AsJson = False,
    lang: Language = None,
    debug: Debug = False,
) -> None:
    """Judge whether two versions of a questionnaire can be compared."""
    language = checked_language(lang)
    verdicts = sv.compare_questionnaires(sv.read_version(str(old)), sv.read_version(str(new)))
    page = None if file is None else sv.write_verdicts(verdicts, file, language=language)
    pages = [] if page is None else [page]
    data = {
        "verdicts": records(verdicts.to_frame()),
        "undecided": len(verdicts.undecided),
        "findings": finding_records(verdicts.findings),
        "files": paths_of(pages),
    }
    say(data if as_json else sv.verdict_lines(verdicts, everything=everything), pages)
    for found in () if as_json else verdicts.findings:
        complain(str(found))
    end_with(verdicts.exit_code)


def match(
    path: Annotated[Path, typer.Argument()],
    questionnaire: QuestionnaireFile,
    *,
    file: Annotated[Path | None, typer.Option("--out")] = None,
    previous: Annotated[Path | None, typer.Option("--previous")] = None,
    sheet: Annotated[str | None, typer.Option("--sheet")] = None,
    as_json: AsJson = False,
    lang: Language = None,
    debug: Debug = False,
) -> None:
    """Propose what the columns of a foreign file are."""
    language = checked_language(lang)
    target = file or Path(text("matching.file", lang=language))
    refuse_unfinished(target, previous)
    asked = sv.read_asked(str(questionnaire))
    match = sv.match_columns(path, asked, sheet=sheet, previous=previous, language=language)
    match.write(target)
    data = {
        "columns": len(match.columns),
        "undecided": list(match.undecided),
        "sure": match.is_sure,
        "files": paths_of([target]),
    }
    say(data if as_json else match.lines(), [target])
    end_with(not match.is_sure)


def lock(
    questionnaire: QuestionnaireFile,
    *,
    wave: Annotated[str | None, typer.Option("--wave")] = None,
    verify: Annotated[Path | None, typer.Option("--verify")] = None,
    file: Annotated[Path | None, typer.Option("--out")] = None,
    as_json: AsJson = False,
    lang: Language = None,
    debug: Debug = False,
) -> None:
    """Lock a questionnaire for a wave, or see whether it was changed since."""
    checked_language(lang)
    if (wave is None) == (verify is None):
        raise fail(WrongUseError, "cli.lock_wave")
    asked = sv.read_asked(str(questionnaire))
    if wave is not None:
        kept = sv.keep_lock(sv.lock_questionnaire(asked, wave=wave), file)
        say({"wave": wave, "files": paths_of([kept])} if as_json else (), [kept])
    elif verify is not None:
        _verify(verify, asked, as_json=as_json)


def _verify(path: Path, asked: Questionnaire, *, as_json: bool) -> None:
    """Say what was changed in a questionnaire after it was locked."""
    found = sv.verify_lock(sv.read_lock(path), asked)
    data = {"findings": finding_records(found)}
    say(data if as_json else finding_lines(found, everything=True))
    end_with(found)
