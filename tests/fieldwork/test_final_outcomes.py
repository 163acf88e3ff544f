"""From many attempts to one outcome: the rule, against a slow one written out by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from contact_logs import slow_outcome
from hypothesis import given
from hypothesis import strategies as st

from survey.errors import WrongUseError
from survey.fieldwork.final import OUTCOMES, RESULTS, Attempts, final_outcomes
from survey.fieldwork.outcomes import Outcome
from survey.fieldwork.results import Result
from survey.fieldwork.rule import DispositionRule

R = Result


def outcome(*results: Result, rule: DispositionRule | None = None) -> Outcome:
    found = final(1, [(0, "visit", result) for result in results], rule or DispositionRule())
    return found[0]


def final(units: int, rows: list[tuple[int, str, Result]], rule: DispositionRule) -> list[Outcome]:
    ordered = sorted(rows, key=lambda row: row[0])
    attempts = Attempts(
        np.array([unit for unit, _, _ in ordered], dtype=np.intp),
        np.array([RESULTS.index(result) for _, _, result in ordered], dtype=np.intp),
        np.array(
            [not rule.trusted_modes or mode in rule.trusted_modes for _, mode, _ in ordered],
            dtype=bool,
        ),
    )
    return [OUTCOMES[place] for place in final_outcomes(attempts, units, rule)]


RULES = st.builds(
    DispositionRule,
    order=st.permutations([each for each in Outcome if each is not Outcome.NOT_ELIGIBLE]).flatmap(
        lambda order: st.integers(0, 6).map(
            lambda k: (*order[:k], tuple(order[k : k + 2]), *order[k + 2 :])
        )
    ),
    soft_refusal=st.sampled_from([Outcome.REFUSAL, Outcome.OTHER, Outcome.NON_CONTACT]),
    hard_refusal_final=st.booleans(),
    empty=st.sampled_from(["unless_contact", "any", "last"]),
    trusted_modes=st.sampled_from([(), ("visit",), ("visit", "phone")]),
)
ROWS = st.lists(
    st.tuples(
        st.integers(0, 4), st.sampled_from(["visit", "phone", "letter"]), st.sampled_from(list(R))
    ),
    max_size=25,
)


def by_hand(rows: list[tuple[int, str, Result]], rule: DispositionRule) -> list[Outcome]:
    return [
        slow_outcome([(mode, result) for unit, mode, result in rows if unit == k], rule)
        for k in range(5)
    ]


@given(ROWS)
def test_the_rule_does_what_the_slow_one_does(rows: list[tuple[int, str, Result]]) -> None:
    rule = DispositionRule()
    assert final(5, rows, rule) == by_hand(rows, rule)


@given(ROWS, RULES.filter(lambda rule: rule.tiers[-1] == (Outcome.PENDING,)))
def test_so_does_every_other_rule(
    rows: list[tuple[int, str, Result]], rule: DispositionRule
) -> None:
    assert final(5, rows, rule) == by_hand(rows, rule)


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ((R.REFUSAL, R.COMPLETE), "complete"),
        ((R.COMPLETE, R.REFUSAL), "complete"),
        ((R.PARTIAL, R.REFUSAL), "partial"),
        ((R.PARTIAL, R.COMPLETE), "complete"),
        ((R.REFUSAL, R.NON_CONTACT, R.NON_CONTACT), "refusal"),
        ((R.BREAK_OFF,), "refusal"),
        ((R.SOFT_REFUSAL, R.NON_CONTACT), "refusal"),
        ((R.APPOINTMENT, R.NON_CONTACT), "other"),
        ((R.OTHER, R.REFUSAL), "refusal"),
        ((R.NOT_ELIGIBLE,), "not_eligible"),
        ((R.REFUSAL, R.NOT_ELIGIBLE), "not_eligible"),
        ((R.NOT_ELIGIBLE, R.NON_CONTACT), "not_eligible"),
        ((R.NOT_ELIGIBLE, R.APPOINTMENT), "other"),
        ((R.NOT_ELIGIBLE, R.APPOINTMENT, R.NOT_ELIGIBLE), "not_eligible"),
        ((R.COMPLETE, R.NOT_ELIGIBLE), "complete"),
        ((R.UNKNOWN_HOUSEHOLD, R.UNKNOWN_OTHER), "unknown_other"),
        ((R.UNKNOWN_OTHER, R.UNKNOWN_HOUSEHOLD), "unknown_household"),
        ((R.UNKNOWN_OTHER, R.NON_CONTACT), "non_contact"),
        ((R.PENDING,), "pending"),
        ((R.PENDING, R.NON_CONTACT), "non_contact"),
        ((), "pending"),
    ],
)
def test_of_several_attempts_the_best_counts(results: tuple[Result, ...], expected: str) -> None:
    assert outcome(*results) == expected


def test_an_answer_after_a_final_refusal_can_be_left_out() -> None:
    rule = DispositionRule(hard_refusal_final=True)
    assert outcome(R.REFUSAL, R.COMPLETE, rule=rule) == "refusal"
    assert outcome(R.SOFT_REFUSAL, R.COMPLETE, rule=rule) == "complete"
    assert outcome(R.COMPLETE, R.REFUSAL, rule=rule) == "complete"


def test_a_soft_refusal_can_count_as_less() -> None:
    rule = DispositionRule(soft_refusal=Outcome.NON_CONTACT)
    assert outcome(R.SOFT_REFUSAL, rule=rule) == "non_contact"
    assert outcome(R.REFUSAL, R.SOFT_REFUSAL, rule=rule) == "refusal"


def test_that_a_dwelling_is_empty_can_be_trusted_to_some_modes_only() -> None:
    rule = DispositionRule(trusted_modes=("visit",))
    assert final(2, [(0, "letter", R.NOT_ELIGIBLE), (1, "visit", R.NOT_ELIGIBLE)], rule) == [
        "unknown_household",
        "not_eligible",
    ]


@pytest.mark.parametrize(("empty", "expected"), [("any", "not_eligible"), ("last", "non_contact")])
def test_when_a_dwelling_is_empty_can_be_chosen(empty: str, expected: str) -> None:
    rule = DispositionRule(empty=empty)
    assert outcome(R.NOT_ELIGIBLE, R.NON_CONTACT, rule=rule) == expected


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"order": ("complete",)}, "each outcome exactly once"),
        ({"order": ("done",)}, "each outcome exactly once"),
        ({"soft_refusal": "complete"}, "soft_refusal"),
        ({"empty": "never"}, "empty"),
        ({"trusted_modes": (3,)}, "trusted_modes"),
        ({"partial_from": 0.9}, "shares"),
        ({"complete_above": 1.0}, "shares"),
        ({"partial_from": "half"}, "shares"),
    ],
)
def test_a_rule_that_can_not_be_is_refused(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(WrongUseError, match=said):
        DispositionRule(**wrong)


def test_the_rule_is_told_in_both_languages() -> None:
    rule = DispositionRule(
        hard_refusal_final=True, soft_refusal=Outcome.OTHER, trusted_modes=("besøg", "telefon")
    )
    assert DispositionRule().in_words("da") == (
        "Er der flere forsøg, gælder det bedste udfald i denne rækkefølge: fuldt besvaret; delvist "
        "besvaret; afslag; truffet, men ude af stand til at svare; ikke truffet; ukendt, "
        "om nogen bor der eller ukendt af anden grund; er to lige gode, gælder det seneste. "
        "Et svar tæller også, når det kom efter et afslag. En bolig uden svar er uden for "
        "målgruppen, hvis den er fundet tom og ingen er truffet der siden."
    )
    assert "»besøg« og »telefon«" in rule.in_words("da")
    assert "A refusal for now counts as reached but unable to answer." in rule.in_words("en")
    assert "over 80 pct." in rule.shares_in_words("da")
    assert "more than 80%" in rule.shares_in_words("en")
