"""Words that files use for answers, non-answers and columns, in Danish and English.

They are compared with labels in small letters; nobody reads them on a page.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from survey.codebook import MissingKind
from survey.questionnaire.questions import Polarity


def _names(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# How strongly something is said: a word before the word of the scale.
INTENSITY: dict[int, tuple[str, ...]] = {
    5: ("helt", "fuldstændig", "fuldstændigt", "aldeles", "extremely", "completely", "totally"),
    4: ("meget", "stærkt", "særdeles", "very", "strongly", "highly"),
    2: ("overvejende", "ganske", "ret", "temmelig", "noget", "mostly", "moderately", "fairly",
        "rather", "quite", "generally"),
    1: ("delvist", "delvis", "lidt", "nogenlunde", "mest", "partly", "slightly", "somewhat",
        "tend to", "a little", "mildly"),
}  # fmt: skip
PLAIN = 3
NEUTRAL = (
    "hverken", "neutral", "neither", "både og", "både/og", "midt imellem", "nor disagree",
    "mixed", "undecided",
)  # fmt: skip


class Family(NamedTuple):
    """Words that scales of one meaning are made of."""

    name: str
    negative: tuple[str, ...]
    positive: tuple[str, ...]
    polarity: Polarity = Polarity.NEITHER


FAMILIES = (
    Family("satisfied", ("utilfreds", "dissatisfied", "unsatisfied"), ("tilfreds", "satisfied"),
           Polarity.HIGH),
    Family("safe", ("utryg", "utrygt", "unsafe", "insecure"), ("tryg", "trygt", "safe", "secure"),
           Polarity.HIGH),
    Family("agree", ("uenig", "disagree"), ("enig", "agree")),
    Family("accurate", ("inaccurate", "forkert", "untrue", "passer ikke"),
           ("accurate", "rigtigt", "true", "passer")),
    Family("likely", ("usandsynligt", "usandsynlig", "unlikely"),
           ("sandsynligt", "sandsynlig", "likely")),
    Family("important", ("uvigtigt", "ligegyldigt", "ikke vigtigt", "unimportant",
                         "not important"), ("vigtigt", "vigtig", "important")),
    Family("good", ("dårlig", "dårligt", "ringe", "bad", "poor", "negativt", "negativ",
                    "negative"), ("god", "godt", "good", "positivt", "positiv", "positive"),
           Polarity.HIGH),
    Family("easy", ("svært", "vanskeligt", "difficult", "hard"), ("let", "nemt", "easy"),
           Polarity.HIGH),
    Family("happy", ("ulykkelig", "unhappy"), ("lykkelig", "happy"), Polarity.HIGH),
    Family("trust", ("mistillid", "distrust"), ("tillid", "trust"), Polarity.HIGH),
)  # fmt: skip


class Ladder(NamedTuple):
    """Answers that have a known order, from the least to the most; several words a rung."""

    name: str
    rungs: tuple[tuple[str, ...], ...]
    polarity: Polarity = Polarity.NEITHER


LADDERS = (
    Ladder("yes_no", (("nej", "no", "n", "nein", "falsk", "false"),
                      ("delvist", "delvis", "til dels", "både ja og nej", "partly",
                       "to some extent", "måske", "maybe"),
                      ("ja", "yes", "y", "j", "sandt", "true"))),
    Ladder("often", (("aldrig", "never", "slet ikke"),
                     ("næsten aldrig", "meget sjældent", "almost never", "very rarely"),
                     ("sjældent", "sjælden", "rarely", "seldom", "sjældnere", "less often"),
                     ("mindre end en gang om måneden", "et par gange om året", "årligt", "yearly",
                      "a few times a year", "less than once a month"),
                     ("af og til", "nogle gange", "nogen gange", "en gang imellem", "sometimes",
                      "occasionally", "occas", "now and then", "månedligt", "monthly",
                      "en gang om måneden", "once a month"),
                     ("ugentligt", "weekly", "en gang om ugen", "once a week", "jævnligt", "regul",
                      "regularly"),
                     ("ofte", "often", "tit", "flere gange om ugen", "frequently", "freq"),
                     ("meget ofte", "very often", "næsten altid", "almost always", "for det meste",
                      "usually", "heavy"),
                     ("altid", "always", "dagligt", "daily", "hver dag", "every day"))),
    Ladder("amount", (("ingen", "none", "intet", "nothing"), ("få", "few", "lidt", "a little"),
                      ("nogle", "nogen", "some"), ("mange", "meget", "many", "a lot", "freq"))),
    Ladder("degree", (("slet ikke", "not at all", "overhovedet ikke"),
                      ("i meget ringe grad", "i meget lav grad", "to a very small extent"),
                      ("i ringe grad", "i lav grad", "i mindre grad", "to a small extent",
                       "a little", "en smule", "lidt"),
                      ("i nogen grad", "delvist", "to some extent", "somewhat", "moderately"),
                      ("i høj grad", "to a large extent", "to a great extent", "quite a bit",
                       "a lot"),
                      ("i meget høj grad", "i særlig høj grad", "to a very large extent",
                       "very much", "completely", "fuldstændigt"))),
    Ladder("level", (("meget lav", "meget lavt", "very low"), ("lav", "lavt", "lille", "low"),
                     ("mellem", "middel", "medium", "moderate", "middle"),
                     ("høj", "højt", "stor", "stort", "high"),
                     ("meget høj", "meget højt", "very high"))),
    Ladder("quality", (("meget dårlig", "meget dårligt", "meget ringe", "very poor", "very bad"),
                       ("dårlig", "dårligt", "ringe", "poor", "bad"),
                       ("mindre god", "mindre godt", "nogenlunde", "acceptabel", "fair", "ok",
                        "rimelig", "average"),
                       ("god", "godt", "good"),
                       ("meget god", "meget godt", "very good"),
                       ("fremragende", "særdeles god", "vældig god", "excellent", "outstanding")),
           Polarity.HIGH),
    Ladder("problem", (("intet problem", "ikke et problem", "ingen problemer", "no problem",
                        "not a problem", "not a problem at all"),
                       ("et lille problem", "mindre problem", "et mindre problem",
                        "a minor problem", "minor problem", "small problem", "a small problem"),
                       ("noget af et problem", "et vist problem", "something of a problem",
                        "moderate problem", "a moderate problem"),
                       ("et stort problem", "stort problem", "a big problem", "big problem",
                        "a serious problem", "serious problem", "major problem"),
                       ("et meget stort problem", "meget stort problem", "a very big problem",
                        "a very serious problem")),
           Polarity.LOW),
    Ladder("better", (("meget værre", "meget dårligere", "much worse"),
                      ("værre", "dårligere", "worse", "forværret"),
                      ("uændret", "det samme", "som før", "the same", "unchanged",
                       "about the same"),
                      ("bedre", "better", "forbedret"), ("meget bedre", "much better")),
           Polarity.HIGH),
)  # fmt: skip

# Answers that are no points of a scale but stand beside it.
NON_ANSWERS: dict[MissingKind, tuple[str, ...]] = {
    MissingKind.DONT_KNOW: (
        "ved ikke", "ved-ikke", "vedikke", "ved det ikke", "det ved jeg ikke", "don't know",
        "dont know", "do not know", "don’t know", "dk", "d/k", "unsure", "not sure",
        "can't say", "cannot say", "ingen mening", "no opinion", "ved ikke/ingen holdning",
        "ved ikke/ønsker ikke at svare", "don't know/no opinion",
    ),
    MissingKind.REFUSED: (
        "ønsker ikke at svare", "ønsker ikke at oplyse", "vil ikke svare", "vil ikke oplyse",
        "ønsker ikke at besvare", "vil helst ikke svare", "nægter", "refused", "refusal", "refuse",
        "prefer not to say", "prefer not to answer", "rather not say", "no wish to answer",
        "declined to answer", "declined",
    ),
    MissingKind.NO_ANSWER: (
        "uoplyst", "ubesvaret", "ikke besvaret", "ikke svaret", "ej besvaret", "intet svar",
        "ej oplyst", "manglende svar", "no answer", "not answered", "not stated", "missing",
        "no response", "blank", "na", "n/a", "n.a.", "#null!", "null", "none given", "nan",
    ),
    MissingKind.NOT_ASKED: (
        "ikke relevant", "irrelevant", "ikke aktuelt", "ikke stillet", "ej stillet", "ej relevant",
        "not applicable", "inapplicable", "not relevant", "not asked", "skipped", "uaktuelt",
        "springes over", "sprunget over",
    ),
    MissingKind.MULTIPLE_TICKS: (
        "flere kryds", "flere svar", "flere afkrydsninger", "multiple answers", "several ticks",
        "multiple ticks", "multiple response",
    ),
}  # fmt: skip
BY_LAST_DIGIT = {
    6: MissingKind.NOT_ASKED,
    7: MissingKind.REFUSED,
    8: MissingKind.DONT_KNOW,
    9: MissingKind.NO_ANSWER,
}

# Names of columns: whole names, spelled with a to z and underscores.
AREA_NAMES = _names(
    """omraade boligomraade area areas housing_area afdeling boligafdeling afdelingsnavn
    afdelingsnummer omraadenavn bydel kvarter distrikt district estate neighbourhood neighborhood
    department region boligtype kommune area_name areaname area_id omraade_navn"""
)
ID_NAMES = _names(
    """id respondent respondentid respondent_id respid resp_id loebenr loebenummer lbnr nr
    nummer no case caseid case_id serial key noegle guid uuid token svar_id svarid response_id
    responseid rowid row_id rownames index deltager_id participant_id record_id submission_id
    person_id"""
)
WEIGHT_NAMES = _names(
    """weight weights vaegt vaegte w wt wgt pweight vgt weight_final final_weight vaegtfaktor
    svarvaegt personvaegt"""
)
COUNT_NAMES = _names("count counts n freq frequency hyppighed antal_svar antal_respondenter")
NUMBER_WORDS = re.compile(
    r"(?:^|_)(?:alder|age|years|year|aar|foedselsaar|indflytningsaar|antal|how_many|hvor_mange|"
    r"number|kvm|m2|kr|indkomst|income|husleje|rent|height|weight|minutes|minutter)(?:_|$)"
)
PERSONAL_NAMES = re.compile(
    r"(?:^|_)(?:navn|fornavn|efternavn|name|first_name|last_name|surname|e_?mail|mail|mailadresse|"
    r"telefon|telefonnummer|tlf|tlfnr|mobil|mobilnummer|phone|telephone|cpr|cprnr|cpr_nr|"
    r"cpr_nummer|personnummer|adresse|address|vej|vejnavn|gade|street|ip|ip_?address|ip_adresse|"
    r"interviewer)$"
)
NAMES_OF_THINGS = re.compile(r"(?:omraade|area|afdeling|user|bruger|file|fil)_?(?:navn|name)$")
TECHNICAL_NAMES = _names(
    """start end started ended start_time end_time starttime endtime starttidspunkt
    sluttidspunkt oprettet created created_at updated updated_at modified timestamp tidsstempel
    submitdate startdate datestamp start_date end_date lastpage startlanguage seed browser
    user_agent device statoverall stato_overall stato_status distribution_status svarstatus status
    submission_time completed_at today deviceid collector_id collectorid custom_data_1
    date_created date_modified duration varighed svartid interview_time"""
)
PERSONAL_VALUES = {
    "cpr": re.compile(r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}-?\d{4}"),
    "email": re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}"),
    "phone": re.compile(r"(?:\+|00)?(?:45)?[ ]?(?:[2-9]\d)(?:[ ]?\d{2}){3}"),
}
EXCLUSIVE = re.compile(
    r"^(?:ingen(?: af (?:disse|delene|dem|ovenstående))?|intet(?: af (?:dette|disse))?|"
    r"none(?: of (?:these|the above|them))?|nothing)\b"
)
CONTRAST = re.compile(r"kontrast|contrast|reference|sammenligning")
# What a column of ticks has where the box was ticked, and where it wasn't.
TICKED = _names("1 x ja yes y true sand valgt markeret afkrydset checked selected ticked quoted")
NOT_TICKED = frozenset(
    {"0", "nej", "no", "n", "false", "falsk", "ikke valgt", "ikke markeret", "ikke afkrydset",
     "not checked", "unchecked", "not selected", "not ticked", "not quoted"}
)  # fmt: skip
BARE_TICKS = frozenset({"1", "0"})
