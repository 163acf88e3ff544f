"""Answers in own words that may be quoted, after a person has said so, and those that may not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

import pandas as pd

from survey.codebook import Kind, said
from survey.documents.notebook import records_html
from survey.errors import UnknownNameError, WrongUseError
from survey.language.catalogue import current_language, text
from survey.language.identifying import IdentifyingKind, identifying_texts, kinds_said
from survey.language.messages import culprits, fail, quoted
from survey.responses.coding.answers import chance, digest_of
from survey.responses.coding.coding import Coding
from survey.responses.coding.frame import open_question
from survey.responses.responses import Responses

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from survey.codebook import Codebook, Variable
    from survey.findings import Finding

_COARSE = frozenset({Kind.GROUP, Kind.SINGLE})


class Block(StrEnum):
    """Why an answer can't be quoted as it is."""

    IDENTIFYING = "identifying"
    """The words look as if they tell who somebody is; they can be quoted when they are changed."""
    SMALL_GROUP = "small_group"
    """Too few answered who are like the respondent in all that is shown."""
    RARE = "rare"
    """Too few answered who are like her in one thing that is shown."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """An answer that could be quoted.

    Attributes
    ----------
    respondent : str
    original : str
        What was written.
    groups : tuple
        The codes of the groups that are shown with it, in the order of `Quotations.by`.
    kinds : tuple of IdentifyingKind
        What in the words could tell who somebody is.
    blocks : tuple of Block
    words : str
        What is shown: the original, or what a person made of it; empty until it is approved.
    """

    respondent: str
    original: str
    groups: tuple[object, ...]
    kinds: tuple[IdentifyingKind, ...] = ()
    blocks: tuple[Block, ...] = ()
    words: str = ""

    @property
    def can_be_shown(self) -> bool:
        """Whether it can be approved at all, changed or not."""
        return not set(self.blocks) - {Block.IDENTIFYING}

    @property
    def changed(self) -> bool:
        """Whether something else is shown than was written."""
        return bool(self.words) and self.words != self.original


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Quotations:
    """Answers to an open question that could be quoted, and those that a person approved.

    Attributes
    ----------
    question : str
    candidates : tuple of Quotation
        First those that nothing speaks against, then those whose words must be changed, then those
        that can't be quoted; among themselves in an order by chance.
    by : tuple of str
        The columns whose groups are shown with a quotation.
    least : int
        How many must have answered who are in the same groups.
    codebook : Codebook
    allow : frozenset of IdentifyingKind
        Kinds that don't stand in the way.
    names : tuple of str
        Names that were looked for, as they are looked for again in what is changed.
    approved_by : str
    notes : tuple of Finding
        What should be looked at.
    """

    question: str
    candidates: tuple[Quotation, ...]
    by: tuple[str, ...]
    least: int
    codebook: Codebook
    allow: frozenset[IdentifyingKind] = frozenset()
    names: tuple[str, ...] = field(default=(), repr=False)
    approved_by: str = ""
    notes: tuple[Finding, ...] = ()

    def __repr__(self) -> str:
        return (
            f"Quotations({self.question}: {len(self.candidates)} candidates, "
            f"{len(self.blocked)} blocked, {len(self.approved())} approved)"
        )

    def _repr_html_(self) -> str:
        language = current_language()
        counts = Counter(block for each in self.candidates for block in each.blocks)
        rows = [
            (text("coding.quotations.offered"), len(self.offered)),
            *((text(f"coding.block.{block}"), counts[block]) for block in Block if counts[block]),
            (text("coding.quotations.approved"), len(self.approved())),
        ]
        label = self.codebook.label(self.question, language)
        title = text("coding.quotations.title", question=label)
        return records_html(rows, ("fact", "value"), title)

    @property
    def offered(self) -> tuple[Quotation, ...]:
        """Those that nothing speaks against."""
        return tuple(each for each in self.candidates if not each.blocks)

    @property
    def blocked(self) -> tuple[Quotation, ...]:
        """Those that can't be quoted as they are."""
        return tuple(each for each in self.candidates if each.blocks)

    def approved(self) -> tuple[Quotation, ...]:
        """Those that a person said may be shown; nothing else is to be quoted."""
        return tuple(each for each in self.candidates if each.words)

    def shown_groups(self, quotation: Quotation, language: str) -> tuple[str, ...]:
        """The groups that may stand with a quotation, in words."""
        return tuple(
            group_said(self.codebook, name, value, language)
            for name, value in zip(self.by, quotation.groups, strict=True)
        )

    def to_frame(self) -> pd.DataFrame:
        """The approved quotations: the words that are shown, and their groups."""
        language = current_language()
        approved = self.approved()
        groups = [self.shown_groups(each, language) for each in approved]
        columns = {name: [shown[place] for shown in groups] for place, name in enumerate(self.by)}
        return pd.DataFrame({"words": [each.words for each in approved], **columns}, dtype=object)


def quotations(
    responses: Responses,
    question: str,
    *,
    coding: Coding | None = None,
    code: int | None = None,
    by: str | Sequence[str] = "area",
    least: int = 10,
    most: int | None = None,
    shortest: int = 15,
    seed: int = 1,
    allow: Collection[IdentifyingKind] = (),
    names: Collection[str] = (),
) -> Quotations:
    """Find answers in own words that could be quoted, and say which can't be, and why.

    Nothing of it may be shown before a person has approved it (`write_quotations`).

    Parameters
    ----------
    responses : Responses
    question : str
        A column of own words.
    coding : Coding, optional
    code : int, optional
        Only answers that have it.
    by : str or sequence of str
        Columns of groups that will stand with the quotations, such as the area; none at all if
        empty. Ages and other numbers must be made into groups first.
    least : int
        An answer can't be quoted if fewer people than this answered the questionnaire who are in
        the same groups.
    most : int, optional
        How many are offered of each group; all if left out.
    shortest : int
        Answers of fewer characters, such as "don't know", are passed over.
    seed : int
        Another seed offers others.
    allow : collection of IdentifyingKind
        Kinds that are no reason to stop an answer.
    names : collection of str
        Names that stop an answer, such as those of the staff.

    Raises
    ------
    UnknownNameError
        If there is no such question or column.
    WrongUseError
        If a column has no groups, or an argument can't be.
    """
    _check(responses, coding, code, question, {"least": least, "most": most, "shortest": shortest})
    open_question(responses.codebook, question)
    columns = (by,) if isinstance(by, str) else tuple(by)
    for name in columns:
        _refuse_fine(responses, name)
    found = _candidates(responses, question, columns, least, allow, names)
    if coding is not None and code is not None:
        found = [each for each in found if code in coding.codes_of(each.respondent)]
    ordered = _by_chance(found, question, seed)
    ordered = [each for each in ordered if len(each.original) >= shortest]
    offered = _first_of_each([each for each in ordered if not each.blocks], most)
    to_change = [each for each in ordered if each.blocks and each.can_be_shown]
    never = [each for each in ordered if not each.can_be_shown]
    return Quotations(
        question,
        (*offered, *to_change, *never),
        columns,
        least,
        responses.codebook,
        frozenset(allow),
        tuple(names),
    )


def reasons(quotation: Quotation, least: int, language: str) -> str:
    """Why an answer can't be quoted as it is; empty if it can."""
    parts = []
    for block in quotation.blocks:
        what = kinds_said(quotation.kinds, language)
        parts.append(text(f"coding.reason.{block}", lang=language, what=what, least=least))
    return " ".join(parts)


def group_said(codebook: Codebook, name: str, value: object, language: str) -> str:
    """A group in words."""
    variable = codebook.get(name)
    for code in (*variable.codes, *variable.missing) if variable is not None else ():
        if code.value == value:
            return said(code.label, language, default=str(value))
    is_missing = value is None or value == "" or (isinstance(value, int) and value < 0)
    return text("coding.word.not_stated", lang=language) if is_missing else str(value)


def _candidates(
    responses: Responses,
    question: str,
    by: tuple[str, ...],
    least: int,
    allow: Collection[IdentifyingKind],
    names: Collection[str],
) -> list[Quotation]:
    words = responses.words(question)
    ids = responses.ids.loc[words.index].astype(str).tolist()
    groups = _groups(responses.data, by)
    sizes = Counter(groups)
    single = [Counter(group[place] for group in groups) for place in range(len(by))]
    texts = [str(each) for each in words.tolist()]
    kinds = identifying_texts(texts, names=names)
    found = []
    for row, who, original, seen in zip(words.index, ids, texts, kinds, strict=True):
        group = groups[row]
        stops = tuple(kind for kind in seen if kind not in allow)
        blocks = [Block.IDENTIFYING] if stops else []
        if by and any(single[place][group[place]] < least for place in range(len(by))):
            blocks.append(Block.RARE)
        elif by and sizes[group] < least:
            blocks.append(Block.SMALL_GROUP)
        found.append(Quotation(who, original, group, stops, tuple(blocks)))
    return found


def _groups(data: pd.DataFrame, by: tuple[str, ...]) -> list[tuple[object, ...]]:
    if not by:
        return [()] * len(data)
    return list(zip(*(data[name].tolist() for name in by), strict=True))


def _by_chance(found: list[Quotation], question: str, seed: int) -> list[Quotation]:
    def place(each: Quotation) -> str:
        sign = digest_of(question, each.original)
        return chance("quote", question, str(seed), each.respondent, sign)

    return sorted(found, key=place)


def _first_of_each(offered: list[Quotation], most: int | None) -> list[Quotation]:
    """So many of each group; the same words are offered once a group."""
    taken: Counter[tuple[object, ...]] = Counter()
    seen: set[tuple[object, ...]] = set()
    kept = []
    for each in offered:
        same = (each.groups, each.original.casefold())
        if same in seen or (most is not None and taken[each.groups] >= most):
            continue
        seen.add(same)
        taken[each.groups] += 1
        kept.append(each)
    return kept


def _refuse_fine(responses: Responses, name: str) -> None:
    """Refuse a column that would show more than a coarse group."""
    if name not in responses.data.columns:
        groups = [v.name for v in responses.codebook.variables.values() if v.kind in _COARSE]
        raise fail(UnknownNameError, "coding.no_column", name=quoted(name), known=culprits(groups))
    variable: Variable | None = responses.codebook.get(name)
    if variable is None or variable.kind not in _COARSE:
        raise fail(WrongUseError, "coding.fine_group", name=quoted(name))


def _check(
    responses: object, coding: object, code: object, question: str, counts: Mapping[str, object]
) -> None:
    if not isinstance(responses, Responses):
        got = type(responses).__name__
        raise fail(
            WrongUseError,
            "argument.kind",
            name="responses",
            got=got,
            expected="read_responses(...)",
        )
    if (coding is None) != (code is None):
        raise fail(WrongUseError, "coding.code_without_coding")
    if isinstance(coding, Coding):
        if coding.question != question:
            one, other = quoted(question), quoted(coding.question)
            raise fail(WrongUseError, "coding.of_two_questions", one=one, other=other)
        if coding.frame.get(code) is None:  # type: ignore[arg-type]
            known = culprits(coding.frame.values)
            raise fail(WrongUseError, "coding.no_such_code", got=str(code), known=known)
    for name, number in counts.items():
        if number is None and name == "most":
            continue
        if isinstance(number, bool) or not isinstance(number, int) or number < 1:
            raise fail(WrongUseError, "coding.count", name=name, got=str(number))
