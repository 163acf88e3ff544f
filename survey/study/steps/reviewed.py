"""The release of a wave gone through before it is published, and the log of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from survey.codebook import said
from survey.disclosure.reviewing.reasons import ReleaseVerdict
from survey.language.catalogue import current_language, text
from survey.questionnaire.schema import plain_text
from survey.report.disclosure_log_page import disclosure_log
from survey.report.save import save
from survey.study.keeping.locked import writing_into

if TYPE_CHECKING:
    import datetime as dt
    import os
    from collections.abc import Iterable

    from survey.disclosure.reviewing.review import ReleaseReview, TableReview
    from survey.documents.blocks import Document
    from survey.study.wave import Wave


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ReviewedWave:
    """What a wave would publish, table by table, and what is to be said of it.

    Attributes
    ----------
    wave : Wave
    review : ReleaseReview
        Held against all that the study has published.
    files : tuple of Path
        The log, if it was written.
    """

    wave: Wave
    review: ReleaseReview
    files: tuple[Path, ...] = field(default=())

    def __repr__(self) -> str:
        return f"ReviewedWave({self.wave.written.id}: {self.review!r})"

    @property
    def left(self) -> tuple[TableReview, ...]:
        """Tables that somebody must look at, and for which nobody made an exception."""
        excepted = {each.table for each in self.review.exceptions}
        return tuple(
            each
            for each in self.review.tables
            if each.verdict is not ReleaseVerdict.PASS and each.key not in excepted
        )

    def document(
        self, language: str | None = None, *, day: dt.date | str | None = None
    ) -> Document:
        """The log for the data protection officer, not yet written; it holds no number of a table.

        Parameters
        ----------
        language : {"da", "en"}, optional
            The language in force if left out.
        day : date or ISO text, optional
            When it is published.
        """
        spoken = language or current_language()
        title = said(plain_text(self.wave.plan.written.title), spoken)
        name = text("reviewed.name", lang=spoken, title=title, wave=self.wave.written.id)
        return disclosure_log(self.review, spoken, name=name, day=day)

    def lines(self, *, language: str | None = None) -> list[str]:
        """What is to be looked at, a line each, and whether the release can go out.

        Parameters
        ----------
        language : {"da", "en"}, optional
            The language in force if left out.
        """
        spoken = language or current_language()
        book, count = self.review.codebook, len(self.review.tables) - 1
        lines = [text("reviewed.tables", lang=spoken, count=count)]
        for each in self.left:
            verdict = text(f"release_review.verdict.{each.verdict}", lang=spoken)
            lines.append(f"{each.title(book, spoken)} [{each.key}]: {verdict}")
            lines += [
                f"  {reason.in_words(book, spoken)}"
                for reason in each.reasons
                if reason.verdict is not ReleaseVerdict.PASS
            ]
        lines += [
            text("reviewed.excepted", lang=spoken, table=each.table, name=each.name,
                 reason=each.reason)
            for each in self.review.exceptions
        ]  # fmt: skip
        key = "left" if self.left else "nothing_left"
        return [*lines, text(f"reviewed.{key}", lang=spoken, count=len(self.left))]

    def to_data(self) -> dict[str, Any]:
        """The same for programs, with names in English."""
        return {
            "wave": self.wave.written.id,
            "policy": self.review.policy.name,
            "verdict": str(self.review.verdict),
            "tables": self.review.to_frame().to_dict("records"),
            "left": [each.key for each in self.left],
            "files": [path.as_posix() for path in self.files],
        }


def review_wave(
    wave: Wave,
    *,
    exceptions: Iterable[tuple[str, str]] = (),
    name: str = "",
    out: str | os.PathLike[str] | None = None,
    day: dt.date | str | None = None,
    language: str | None = None,
) -> ReviewedWave:
    """Go through what the report of a wave would publish, and write the log of it.

    Parameters
    ----------
    wave : Wave
    exceptions : iterable of (table, reason)
        Tables that go out although the review didn't pass them, and why.
    name : str
        Who answers for the exceptions.
    out : path, optional
        Where the log is written, .docx, .html, .xlsx or another form of `save`; nowhere if left
        out. It is for the study's own files.
    day : date or ISO text, optional
        When it is published; it stands in the log.
    language : {"da", "en"}, optional
        Of the log; the language in force if left out.

    Returns
    -------
    ReviewedWave

    Raises
    ------
    WrongUseError
        If the study's policy hides nothing, an exception isn't needed, has no reason or nobody's
        name, or the ending of `out` isn't known.
    UnknownNameError
        If an exception is for no table.

    See Also
    --------
    review_release, disclosure_log

    Examples
    --------
    >>> import survey as sv
    >>> wave = sv.open_study("my-study").wave("2026")  # doctest: +SKIP
    >>> sv.review_wave(wave, out="log.docx").left  # doctest: +SKIP
    ()
    """
    spoken = language or current_language()
    reviewed = ReviewedWave(wave, wave.review(spoken))
    for table, reason in exceptions:
        reviewed = replace(reviewed, review=reviewed.review.with_exception(table, reason, name))
    if out is None:
        return reviewed
    target = Path(out)
    with writing_into(wave.plan, wave.written.id, "report", folder=target.absolute().parent):
        style = wave.plan.house_style(spoken)
        save(reviewed.document(spoken, day=day), target, style=style)
    return replace(reviewed, files=(target,))
