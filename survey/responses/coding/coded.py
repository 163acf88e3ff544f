"""Coded answers as columns of 0 and 1, like those of a question with several answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Code, Codebook, Kind, MissingKind, MultipleResponse, Variable
from survey.errors import WrongUseError
from survey.findings import Severity
from survey.language.catalogue import LANGUAGES, text
from survey.language.messages import culprits, fail, finding, quoted
from survey.responses.coding.coding import Coding
from survey.responses.coding.frame import open_question
from survey.responses.responses import MISSING_TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.codebook import Text
    from survey.findings import Finding
    from survey.responses.coding.frame import CodeFrame
    from survey.responses.responses import Responses

LONGEST_NAME = 28
_NO_ANSWER, _NOT_ASKED = int(MissingKind.NO_ANSWER), int(MissingKind.NOT_ASKED)


def coded(responses: Responses, *codings: Coding) -> Responses:
    """Put coded answers into the data, so that shares and tables take them as any others.

    Each code becomes a column of 0 and 1, ``<question>_c<code>``, and all of them together the
    question with several answers ``<question>_coded`` of the codebook; nets become
    ``<question>_n_<net>`` and ``<question>_nets``. Where a name would be longer than 28 characters
    the question's part of it is cut.

    Parameters
    ----------
    responses : Responses
    *codings : Coding
        Of one question each.

    Returns
    -------
    Responses
        Who was asked and wrote something that got a code has 0 or 1; whoever wrote nothing, wrote
        what a code says is no answer, or wasn't coded has −1, and whoever wasn't asked −3. How many
        answers are not coded stands in the notes.

    Raises
    ------
    WrongUseError
        If two codings are of the same question, or columns of these names are there already.
    UnknownNameError
        If the question isn't in the answers.
    """
    questions = [_coding_given(each).question for each in codings]
    twice = {name for name in questions if questions.count(name) > 1}
    if twice:
        raise fail(WrongUseError, "coding.coded_twice", names=culprits(sorted(twice)))
    for coding in codings:
        responses = _with(responses, coding)
    return responses


@dataclass(frozen=True, slots=True)
class CodedNames:
    """What the columns of a coded question are called.

    Attributes
    ----------
    codes, nets : mapping
        The column of each code that counts, and of each net.
    multiple, net_multiple : str
        The questions with several answers that they make up.
    """

    codes: dict[int, str]
    nets: dict[str, str]
    multiple: str
    net_multiple: str


def coded_names(frame: CodeFrame) -> CodedNames:
    """The names of the columns that a frame gives, each of at most 28 characters."""
    codes = {code.value: f"_c{code.value}" for code in frame.counted}
    nets = {net.id: f"_n_{net.id}" for net in _used_nets(frame)}
    endings = [*codes.values(), "_coded", *(["_nets"] if nets else [])]
    room = LONGEST_NAME - max(map(len, endings))
    stem = frame.question[:room].rstrip("_")
    return CodedNames(
        {value: stem + ending for value, ending in codes.items()},
        {net: (stem + ending)[:LONGEST_NAME] for net, ending in _short(nets, stem).items()},
        f"{stem}_coded",
        f"{stem}_nets",
    )


def _short(nets: dict[str, str], stem: str) -> dict[str, str]:
    """Endings of nets by their numbers, where the names would be too long."""
    longest = max((len(stem + ending) for ending in nets.values()), default=0)
    if longest <= LONGEST_NAME:
        return nets
    return {net: f"_n{number}" for number, net in enumerate(nets, 1)}


def _used_nets(frame: CodeFrame) -> list[Any]:
    used = {code.net for code in frame.counted}
    return [net for net in frame.nets if net.id in used]


def _with(responses: Responses, coding: Coding) -> Responses:
    variable = open_question(responses.codebook, coding.question)
    names = coded_names(coding.frame)
    fresh = [*names.codes.values(), *names.nets.values()]
    taken = [
        name
        for name in (*fresh, names.multiple)
        if name in responses.data.columns or name in responses.codebook.multiples
    ]
    if taken:
        question = quoted(coding.question)
        raise fail(WrongUseError, "coding.name_taken", names=culprits(taken), question=question)
    ticks = _ticks(responses, coding)
    columns = _columns(responses, coding, names, ticks)
    after = list(responses.data.columns).index(coding.question) + 1
    return replace(
        responses,
        data=_inserted(responses.data, columns, after),
        codebook=_codebook(responses.codebook, coding, names, variable),
        asked=_asked(responses.asked, coding.question, fresh),
        notes=(*responses.notes, *_notes(responses, coding)),
    )


def _ticks(responses: Responses, coding: Coding) -> Any:  # noqa: ANN401 - (n, codes) of bool
    """Which codes each row has."""
    values = coding.frame.values
    ticks = np.zeros((len(responses.data), len(values)), dtype=bool)
    place = {value: column for column, value in enumerate(values)}
    answers = list(coding.answers.values())
    who = pd.Index([each.respondent for each in answers], dtype=object)
    rows = pd.Index(responses.ids.astype(str), dtype=object).get_indexer(who)
    pairs = [
        (row, place[code])
        for row, each in zip(rows.tolist(), answers, strict=True)
        if row >= 0
        for code in each.codes
    ]
    if pairs:
        found = np.array(pairs)
        ticks[found[:, 0], found[:, 1]] = True
    return ticks


def _columns(
    responses: Responses,
    coding: Coding,
    names: CodedNames,
    ticks: Any,  # noqa: ANN401
) -> dict[str, Any]:
    cells = responses.data[coding.question]
    missing = cells.isin([*MISSING_TEXTS, ""]).to_numpy()
    why = np.full(len(cells), _NO_ANSWER)
    known = cells.isin(MISSING_TEXTS).to_numpy()
    why[known] = cells[known].astype(np.int64)
    counts = np.array([not code.no_answer for code in coding.frame.codes])
    in_base = ticks[:, counts].any(axis=1) & ~missing
    place = {value: column for column, value in enumerate(coding.frame.values)}
    columns = {
        name: np.where(in_base, ticks[:, place[value]].astype(np.int64), why)
        for value, name in names.codes.items()
    }
    for net, name in names.nets.items():
        of_net = [place[code.value] for code in coding.frame.counted if code.net == net]
        has = ticks[:, of_net].any(axis=1).astype(np.int64)
        columns[name] = np.where(in_base, has, why)
    return columns


def _inserted(data: pd.DataFrame, columns: dict[str, Any], after: int) -> pd.DataFrame:
    fresh = pd.DataFrame(columns, index=data.index)
    return pd.concat([data.iloc[:, :after], fresh, data.iloc[:, after:]], axis=1)


def _asked(asked: pd.DataFrame, question: str, fresh: Sequence[str]) -> pd.DataFrame:
    if question not in asked:
        return asked
    return asked.assign(**dict.fromkeys(fresh, asked[question]))


def _codebook(
    codebook: Codebook, coding: Coding, names: CodedNames, variable: Variable
) -> Codebook:
    frame = coding.frame
    codes = [
        _option(variable, names.codes[code.value], code.label, str(code.value))
        for code in frame.counted
    ]
    nets = [_option(variable, names.nets[n.id], n.label, n.id) for n in _used_nets(frame)]
    alone = [names.codes[code.value] for code in frame.counted if code.exclusive]
    multiples = {
        names.multiple: MultipleResponse(
            names.multiple,
            tuple(names.codes.values()),
            variable.label,
            variable.question,
            exclusive=tuple(alone),
        )
    }
    if len(names.nets) > 1:
        columns = tuple(names.nets.values())
        multiples[names.net_multiple] = MultipleResponse(
            names.net_multiple, columns, variable.label, variable.question
        )
    return codebook.joined(Codebook({each.name: each for each in (*codes, *nets)}, multiples))


def _option(variable: Variable, name: str, label: Text, item: str) -> Variable:
    ticks = tuple(
        Code(value, {each: text(f"codes.{key}", lang=each) for each in LANGUAGES})
        for value, key in ((0, "not_ticked"), (1, "ticked"))
    )
    return replace(
        variable, name=name, kind=Kind.OPTION, label=label, codes=ticks, item=item, headline=None
    )


def _notes(responses: Responses, coding: Coding) -> Iterator[Finding]:
    words = responses.words(coding.question)
    ids = responses.ids.loc[words.index].astype(str)
    left = int((~ids.isin(list(coding.answers))).sum())
    if left:
        name = quoted(coding.question)
        yield finding(
            "coding.uncoded", severity=Severity.WARNING, name=name, count=left, of=len(ids)
        )


def _coding_given(value: object) -> Coding:
    if isinstance(value, Coding):
        return value
    got = type(value).__name__
    expected = "read_coding(...)"
    raise fail(WrongUseError, "argument.kind", name="coding", got=got, expected=expected)
