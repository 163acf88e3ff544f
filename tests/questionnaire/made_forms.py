"""A questionnaire in Danish, English and Arabic, with all types of questions and all ways through.

The Arabic texts are data to test with; nobody who speaks the language has gone through them.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from survey.codebook import Code, Headline, Index, IndexItem, MissingKind
from survey.questionnaire.expressions.tree import (
    Among,
    Call,
    Comparator,
    Comparison,
    Constant,
    Function,
    Joined,
    Joint,
    Name,
    Node,
    Not,
)
from survey.questionnaire.expressions.writing import expression_of
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.questions import (
    AnswerCheck,
    Case,
    Computed,
    Date,
    Grid,
    GridRow,
    Multiple,
    Note,
    Number,
    OpenText,
    Polarity,
    Ranking,
    Roster,
    Scale,
    Section,
    Single,
)
from survey.questionnaire.texts import Languages

if TYPE_CHECKING:
    from survey.codebook import Text
    from survey.questionnaire.expressions.expression import Expression

DONT_KNOW, REFUSED = MissingKind.DONT_KNOW, MissingKind.REFUSED


# Conditions


def is_(name: str, value: float | str) -> Expression:
    return expression_of(Comparison(Comparator.EQUAL, Name(name), Constant(value)))


def compared(name: str, comparator: str, value: float) -> Expression:
    return expression_of(Comparison(Comparator(comparator), Name(name), Constant(value)))


def among(name: str, *values: float | str) -> Expression:
    return expression_of(Among(Name(name), tuple(Constant(value) for value in values)))


def call(function: str, name: str, *values: float | str) -> Expression:
    more = tuple(Constant(value) for value in values)
    return expression_of(Call(Function(function), (Name(name), *more)))


def not_(expression: Expression) -> Expression:
    return expression_of(Not(expression.tree))


def either(*parts: Expression) -> Expression:
    return _joined(Joint.OR, parts)


def both(*parts: Expression) -> Expression:
    return _joined(Joint.AND, parts)


def _joined(joint: Joint, parts: tuple[Expression, ...]) -> Expression:
    trees: tuple[Node, ...] = tuple(part.tree for part in parts)
    return expression_of(Joined(joint, trees))


# Texts


def say(da: str, en: str = "", ar: str = "") -> Text:
    given = {"da": da, "en": en, "ar": ar}
    return {language: words for language, words in given.items() if words}


def codes(*labels: Text) -> tuple[Code, ...]:
    return tuple(Code(value, label) for value, label in enumerate(labels, start=1))


YES, NO = say("Ja", "Yes", "نعم"), say("Nej", "No", "لا")
SAFE = tuple(
    reversed(
        codes(
            say("Meget utryg", "Very unsafe", "غير آمن إطلاقًا"),
            say("Utryg", "Unsafe", "غير آمن"),
            say("Hverken tryg eller utryg", "Neither safe nor unsafe", "لا آمن ولا غير آمن"),
            say("Tryg", "Safe", "آمن"),
            say("Meget tryg", "Very safe", "آمن جدًا"),
        )
    )
)
SATISFIED = tuple(
    reversed(
        codes(
            say("Meget utilfreds", "Very dissatisfied", "غير راضٍ إطلاقًا"),
            say("Utilfreds", "Dissatisfied", "غير راضٍ"),
            say("Hverken tilfreds eller utilfreds", "Neither", "لا راضٍ ولا غير راضٍ"),
            say("Tilfreds", "Satisfied", "راضٍ"),
            say("Meget tilfreds", "Very satisfied", "راضٍ جدًا"),
        )
    )
)
OUTSIDE = Code(6, say("Færdes ikke ude da", "Not out then", "لا أخرج في هذا الوقت"), outside=True)


# Questions


def home() -> Section:
    return Section(
        "home",
        title=say("Din bolig", "Your home", "مسكنك"),
        introduction=say(
            "Vi begynder med nogle spørgsmål om, hvem der bor her.",
            "We begin with some questions about who lives here.",
            "نبدأ ببعض الأسئلة عمّن يسكن هنا.",
        ),
        questions=(
            Number(
                id="age",
                text=say("Hvor gammel er du?", "How old are you?", "كم عمرك؟"),
                label=say("Alder", "Age", "العمر"),
                low=18,
                high=105,
                unit=say("år", "years", "سنة"),
                missing=(REFUSED,),
            ),
            Date(
                id="moved",
                text=say(
                    "Hvornår flyttede du hertil?",
                    "When did you move here?",
                    "متى انتقلت إلى هنا؟",
                ),
                label=say("Indflyttet", "Moved in", "تاريخ الانتقال"),
                precision="month",
                earliest="1950-01-01",
                missing=(DONT_KNOW,),
            ),
            Number(
                id="household_size",
                text=say(
                    "Hvor mange bor der i boligen, dig selv medregnet?",
                    "How many live in the home, yourself included?",
                    "كم شخصًا يسكن في المسكن، بمن فيهم أنت؟",
                ),
                label=say("Antal i boligen", "People in the home", "عدد السكان"),
                low=1,
                high=12,
                unit=say("personer", "people", "أشخاص"),
            ),
            Roster(
                id="people",
                text=say(
                    "Hvem bor der ellers i boligen?",
                    "Who else lives in the home?",
                    "من يسكن أيضًا في المسكن؟",
                ),
                label=say("Husstanden", "The household", "الأسرة"),
                count="household_size",
                most=4,
                item=say("Person {n}", "Person {n}", "الشخص {n}"),
                ask_if=compared("household_size", ">", 1),
                questions=(
                    Number(id="person_age", text=say("Alder", "Age", "العمر"), high=105,
                           unit=say("år", "years", "سنة")),
                    Single(
                        id="person_kin",
                        text=say("Hvem er det?", "Who is it?", "من هو؟"),
                        label=say("Slægtskab", "Relation", "القرابة"),
                        codes=codes(
                            say("Ægtefælle eller samlever", "Spouse or partner", "زوج أو شريك"),
                            say("Barn", "Child", "ابن أو ابنة"),
                            say("En anden", "Someone else", "شخص آخر"),
                        ),
                    ),
                    Single(
                        id="person_job",
                        text=say("I arbejde?", "In work?", "هل يعمل؟"),
                        codes=(Code(1, YES), Code(0, NO)),
                        ask_if=compared("person_age", ">=", 15),
                    ),
                ),
            ),
        ),
    )  # fmt: skip


def safety() -> Section:
    return Section(
        "safety",
        title=say("Tryghed", "Safety", "الأمان"),
        questions=(
            Single(
                id="safe_day",
                text=say(
                    "Hvor tryg er du udendørs i {area} om dagen?",
                    "How safe do you feel outdoors in {area} by day?",
                    "ما مدى شعورك بالأمان خارج المنزل في {area} نهارًا؟",
                ),
                label=say("Tryg om dagen", "Safe by day", "الأمان نهارًا"),
                codes=SAFE,
                scale="safe5",
                missing=(DONT_KNOW,),
                concept=say("Oplevet tryghed", "Perceived safety"),
            ),
            Single(
                id="safe_evening",
                text=say(
                    "Hvor tryg er du udendørs om aftenen? Om dagen svarede du {safe_day}.",
                    "How safe do you feel outdoors in the evening? By day you said {safe_day}.",
                    "ما مدى شعورك بالأمان خارج المنزل مساءً؟",
                ),
                label=say("Tryg om aftenen", "Safe in the evening", "الأمان مساءً"),
                codes=(*SAFE, OUTSIDE),
                scale="safe5",
                missing=(DONT_KNOW, REFUSED),
                headline=Headline(
                    (1, 2),
                    good="low",
                    label=say("Utrygge", "Unsafe"),
                    phrase=say("er utrygge", "feel unsafe"),
                ),
                concept=say("Oplevet tryghed", "Perceived safety"),
                period=say("de seneste 12 måneder", "the past 12 months"),
            ),
            Multiple(
                id="places",
                text=say("Hvor er du utryg?", "Where do you feel unsafe?", "أين تشعر بعدم الأمان؟"),
                label=say("Utrygge steder", "Unsafe places", "أماكن غير آمنة"),
                codes=(
                    *codes(
                        say("På stierne", "On the paths", "في الممرات"),
                        say("I opgangen", "In the stairwell", "في مدخل البناية"),
                        say("Ved butikkerne", "By the shops", "عند المتاجر"),
                    ),
                    Code(8, say("Et andet sted:", "Somewhere else:", "مكان آخر:"), opens_text=True),
                    Code(9, say("Ingen steder", "Nowhere", "لا مكان"), exclusive=True),
                ),
                most=3,
                ask_if=either(among("safe_day", 1, 2), among("safe_evening", 1, 2)),
                missing=(DONT_KNOW,),
            ),
            OpenText(
                id="why",
                text=say("Hvad gør dig utryg?", "What makes you feel unsafe?",
                         "ما الذي يجعلك تشعر بعدم الأمان؟"),
                label=say("Grund til utryghed", "Reason", "السبب"),
                hint=say("Skriv gerne med dine egne ord.", "In your own words.", "بكلماتك."),
                lines=3,
                ask_if=not_(call("has", "places", 9)),
            ),
            Note(
                id="thanks",
                text=say("Nu følger nogle spørgsmål om området.",
                         "Now some questions about the area.", "والآن بعض الأسئلة عن المنطقة."),
            ),
        ),
    )  # fmt: skip


def area() -> Section:
    rows = (
        ("light", "Belysningen", "The lighting", "الإضاءة"),
        ("paths", "Stierne", "The paths", "الممرات"),
        ("play", "Legepladserne", "The play areas", "ملاعب الأطفال"),
        ("green", "De grønne områder", "The green areas", "المساحات الخضراء"),
        ("cleaning", "Renholdelsen", "The cleaning", "النظافة"),
        ("parking", "Parkeringen", "The parking", "مواقف السيارات"),
        ("shops", "Butikkerne", "The shops", "المتاجر"),
        ("bus", "Busserne", "The buses", "الحافلات"),
        ("club", "Ungdomsklubben", "The youth club", "نادي الشباب"),
        ("sport", "Idrætsanlægget", "The sports ground", "الملعب الرياضي"),
    )
    return Section(
        "area",
        title=say("Området", "The area", "المنطقة"),
        questions=(
            Grid(
                id="setting",
                text=say("Hvor tilfreds er du med …?", "How satisfied are you with …?",
                         "ما مدى رضاك عن …؟"),
                label=say("Omgivelserne", "The setting", "المحيط"),
                codes=SATISFIED,
                scale="sat5",
                missing=(DONT_KNOW,),
                rows=tuple(
                    GridRow(name, say(*words),
                            ask_if=compared("age", "<", 30) if name == "club" else None)
                    for name, *words in rows
                ),
            ),
            Ranking(
                id="wishes",
                text=say("Hvad er vigtigst at gøre bedre?", "What matters most to improve?",
                         "ما الأهم أن يتحسن؟"),
                label=say("Ønsker", "Wishes", "الرغبات"),
                codes=codes(
                    say("Belysning", "Lighting", "الإضاءة"),
                    say("Legepladser", "Play areas", "ملاعب الأطفال"),
                    say("Fællesskab", "Community", "التعاون"),
                    say("Renholdelse", "Cleaning", "النظافة"),
                ),
                most=3,
            ),
            Single(
                id="moving",
                text=say("Har du planer om at flytte?", "Do you plan to move?",
                         "هل تنوي الانتقال؟"),
                label=say("Flytteplaner", "Moving plans", "خطط الانتقال"),
                codes=(
                    Code(1, say("Ja, inden for et år", "Yes, within a year", "نعم، خلال سنة")),
                    Code(2, say("Ja, senere", "Yes, later", "نعم، لاحقًا")),
                    Code(0, NO),
                ),
                missing=(DONT_KNOW,),
            ),
            Single(
                id="moving_why",
                text=say("Hvad er den vigtigste grund?", "What is the main reason?",
                         "ما السبب الأهم؟"),
                label=say("Grund til at flytte", "Reason to move", "سبب الانتقال"),
                codes=(
                    *codes(
                        say("Boligen", "The home", "المسكن"),
                        say("Området", "The area", "المنطقة"),
                    ),
                    Code(3, say("Andet, nemlig", "Other, namely", "سبب آخر"), opens_text=True),
                ),
                ask_if=among("moving", 1, 2),
            ),
            Number(
                id="rent_most",
                text=say("Hvor meget kan du højst betale i husleje om måneden?",
                         "How much rent can you pay a month at most?",
                         "ما أقصى إيجار شهري يمكنك دفعه؟"),
                label=say("Højeste husleje", "Highest rent", "أعلى إيجار"),
                high=99999.99,
                decimals=2,
                unit=say("kr.", "kroner", "كرونة"),
                ask_if=compared("moving", "!=", 0),
                checks=(AnswerCheck(compared("rent_most", ">=", 1000),
                                    say("Det er lavt.", "That is low.")),),
            ),
            Computed(
                id="age_group",
                label=say("Aldersgruppe", "Age group", "الفئة العمرية"),
                cases=(Case(compared("age", "<", 25), 1), Case(compared("age", "<", 60), 2)),
                otherwise=3,
                codes=codes(say("18–24 år", "18–24", "18–24"), say("25–59 år", "25–59", "25–59"),
                            say("60 år eller derover", "60 or over", "60 فأكثر")),
            ),
        ),
    )  # fmt: skip


def local() -> Section:
    return Section(
        "local",
        title=say("Vangdalen", "Vangdalen", "فانغدالن"),
        areas=("vangdalen",),
        questions=(
            Single(
                id="garden",
                text=say("Bruger du fælleshaven?", "Do you use the shared garden?",
                         "هل تستخدم الحديقة المشتركة؟"),
                label=say("Fælleshaven", "The shared garden", "الحديقة المشتركة"),
                codes=(Code(1, YES), Code(0, NO)),
            ),
            Date(
                id="garden_last",
                text=say("Hvornår var du der sidst?", "When were you last there?",
                         "متى كنت هناك آخر مرة؟"),
                label=say("Sidst i haven", "Last in the garden", "آخر زيارة"),
                ask_if=is_("garden", 1),
            ),
        ),
    )  # fmt: skip


def last() -> Section:
    return Section(
        "last",
        title=say("Til sidst", "Finally", "أخيرًا"),
        questions=(
            OpenText(
                id="best",
                text=say("Hvad er det bedste ved at bo her?",
                         "What is the best thing about living here?",
                         "ما أفضل شيء في السكن هنا؟"),
                label=say("Det bedste", "The best thing", "الأفضل"),
                lines=2,
            ),
        ),
    )  # fmt: skip


@cache
def made_form() -> Questionnaire:
    """All types of questions, arrows, sentences, a local section, a roster and pipes."""
    return Questionnaire(
        id="nordby-2012",
        title=say("Beboerundersøgelse i Nordby", "Resident survey in Nordby",
                  "استطلاع سكان نوردبي"),
        languages=Languages(("da", "en", "ar"), {"ar": ("en", "da")}, ("ar",)),
        sections=(home(), safety(), area(), local(), last()),
        scales={
            "safe5": Scale("safe5", SAFE, Polarity.HIGH),
            "sat5": Scale("sat5", SATISFIED, Polarity.HIGH),
        },
        indices=(
            Index("i_safe", (IndexItem("safe_day"), IndexItem("safe_evening", reverse=True)), 1,
                  say("Tryghed", "Safety")),
        ),
        introduction=say(
            "Tak, fordi du vil svare. Dine svar er fortrolige.\n\n"
            "Brug en blå eller sort pen, og sæt kryds i felterne.",
            "Thank you for answering. Your answers are confidential.\n\n"
            "Use a blue or black pen and tick the boxes.",
            "شكرًا لإجابتك. إجاباتك سرية.\n\nاستخدم قلمًا أزرق أو أسود وضع علامات في المربعات.",
        ),
        closing=say("Mange tak for din hjælp.", "Thank you for your help.", "شكرًا لمساعدتك."),
        modes=("paper", "web"),
        note=say("Fastfrosset 2012.", "Frozen in 2012."),
    )  # fmt: skip
