"""What registers call things, in Danish and English: headings, totals, ages, sexes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from survey.files.headings import heading_key

if TYPE_CHECKING:
    from survey.weighting.targets import Universe

ADULT = 18
"""The age from which somebody is an adult."""
_OLDEST = 130

ROLES: dict[str, tuple[str, ...]] = {
    "area": (
        *("area", "område", "boligområde", "områdenavn", "boligområdenavn", "områdets navn"),
        *("housing area", "area name", "område nr", "områdekode", "estate", "bebyggelse"),
    ),
    "department": (
        *("department", "afdeling", "boligafdeling", "afdelingsnr", "afdelingsnummer"),
        *("afdeling nr", "afdelingsnavn", "afd", "afd nr", "department no", "department name"),
        *("afdelingens navn", "lbf afdelingsnr", "afd navn", "afdeling navn"),
    ),
    "landlord": (
        *("landlord", "boligorganisation", "boligorg", "boligorganisationsnr", "organisation"),
        *("organisationsnr", "boligorg nr", "boligselskab", "selskabsnr", "lbf nr", "lbf nummer"),
        *("housing organisation", "housing association", "organisation nr", "boligorganisation nr"),
    ),
    "variable": ("variable", "variabel", "emne", "fordeling", "tabel", "opdeling", "topic"),
    "category": ("category", "kategori", "gruppe", "værdi", "group", "value", "inddeling"),
    "year": ("year", "år", "årstal", "opgørelsesår", "pr 1 januar", "tid", "periode", "tidspunkt"),
    "universe": ("universe", "population", "opgjort for", "enhed", "unit", "counted for"),
    "count": ("count", "antal", "number", "frequency", "hyppighed", "antal i alt", "n"),
    "share": (
        *("share", "andel", "pct", "procent", "percent", "per cent", "andel i pct"),
        *("andel i procent", "fordeling i pct", "andel pct"),
    ),
}
"""By our name of the column: headings that mean it."""
TOTALS = ("i alt", "ialt", "total", "sum", "alle", "in all", "all", "samlet", "tilsammen",
          "hele listen", "totalt", "grand total", "begge køn", "both sexes", "alder i alt",
          "køn i alt")  # fmt: skip
"""What stands in the place of a category or an area where all of them are together."""

_UNIVERSES: dict[Universe, tuple[str, ...]] = {
    "adults": ("voksne", "adults", "voksne beboere", "adult residents", "voksne personer"),
    "persons": ("personer", "beboere", "persons", "residents", "indbyggere", "people",
                "inhabitants"),
    "households": ("husstande", "households", "boliger", "dwellings", "lejemål", "tenancies",
                   "husstand", "familier"),
}  # fmt: skip
_COUNTED = re.compile(r"^(?:antal|number of|no of|no) ")
_TOGETHER = re.compile(r" (?:i alt|ialt|total|in all|in total)$")
_ADULTS_SAID = re.compile(
    r"\b(?:voksne?|adults?|(?:18|\+18)\s*(?:år|years?)\s*(?:og|and|eller|or)\s*"
    r"(?:derover|over|ældre|mere|above|older|more)|fyldt 18|18\+|aged 18|over 17 år|mindst 18)"
)
_EACH_SAID = {
    "persons": re.compile(
        r"\b(?:voksne?|adults?|personer|beboere|indbyggere|persons|residents|people|inhabitants)\b"
    ),
    "households": re.compile(
        r"\b(?:husstande(?:ne)?|households|(?:pr\.?|per) (?:husstand|household)|boliger(?:ne)?"
        r"|lejemål|dwellings|tenancies)\b"
    ),
}
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_SHARE = re.compile(r"(?:\bpct\b|\bprocent\b|\bandele?\b|%|\bper ?cent\b|\bshares?\b)")
_MEASURES = re.compile(
    r"\(?\b(?:i |in )?(?:pct\b\.?|procent\b|per ?cent\b|andele?\b(?: af)?|shares?\b(?: of)?"
    r"|antal\b|number of\b)\)?|\(?%\)?",
    re.IGNORECASE,
)
_COUNT = re.compile(r"\b(?:antal|number|numbers|count|counts)\b")

_SEXES: dict[str, frozenset[str]] = {
    "female": frozenset({"kvinde", "kvinder", "female", "females", "woman", "women", "k", "f"}),
    "male": frozenset({"mand", "mænd", "male", "males", "man", "men", "m"}),
}
SEX_WORDS = frozenset({"køn", "sex", "gender", "kønsfordeling"})
AGE_WORDS = frozenset(
    {"alder", "aldersgruppe", "aldersgrupper", "aldersfordeling", "aldersklasse", "aldersinterval",
     "age", "ages", "agegroup"}
)  # fmt: skip


class Band(NamedTuple):
    """Ages, or whatever else is grouped, from one whole number to another.

    Attributes
    ----------
    low : int
    high : int or None
        None if it has no end.
    """

    low: int
    high: int | None

    def within(self, other: Band) -> bool:
        """Whether all of it lies in another band."""
        if self.low < other.low:
            return False
        return other.high is None or (self.high is not None and self.high <= other.high)

    def meets(self, other: Band) -> bool:
        """Whether some of it lies in another band."""
        below = other.high is None or self.low <= other.high
        return below and (self.high is None or other.low <= self.high)


_UNIT = r"(?:[ -]*(?:årige?|år|aarige?|years?|yrs?)(?: olds?| of age)?)?"
_BEYOND = r"(?:derover|over|ældre|mere|above|older|more|upwards)"
_TWO_ENDS = re.compile(rf"(\d{{1,3}}){_UNIT} ?(?:-|til og med|til|to) ?(\d{{1,3}}){_UNIT}")
_UPWARDS = re.compile(
    rf"(\d{{1,3}}) ?(?:{_UNIT} ?\+|\+{_UNIT}|-{_UNIT}|{_UNIT}[ -]*(?:og|and|eller|or|el) {_BEYOND})"
)
_ABOVE = re.compile(rf"(?:over|more than|mere end|>) ?(\d{{1,3}}){_UNIT}")
_FROM = re.compile(rf"(?:fra|mindst|at least|>=|≥) ?(\d{{1,3}}){_UNIT}")
_BELOW = re.compile(rf"(?:under|below|less than|mindre end|yngre end|<) ?(\d{{1,3}}){_UNIT}")
_UP_TO = re.compile(
    rf"(?:højst|at most|til og med|up to|<=|≤) ?(\d{{1,3}}){_UNIT}"
    rf"|(\d{{1,3}}){_UNIT} (?:og|and|eller|or) (?:derunder|under|yngre|below|younger)"
)
_ONE = re.compile(rf"(\d{{1,3}}){_UNIT}")
_OPENING = re.compile(r"^(?:alder|age|aged|ages)[: ]+")


def band_of(label: str) -> Band | None:
    """The band that a label tells, None if it tells none.

    Examples
    --------
    >>> band_of("18–24 år"), band_of("65 år og derover"), band_of("Under 18 år")
    (Band(low=18, high=24), Band(low=65, high=None), Band(low=0, high=17))
    >>> band_of("Kvinder")
    """
    written = _OPENING.sub("", _plain(label))
    if found := _TWO_ENDS.fullmatch(written):
        return _ordered(int(found[1]), int(found[2]))
    for pattern, shift in ((_UPWARDS, 0), (_FROM, 0), (_ABOVE, 1)):
        if found := pattern.fullmatch(written):
            return Band(int(found[1]) + shift, None)
    if found := _BELOW.fullmatch(written):
        return _ordered(0, int(found[1]) - 1)
    if found := _UP_TO.fullmatch(written):
        return Band(0, int(found[1] or found[2]))
    if found := _ONE.fullmatch(written):
        return _ordered(int(found[1]), int(found[1]))
    return None


def _plain(label: str) -> str:
    written = re.sub(r"[‐‑‒–—−]", "-", label.casefold())
    written = written.replace("å r", "år").replace(".", " ")
    written = re.sub(r"\s*-\s*(?=\d)", "-", written)
    return " ".join(written.split())


def _ordered(low: int, high: int) -> Band | None:
    return Band(low, high) if 0 <= low <= high <= _OLDEST else None


def role_of(heading: str) -> str | None:
    """What a column is by its heading: one of `ROLES`, or None."""
    key = _closed(heading)
    return next((role for role, known in _ROLE_KEYS.items() if key in known), None)


def _closed(heading: str) -> str:
    return heading_key(heading).replace(" ", "")


_ROLE_KEYS = {role: frozenset(map(_closed, known)) for role, known in ROLES.items()}
_TOTAL_KEYS = frozenset(map(_closed, TOTALS))


def is_total(label: str) -> bool:
    """Whether a label stands for all categories, or all areas, together."""
    return _closed(label) in _TOTAL_KEYS


def universe_named(label: str) -> Universe | None:
    """The universe that a heading counts, and nothing else: ``Antal voksne``.

    Examples
    --------
    >>> universe_named("Antal beboere i alt"), universe_named("Voksne"), universe_named("Mænd")
    ('persons', 'adults', None)
    """
    key = _TOGETHER.sub("", _COUNTED.sub("", heading_key(label)))
    for universe, names in _UNIVERSES.items():
        if key in names:
            return universe
    if key and _ADULTS_SAID.fullmatch(label.casefold().strip()):
        return "adults"
    return None


def universe_said(title: str) -> Universe | None:
    """The universe that a title speaks of first; adults if it says that they are of 18 or more.

    Examples
    --------
    >>> universe_said("Beboere i almene boliger efter alder"), universe_said("Husstande i 2010")
    ('persons', 'households')
    >>> universe_said("Personer på 18 år og derover")
    'adults'

    A kind of household may be what residents are counted by, so that one of it says nothing:

    >>> universe_said("Husstand"), universe_said("Indkomst pr. husstand")
    (None, 'households')
    """
    written = " ".join(title.casefold().split())
    first = {
        universe: found.start()
        for universe, pattern in _EACH_SAID.items()
        if (found := pattern.search(written))
    }
    if not first:
        return "adults" if _ADULTS_SAID.search(written) else None
    if min(first, key=lambda each: first[each]) == "households":
        return "households"
    return "adults" if _ADULTS_SAID.search(written) else "persons"


def years_in(text: str) -> tuple[str, ...]:
    """The years that are written in a text, each once."""
    return tuple(dict.fromkeys(_YEAR.findall(text)))


def is_year(label: str) -> bool:
    """Whether a label is a year and nothing else."""
    return _YEAR.fullmatch(label) is not None


def says_share(text: str) -> bool:
    """Whether a text says that numbers are shares."""
    return _SHARE.search(text.casefold()) is not None


def says_count(text: str) -> bool:
    """Whether a text says that numbers are counts."""
    return _COUNT.search(text.casefold()) is not None


def bare(label: str) -> str:
    """A label without words for what the numbers are.

    Examples
    --------
    >>> bare("Kvinder, pct."), bare("Antal mænd"), bare("18-24 år (%)")
    ('Kvinder', 'mænd', '18-24 år')
    """
    return _MEASURES.sub(" ", label).strip(" ,;:")


def sex_of(label: str) -> str | None:
    """``female`` or ``male``, if a label says one of them."""
    key = heading_key(label)
    return next((sex for sex, words in _SEXES.items() if key in words), None)


def parts_of(label: str) -> list[str]:
    """The parts of a label that may be two categories at once: ``Mænd, 18-24 år``."""
    for mark in ("\n", ",", ";", ":", "/", "|", " - ", " – "):
        parts = [each.strip() for each in label.split(mark)]
        if len(parts) == 2 and all(parts):
            return parts
    first, _, rest = label.partition(" ")
    return [first, rest] if rest and sex_of(first) else []
