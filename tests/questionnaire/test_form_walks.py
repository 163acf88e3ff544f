"""Ways through the paper form: its arrows and sentences lead to what is asked and to no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from made_forms import DONT_KNOW, among, both, call, compared, either, is_, made_form, not_, say
from random_questionnaires import AREAS, questionnaires

from survey.codebook import Code, MissingKind
from survey.questionnaire.expressions.tree import Name
from survey.questionnaire.expressions.writing import expression_of
from survey.questionnaire.forms.items import Items, areas_of, items_of, letter
from survey.questionnaire.forms.outcomes import outcomes
from survey.questionnaire.forms.walks import END, Walks, walks_of
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.questions import (
    Date,
    Grid,
    Multiple,
    Note,
    Number,
    OpenText,
    Question,
    Ranking,
    Section,
    Single,
)
from survey.questionnaire.routing.evaluate import evaluate_once
from survey.questionnaire.routing.vocabulary import vocabulary_of
from survey.questionnaire.texts import Languages

if TYPE_CHECKING:
    import random

    from survey.questionnaire.expressions.expression import Expression

WRITTEN: dict[type[Question], list[Any]] = {
    Number: [0, 7, 19, 40, 99],
    OpenText: ["ord"],
    Date: ["1961-05-01", "2009-02-03"],
}
YES_NO = (Code(1, say("Ja")), Code(0, say("Nej")))


def single(name: str, ask_if: Expression | None = None, **more: Any) -> Single:
    return Single(id=name, text=say(name), codes=YES_NO, ask_if=ask_if, **more)


def asked(*questions: Question) -> Questionnaire:
    return Questionnaire("q", say("Titel"), Languages(("da",)), (Section("", questions),))


def walks(*questions: Question) -> Walks:
    return walks_of(items_of(asked(*questions)))


# Arrows and sentences


def test_a_simple_skip_becomes_an_arrow_and_no_sentence() -> None:
    found = walks(single("a"), single("b", is_("a", 1)), single("c"))
    assert found.arrows == {("a", 0): "3"}
    assert found.conditions == {}


def test_dont_know_leads_where_the_answers_lead_that_ask_no_more() -> None:
    found = walks(single("a", missing=(DONT_KNOW,)), single("b", is_("a", 1)), single("c"))
    assert found.arrows == {("a", 0): "3", ("a", DONT_KNOW): "3"}


def test_a_skip_over_the_rest_leads_to_the_end() -> None:
    assert walks(single("a"), single("b", is_("a", 1))).arrows == {("a", 0): END}


def test_an_arrow_also_leaps_over_what_depends_on_what_it_leaps_over() -> None:
    found = walks(single("a"), single("b", is_("a", 1)), single("c", is_("b", 0)), single("d"))
    assert found.arrows == {("a", 0): "4", ("b", 1): "4"}
    assert found.conditions == {}


def test_a_condition_on_an_earlier_question_is_a_sentence() -> None:
    found = walks(single("a"), single("b"), single("c", is_("a", 1)), single("d"))
    assert found.arrows == {}
    assert set(found.conditions) == {"c"}


def test_only_what_does_not_hold_for_sure_is_said() -> None:
    condition = both(is_("b", 1), is_("a", 1))
    found = walks(single("a"), single("b"), single("c", condition), single("d"))
    assert found.arrows == {("b", 0): "4"}
    assert [str(expression_of(part)) for part in found.conditions["c"]] == ["a == 1"]


def test_no_arrow_leads_to_a_note() -> None:
    note = Note(id="n", text=say("Nu om området"))
    found = walks(single("a"), single("b", is_("a", 1)), note, single("c"))
    assert found.arrows == {}
    assert set(found.conditions) == {"b"}


def test_no_arrow_leaps_over_what_may_be_asked() -> None:
    found = walks(single("a"), single("b", either(is_("a", 1), is_("area", "x"))), single("c"))
    assert found.arrows == {}
    assert set(found.conditions) == {"b"}


def test_a_question_for_those_who_did_not_answer_is_never_leapt_over() -> None:
    found = walks(single("a"), single("b", is_("a", 1)), single("c", not_(call("answered", "b"))))
    assert found.arrows == {("a", 0): "3", ("b", 1): END, ("b", 0): END}
    assert found.conditions == {}


def test_a_section_for_one_area_is_there_for_that_area_alone() -> None:
    form = made_form()
    assert "garden" in items_of(form).numbers
    assert "garden" in items_of(form, area="vangdalen").numbers
    assert "garden" not in items_of(form, area="nordby").numbers
    assert "section local" in walks_of(items_of(form)).conditions
    assert "section local" not in walks_of(items_of(form, area="vangdalen")).conditions


def test_notes_and_computed_questions_have_no_number() -> None:
    numbers = items_of(made_form()).numbers
    assert "thanks" not in numbers
    assert "age_group" not in numbers
    assert list(dict.fromkeys(n for n in numbers.values() if n.isdigit())) == [
        str(n) for n in range(1, 17)
    ]
    assert (numbers["people"], numbers["person_age"], numbers["person_job"]) == ("4", "4a", "4c")


def test_letters_go_on_after_z() -> None:
    assert [letter(place) for place in (0, 25, 26, 51, 52)] == ["a", "z", "aa", "az", "ba"]


def test_an_outcome_that_can_come_is_never_left_out() -> None:
    condition = both(among("a", 1, 2), not_(compared("b", ">", 3)))
    facts = {"a": frozenset({1, 5}), "b": frozenset({2, MissingKind.DONT_KNOW})}
    assert outcomes(condition.tree, facts) == {True, False, None}
    assert outcomes(condition.tree, {"a": frozenset({5})}) == {False}
    assert outcomes(Name("a"), {}) == {True, False, None}


# Whoever follows the form answers exactly what she is asked


class Walker:
    """Fills in a form: answers what it leads her to, by its sentences and arrows alone."""

    def __init__(self, form: Questionnaire, area: str, draw: random.Random) -> None:
        self.vocabulary = vocabulary_of(form)
        self.area, self.draw = area, draw
        self.answers: dict[str, Any] = {}
        self.answered: list[str] = []

    def holds(self, condition: Expression | None) -> bool:
        if condition is None:
            return True
        answers = self.answers
        return evaluate_once(condition, answers, self.vocabulary, area=self.area, wave="2012",
                             today="2012-06-01") is True  # fmt: skip

    def fill_in(self, items: Items, found: Walks) -> None:
        place, section = 0, None
        while place < len(items.items):
            item = items.items[place]
            if item.section is not section:
                section = item.section
                if not self.meets(found, f"section {section.id}"):
                    while place < len(items.items) and items.items[place].section is section:
                        place += 1
                    continue
            place += 1
            if self.meets(found, item.question.id):
                self.answer(item.question)
                arrow = self.arrow(item.question, found)
                if arrow is not None:
                    numbers = [each.number for each in items.items]
                    place = len(numbers) if arrow == END else numbers.index(arrow)

    def meets(self, found: Walks, name: str) -> bool:
        return all(self.holds(expression_of(part)) for part in found.conditions.get(name, ()))

    def arrow(self, question: Question, found: Walks) -> str | None:
        given = self.answers.get(question.id)
        kinds = {kind.name.lower(): kind for kind in MissingKind}
        given = kinds.get(given, given) if isinstance(given, str) else given
        return found.arrows.get((question.id, given)) if isinstance(question, Single) else None

    def answer(self, question: Question) -> None:
        self.answered.append(question.id)
        draw = self.draw
        if question.missing and draw.random() < 0.3:
            self.answers[question.id] = draw.choice(question.missing).name.lower()
            return
        match question:
            case Single(codes=codes):
                self.answers[question.id] = draw.choice(codes).value
            case Multiple(codes=codes):
                chosen = draw.sample(codes, draw.randint(1, len(codes)))
                self.answers[question.id] = [code.value for code in chosen]
            case Grid():
                self.tick_rows(question)
            case Ranking():
                for place, code in enumerate(question.codes, start=1):
                    self.answers[f"{question.id}_{code.value}"] = place
            case Number() | OpenText() | Date():
                self.answers[question.id] = draw.choice(WRITTEN[type(question)])

    def tick_rows(self, grid: Grid) -> None:
        for row in grid.rows:
            if self.holds(row.ask_if):
                self.answers[f"{grid.id}_{row.id}"] = self.draw.choice(grid.codes).value


@settings(max_examples=150, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(questionnaires(), st.randoms(use_true_random=False), st.sampled_from((*AREAS, "other")))
def test_whoever_follows_a_form_answers_what_she_is_asked_and_nothing_else(
    form: Questionnaire, draw: random.Random, area: str
) -> None:
    for of_area in (None, area) if area in areas_of(form) else (None,):
        items = items_of(form, area=of_area)
        walker = Walker(form, area, draw)
        walker.fill_in(items, walks_of(items))
        asked_of_her = [item.question.id for item in items.items if walker.holds(item.universe)]
        assert walker.answered == asked_of_her
        everything = [each.question.id for each in items_of(form).items]
        not_here = set(everything) - {item.question.id for item in items.items}
        for section in form.sections:
            for question in section.questions:
                if question.id in not_here:
                    universe = next(i.universe for i in items_of(form).items
                                    if i.question.id == question.id)  # fmt: skip
                    assert not walker.holds(universe)
