"""Commands that look at a questionnaire, or at a file beside one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from survey.cli.exit_codes import FINDINGS
from survey.cli.options import All, AsJson, Debug, Language, Out, checked_language
from survey.cli.saying import complain
from survey.errors import WrongUseError
from survey.findings import Severity
from survey.language.catalogue import text
from survey.language.listing import finding_lines, findings_json
from survey.language.messages import fail
from survey.questionnaire.comparison.compare import compare_questionnaires
from survey.questionnaire.comparison.lines import verdict_lines
from survey.questionnaire.comparison.page_file import write_verdicts
from survey.questionnaire.comparison.sources import read_asked, read_version
from survey.questionnaire.exporting import export_questionnaire
from survey.questionnaire.locking.lock import lock_questionnaire
from survey.questionnaire.locking.lock_file import keep_lock, read_lock
from survey.questionnaire.locking.verifying import verify_lock
from survey.questionnaire.reader import read_questionnaire
from survey.responses.matching.matching import match_columns, refuse_unfinished
from survey.study.checked import check_path

if TYPE_CHECKING:
    from survey.questionnaire.model import Questionnaire


def check(
    path: Annotated[Path, typer.Argument()],
    *,
    everything: All = False,
    as_json: AsJson = False,
    lang: Language = None,
    debug: Debug = False,
) -> None:
    """Check a questionnaire, a study or a file of answers."""
    checked_language(lang)
    checked = check_path(str(path))
    if as_json:
        typer.echo(findings_json(checked.findings))
    else:
        for line in (*finding_lines(checked.findings, everything=everything), *checked.about):
            typer.echo(line)
    if any(each.severity is not Severity.NOTE for each in checked.findings):
        raise typer.Exit(FINDINGS)


def export(
    questionnaire: Annotated[Path, typer.Argument()],
    *,
    to: Annotated[str, typer.Option("--to")],
    lang: Language = None,
    area: Annotated[str | None, typer.Option("--area")] = None,
    out: Out = None,
    debug: Debug = False,
) -> None:
    """Write a questionnaire as a file of another kind."""
    read = read_questionnaire(str(questionnaire))
    typer.echo(export_questionnaire(read, to, out, language=lang, area=area))


def diff(
    old: Annotated[Path, typer.Argument()],
    new: Annotated[Path, typer.Argument()],
    *,
    everything: All = False,
    file: Annotated[Path | None, typer.Option("--out")] = None,
    lang: Language = None,
    debug: Debug = False,
) -> None:
    """Judge whether two versions of a questionnaire can be compared."""
    language = checked_language(lang)
    verdicts = compare_questionnaires(read_version(str(old)), read_version(str(new)))
    page = None if file is None else write_verdicts(verdicts, file, language=language)
    for line in verdict_lines(verdicts, everything=everything):
        typer.echo(line)
    for found in verdicts.findings:
        complain(str(found))
    if page is not None:
        typer.echo(page)
    if verdicts.exit_code:
        raise typer.Exit(FINDINGS)


def match(
    path: Annotated[Path, typer.Argument()],
    questionnaire: Annotated[Path, typer.Argument()],
    *,
    file: Annotated[Path | None, typer.Option("--out")] = None,
    previous: Annotated[Path | None, typer.Option("--previous")] = None,
    sheet: Annotated[str | None, typer.Option("--sheet")] = None,
    lang: Language = None,
    debug: Debug = False,
) -> None:
    """Propose what the columns of a foreign file are."""
    language = checked_language(lang)
    target = file or Path(text("matching.file", lang=language))
    refuse_unfinished(target, previous)
    asked = read_asked(str(questionnaire))
    match = match_columns(path, asked, sheet=sheet, previous=previous, language=language)
    match.write(target)
    for line in match.lines():
        typer.echo(line)
    typer.echo(target)
    if not match.is_sure:
        raise typer.Exit(FINDINGS)


def lock(
    questionnaire: Annotated[Path, typer.Argument()],
    *,
    wave: Annotated[str | None, typer.Option("--wave")] = None,
    verify: Annotated[Path | None, typer.Option("--verify")] = None,
    file: Annotated[Path | None, typer.Option("--out")] = None,
    lang: Language = None,
    debug: Debug = False,
) -> None:
    """Lock a questionnaire for a wave, or see whether it was changed since."""
    checked_language(lang)
    if (wave is None) == (verify is None):
        raise fail(WrongUseError, "cli.lock_wave")
    asked = read_asked(str(questionnaire))
    if wave is not None:
        typer.echo(keep_lock(lock_questionnaire(asked, wave=wave), file))
    elif verify is not None:
        _verify(verify, asked)


def _verify(path: Path, asked: Questionnaire) -> None:
    """Say what was changed in a questionnaire after it was locked."""
    lock = read_lock(path)
    found = verify_lock(lock, asked)
    for line in finding_lines(found, everything=True):
        typer.echo(line)
    if found:
        raise typer.Exit(FINDINGS)
