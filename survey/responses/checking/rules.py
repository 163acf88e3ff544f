"""The stated rules by which answers are checked."""

from __future__ import annotations

from dataclasses import dataclass, fields

from survey.errors import WrongUseError
from survey.language.messages import fail


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseRules:
    """When something in the answers is told. No rule changes an answer.

    Attributes
    ----------
    match_share : float
        Two respondents are told of if at least this share of the questions that both answered has
        the same answer. Kuriakose and Robbins take 0.85; [1]_ where questions are few and have
        few answers, honest respondents reach that, [2]_ so the default is higher.
    match_questions : int
        Fewest questions that both must have answered for that.
    match_rows : int
        All pairs are compared up to so many respondents. Beyond, only those who gave the same
        answers throughout are found, and that is told.
    same_questions : int
        Fewest answered questions for the same answers throughout to be told.
    grid_rows : int
        Grids are looked at where a respondent answered at least so many rows.
    grid_share : float
        A respondent is told of if she gave one answer to all rows in at least this share of those
        grids. [3]_
    grid_straight : float
        A grid is told of if at least this share of its respondents did.
    run_questions : int
        A respondent is told of if she gave the same code to at least so many questions in a row
        that are answered on a shared scale of four to seven steps, rows of grids among them.
    fast_share : float
        Answering is fast below this share of the median minutes of the same mode. [4]_
    fast_respondents : int
        Fewest respondents of a mode with minutes for its median to be used.
    reading_pace : float
        Answering is fast too below what it takes to read the questions that were answered at so
        many words a minute, with no time for the answers. The default is twice the pace of the
        fastest among usual readers. [5]_
    slow_times : float
        Answering is slow above so many times the median of the mode.
    much_missing, very_much_missing : float
        Shares of those asked without a valid answer from which a question is told of.
    missing_asked : int
        Fewest who were asked for a question, or a mode, to be told of.
    mode_difference : float
        Smallest difference of item nonresponse between a mode and the others that is told, where
        it is also more than three standard errors.
    break_off_questions : int
        Somebody broke off if at least so many questions up to the end that she was asked have no
        answer; open questions aren't counted.
    partial, complete : float
        Shares of the questions asked, open ones left out, that were answered with other than a
        refusal or no answer: below the first an interview is a break-off, above the second it is
        complete, and partial between. [6]_
    stops_here : float
        A question is told of if at least this share of the respondents broke off right after it.
    constant_answers : int
        Fewest answers for a question with the same answer from all to be told.
    cut_at : int
        Number of characters, or of bytes in UTF-8, at which other programs cut texts.

    References
    ----------
    .. [1] Kuriakose, N., and Robbins, M. (2016). Don't get duped: Fraud through duplication in
       public opinion surveys. *Statistical Journal of the IAOS* 32:283–291.
    .. [2] Simmons, K., Mercer, A., Schwarzer, S., and Kennedy, C. (2016). Evaluating a new
       proposal for detecting data falsification in surveys. *Statistical Journal of the IAOS*
       32:327–338.
    .. [3] Kim, Y., Dykema, J., Stevenson, J., Black, P., and Moberg, D. P. (2019).
       Straightlining: Overview of measurement, comparison of indicators, and effects in mail–web
       mixed-mode surveys. *Social Science Computer Review* 37:214–233.
    .. [4] Greszki, R., Meyer, M., and Schoen, H. (2015). Exploring the effects of removing "too
       fast" responses and respondents from web surveys. *Public Opinion Quarterly* 79:471–503.
    .. [5] Brysbaert, M. (2019). How many words do we read per minute? *Journal of Memory and
       Language* 109:104047: most read 175 to 300 words a minute.
    .. [6] AAPOR (2016). *Standard definitions: Final dispositions of case codes and outcome rates
       for surveys*, 9th edition.
    """

    match_share: float = 0.90
    match_questions: int = 30
    match_rows: int = 10_000
    same_questions: int = 20
    grid_rows: int = 5
    grid_share: float = 0.5
    grid_straight: float = 0.2
    run_questions: int = 9
    fast_share: float = 1 / 3
    fast_respondents: int = 20
    reading_pace: float = 600
    slow_times: float = 10
    much_missing: float = 0.10
    very_much_missing: float = 0.20
    missing_asked: int = 20
    mode_difference: float = 0.10
    break_off_questions: int = 5
    partial: float = 0.5
    complete: float = 0.8
    stops_here: float = 0.05
    constant_answers: int = 20
    cut_at: int = 255

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if each.type == "int":
                _check_count(each.name, value)
            elif each.name in _TIMES:
                _check_above_0(each.name, value)
            else:
                _check_share(each.name, value)
        for low, high in (("much_missing", "very_much_missing"), ("partial", "complete")):
            if getattr(self, low) > getattr(self, high):
                raise fail(WrongUseError, "response_rules.order", low=low, high=high)


_TIMES = frozenset({"reading_pace", "slow_times"})
_LEAST = {"match_rows": 0}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _check_count(name: str, value: object) -> None:
    least = _LEAST.get(name, 1)
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise fail(WrongUseError, "response_rules.count", name=name, got=value, least=least)


def _check_above_0(name: str, value: object) -> None:
    if not _is_number(value) or not value > 0:  # type: ignore[operator]
        raise fail(WrongUseError, "response_rules.above", name=name, got=value)


def _check_share(name: str, value: object) -> None:
    if not _is_number(value) or not 0 < value <= 1:  # type: ignore[operator]
        raise fail(WrongUseError, "response_rules.share", name=name, got=value)
