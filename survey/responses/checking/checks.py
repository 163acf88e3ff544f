"""What was found in the answers, with the tables that the analyst looks at; all of it internal."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from survey.documents.notebook import frame_html
from survey.findings import Severity
from survey.language.catalogue import current_language, text
from survey.language.numbers import format_number
from survey.responses.checking.found import AnswerFinding, Subject, rule_in_words

if TYPE_CHECKING:
    from survey.responses.checking.rules import ResponseRules
    from survey.responses.responses import Responses

_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ResponseChecks:
    """What was found in the answers. For the analyst, not for publication.

    Attributes
    ----------
    findings : tuple of AnswerFinding
        One for each thing found. What the cleaning log already settles is left out.
    responses : Responses
    rules : ResponseRules
    contradictions : DataFrame
        How many answered what they should not have been asked, by question and condition:
        ``variable``, ``condition``, ``respondents``, ``answers``.
    nonresponse : DataFrame
        By question: ``variable``, ``question``, ``section``, ``type``, ``asked``, ``answered``,
        ``no_answer``, ``dont_know``, ``refused``, ``multiple_ticks``, ``invalid``, ``share``.
    nonresponse_by : DataFrame
        By question and group: ``variable``, ``by``, ``group``, ``asked``, ``missing``, ``share``.
    nonresponse_parts : DataFrame
        By type of question, and in the last section against the others: ``part``, ``questions``,
        ``asked``, ``missing``, ``share``.
    grids : DataFrame
        ``variable``, ``rows``, ``respondents``, ``straight``, ``share``, ``longest_run``.
    break_off : DataFrame
        ``variable``, ``question``, ``reached``, ``stopped``, ``share``, ``remaining``.
    mixes : DataFrame
        ``by``, ``group``, ``what``, ``value``, ``count``.
    respondents : DataFrame
        A row for each of the data: ``respondent``, ``asked``, ``answered``, ``answered_share``,
        ``completeness``, ``last``, ``broke_off``, ``grids``, ``straight``, ``longest_run``,
        ``same_run``, ``minutes``, ``median``, ``reading``.
    settled : int
        How many steps of the cleaning log the answers already went through.
    """

    findings: tuple[AnswerFinding, ...]
    responses: Responses
    rules: ResponseRules
    contradictions: pd.DataFrame
    nonresponse: pd.DataFrame
    nonresponse_by: pd.DataFrame
    nonresponse_parts: pd.DataFrame
    grids: pd.DataFrame
    break_off: pd.DataFrame
    mixes: pd.DataFrame
    respondents: pd.DataFrame
    settled: int = 0

    def about(self, subject: Subject) -> tuple[AnswerFinding, ...]:
        """Those findings that are about an answer, a respondent, a question …."""
        return tuple(each for each in self.findings if each.subject is subject)

    def to_frame(self) -> pd.DataFrame:
        """The findings as a table, in the language in force.

        Returns
        -------
        DataFrame
            Columns ``code``, ``severity``, ``subject``, ``respondent``, ``variable``, ``what``,
            ``rule``, ``value`` and ``place``.
        """
        rules = {each.name: each.rule for each in {f.name: f for f in self.findings}.values()}
        records = [
            (
                each.code,
                each.severity.value,
                each.subject.value,
                each.respondent,
                each.variable,
                each.what,
                rules[each.name],
                each.value,
                "" if each.place is None else str(each.place),
            )
            for each in self.findings
        ]
        names = ["code", "severity", "subject", "respondent", "variable", "what", "rule", "value"]
        return pd.DataFrame(records, columns=[*names, "place"], dtype=object)

    def summary(self) -> pd.DataFrame:
        """How often each kind of thing was found, the gravest first.

        Returns
        -------
        DataFrame
            Columns ``code``, ``severity``, ``kind`` (in words), ``findings``, ``respondents`` and
            ``rule``.
        """
        language = current_language()
        counts = Counter((each.key, each.severity) for each in self.findings)
        people: dict[tuple[str, Severity], set[str]] = {key: set() for key in counts}
        for each in self.findings:
            if each.respondent:
                people[each.key, each.severity].add(each.respondent)
        code = {each.key: each.code for each in self.findings}
        kinds = sorted(counts, key=lambda key: _ORDER[key[1]])
        records = [
            (
                code[key],
                severity.value,
                text(f"response_checks.kind.{_name(key)}"),
                counts[key, severity],
                len(people[key, severity]),
                rule_in_words(_name(key), self.rules, language),
            )
            for key, severity in kinds
        ]
        names = ["code", "severity", "kind", "findings", "respondents", "rule"]
        return pd.DataFrame(records, columns=names)

    def __repr__(self) -> str:
        levels = Counter(each.severity for each in self.findings)
        counted = ", ".join(f"{levels[each]} {each.value}s" for each in Severity)
        return f"ResponseChecks({len(self.responses.data)} respondents: {counted})"

    def _repr_html_(self) -> str:
        language = current_language()
        shown = self.summary()[["severity", "kind", "findings", "respondents", "code"]]
        shown["severity"] = [text(f"response_checks.severity.{each}") for each in shown["severity"]]
        heads = [text(f"response_checks.head.{name}") for name in shown]
        rows = format_number(len(self.responses.data), language)
        title = text("response_checks.notebook", rows=rows)
        internal = text("response_checks.internal")
        return frame_html(shown.set_axis(heads, axis=1), title, note=internal, rows=len(shown))


def _name(key: str) -> str:
    return key.rpartition(".")[2]
