"""What in own words could tell who somebody is: numbers, addresses and names of persons.

The signs are looked for, never kept: no function here returns or reports what it found, only which
kind it is. They are cautious. What looks like a person is one until somebody has read it; what is
common in answers about a housing area (years, prices, door numbers alone, names of streets without
a number) is left in peace.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from survey.language.catalogue import text as catalogue_text
from survey.language.given_names import ALSO_WORDS, GIVEN_NAMES
from survey.language.person_numbers import has_cpr, has_email, has_phone
from survey.language.words import join_words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator


class IdentifyingKind(StrEnum):
    """What in a text could identify a person."""

    CPR = "cpr"
    """A Danish civil registration number with a date that exists."""
    PHONE = "phone"
    EMAIL = "email"
    LINK = "link"
    """The address of a page, or a name on a social medium (``@name``)."""
    ADDRESS = "address"
    """A street with a house number, or a house number with a floor and side."""
    TOWN = "town"
    """A postcode with its town."""
    NAME = "name"
    """Somebody's name: told (»jeg hedder …«), with a title (»min nabo Hans«), or signed."""
    LISTED_NAME = "listed_name"
    """A name from a list that was given."""


def identifying_kinds(text: str, *, names: Collection[str] = ()) -> tuple[IdentifyingKind, ...]:
    """What in a text could identify a person.

    Parameters
    ----------
    text : str
    names : collection of str
        Names to look for, such as those of the staff. They are found as whole words, also in the
        genitive: a single name only where it is written with a capital (»Bo« is a name, »bo« is
        to live), a name of several words however it is written.

    Returns
    -------
    tuple of IdentifyingKind
        In the order of the kinds; empty if nothing was found.

    Examples
    --------
    >>> identifying_kinds("Ring på 20 30 40 50, jeg bor Vangdalen 12, 2. tv")
    (<IdentifyingKind.PHONE: 'phone'>, <IdentifyingKind.ADDRESS: 'address'>)
    >>> identifying_kinds("Jeg har boet i Vangdalen 12 år og betaler 5500 kr siden 2010")
    ()
    """
    return _kinds(text, _NameList.of(names))


def identifying_texts(
    texts: Iterable[str], *, names: Collection[str] = ()
) -> list[tuple[IdentifyingKind, ...]]:
    """What in each of many texts could identify a person; each different text is read once.

    Parameters
    ----------
    texts : iterable of str
    names : collection of str
        As for `identifying_kinds`.

    Returns
    -------
    list of tuple
        One a text.
    """
    listed = _NameList.of(names)
    known: dict[str, tuple[IdentifyingKind, ...]] = {}
    found = []
    for text in texts:
        if text not in known:
            known[text] = _kinds(text, listed)
        found.append(known[text])
    return found


def looks_named(written: str) -> bool:
    """Whether a text is a name and nothing else, however it is written.

    Two or more words with capitals are one, unless they are common words or a place: what people
    are called in many countries stands in no list.

    Examples
    --------
    >>> looks_named("METTE HANSEN"), looks_named("Thi Nguyen"), looks_named("Nordby Nord")
    (True, True, False)
    """
    words = _plain(written).split()
    if not 1 <= len(words) <= _MOST_NAMES or not all(map(_NAME_WORD.fullmatch, words)):
        return False
    low = [word.casefold() for word in words]
    if GIVEN_NAMES.intersection(low) - ALSO_WORDS and not low[-1].endswith(_NAMED_AFTER):
        return True
    if len(words) == 1:
        return False
    return _surnamed(low) or (
        all(word[0].isupper() and not word.isupper() for word in words)
        and not _NO_NAMES.intersection(low)
        and not _OF_PLACES.intersection(low)
        and not low[-1].endswith(_NAMED_AFTER)
    )


def _surnamed(words: list[str]) -> bool:
    """Whether words are a given name and a Danish surname."""
    return words[0] in GIVEN_NAMES and words[-1].endswith("sen") and words[-1] not in _NO_SURNAMES


def names_somebody(file: str) -> bool:
    """Whether the name of a file could tell who somebody is.

    Examples
    --------
    >>> names_somebody("waves/2026/svar fra Hans Jensen.csv"), names_somebody("waves/2026/svar.csv")
    (True, False)
    """
    return bool(_kinds(_BETWEEN_WORDS.sub(" ", _COMPACT_DAY.sub("", file)), _NameList()))


def path_told(path: str) -> str:
    """A path as it may be told: a part that could tell who somebody is is left out.

    Examples
    --------
    >>> path_told("waves/2026/svar fra Hans Jensen.csv"), path_told("waves/2026/svar.csv")
    ('waves/2026/[…].csv', 'waves/2026/svar.csv')
    """
    return "/".join(map(_part_told, path.split("/")))


def _part_told(part: str) -> str:
    if not names_somebody(part):
        return part
    ending = _ENDING.search(part)
    return f"[…]{ending[0]}" if ending else "[…]"


def kinds_said(kinds: Iterable[IdentifyingKind], language: str) -> str:
    """Kinds in words: »et telefonnummer og en adresse«; empty if there are none."""
    words = [catalogue_text(f"identifying.{kind}", lang=language) for kind in kinds]
    return join_words(words, language) if words else ""


def _kinds(text: str, listed: _NameList) -> tuple[IdentifyingKind, ...]:
    plain = _plain(text)
    signs = _SIGNS.items() if _DIGIT.search(plain) else _WITHOUT_DIGITS
    found = {kind for kind, looks_like in signs if looks_like(plain)}
    if listed and listed.found_in(plain):
        found.add(IdentifyingKind.LISTED_NAME)
    return tuple(kind for kind in IdentifyingKind if kind in found)


_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_BETWEEN_WORDS = re.compile(r"[/\\_.-]+")
_COMPACT_DAY = re.compile(r"(?<!\d)(?:19|20)\d\d[01]\d[0-3]\d(?!\d)")
_DIGIT, _ODD_DIGIT = re.compile(r"\d"), re.compile(r"[^\D0-9]")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_BLANKS = re.compile(r"\s+")


def _plain(text: str) -> str:
    """One kind of digit, dash and blank, however a text was typed."""
    if text.isascii():
        return _BLANKS.sub(" ", text)
    text = unicodedata.normalize("NFKC", text.translate(_UNSEEN)).translate(_DASHES)
    if _ODD_DIGIT.search(text):
        text = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text)
    return _BLANKS.sub(" ", text)


# Addresses on the net

_DOT = re.compile(r"[@.]\S|:")
_LINK = re.compile(
    r"https?://\S|\bwww\.\w|(?<![@\w])[\w-]{2,63}\.(?:dk|com|org)\b(?!\.?\w)|(?<![\w@.])@[a-z_]\w{2,}|"
    r"\b(?:snap(?:chat)?|insta(?:gram)?|facebook|fb|tiktok|messenger): ?\w[\w.]{2,}",
    re.IGNORECASE,
)


def _link(text: str) -> bool:
    return _DOT.search(text) is not None and _LINK.search(text) is not None


# Addresses of dwellings

_FLOOR = r"(?:st(?:uen)?|kl|\d{1,2})\.? ?(?:sal)?[ ,.]{0,2}(?:t\.?v|t\.?h|m\.?f|dør \d{1,4})\b"
_COUNTED = (  # what is counted after the name of a place: "i Vangdalen 12 år"
    r"(?:år|årig|måned|mdr|uge|dag|time|minut|min|gang|pct|procent|%|kr|kroner|dkk|person|beboer|"
    r"lejlighed|bolig|familie|børn|barn|unge|hunde|kat|meter|m\b|m2|m²|kvm|km|etage|sal|træer|"
    r"bænk|lamp|bil|plads|p-plads|ud af|af|i alt|ende|stk|stjerner|skraldespand|legeplads|"
    r"years?|months?|weeks?|days?|times?|hours?|minutes?|people|residents?|flats?|homes?)"
)


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_STREETS = _words(
    "vej vejen gade gaden alle allé alléen alleen stræde strædet vænge vænget boulevard"
)
_PLACES = _words(
    "plads pladsen torv torvet park parken have haven dal dalen bakke bakken bakker bakkerne "
    "lund lunden toft toften krog krogen sti stien gård gården kaj kær kæret høj højen eng "
    "engen mark marken ager ageren skov skoven hus huset husene banke banken ås åsen vang "
    "vangen bo bjerg bjerget løkke løkken hegn hegnet led kilde kilden borg bro broen by byen"
)
_STREET_ENDINGS, _PLACE_ENDINGS = tuple(_STREETS), tuple(_PLACES)
_WORD_AND_NUMBER = re.compile(
    r"(?<!\w)(\w{3,40}),? (?:nr\.? |nummer )?(\d{1,3})(?!\d|[.,:]\d| ?%)(?=(.{0,24}))",
    re.IGNORECASE,
)
_IN_ENGLISH = re.compile(
    r"\b\d{1,4}[a-z]? (?:[A-Z][a-z]+ ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Close|Drive|"
    r"Court|Terrace|Crescent)\b"
)
_HOUSE = re.compile(
    r"\b(?:nr|nummer|opgang|blok|hus|dør|lejlighed|lejl|bor i|bor på|no|number|block)\.? ?"
    r"\d{1,3} ?[a-z]?[ ,]{1,2}" + _FLOOR,
    re.IGNORECASE,
)
_IS_COUNTED = re.compile(rf"\W{{0,2}}(?:\w+ )?{_COUNTED}", re.IGNORECASE)
_IS_HOUSE = re.compile(
    rf"(?:[a-z]| [a-g])\b(?!\.)|[ ,]{{1,2}}{_FLOOR}|,? \d{{4}} (?-i:[A-ZÆØÅ])", re.IGNORECASE
)
_ENDS = re.compile(
    r"\s*(?:$|[.,;:!?()\"»«-])|,? ?(?:og|er|var|har|i|på|hvor|som|ved|til|med|kan|vil|skal|bor|der|"
    r"men|eller|hos|fra|samt|and|is|was|has|in|on|at|where|but|or|with|to|ikke)\b",
    re.IGNORECASE,
)
_NO_STREETS = re.compile(  # ways and places that have no house numbers
    r"(?:lege|parkerings|p-|arbejds|holde|vende|bold|sports|camping|bade|affalds|fælles|opholds|"
    r"motor|hoved|landevejs|omfarts|adgangs|brand|kørs|cykel|gang|grus|villa|sving|stam|ring|"
    r"under|om|af|til|ud|ind|natur|by|kolonihave|nytte|for|bag|børne|fodbold|kirke|gå|indkøbs)"
    r"(?:plads|vej|gade|sti|park|have|gård|bane)\w*|tilbage\w*|undervej\w*|halvvej\w*",
    re.IGNORECASE,
)


def _address(text: str) -> bool:
    if _HOUSE.search(text) or _IN_ENGLISH.search(text):
        return True
    return any(_lives_there(*match.groups()) for match in _WORD_AND_NUMBER.finditer(text))


def _lives_there(word: str, number: str, rest: str) -> bool:
    """Whether a word and a number are a street and a house.

    A word that ends as streets do is one unless something is counted after it. Endings that many
    words have, such as »parken«, must look like an address in all.
    """
    low = word.casefold()
    street, place = low.endswith(_STREET_ENDINGS), low.endswith(_PLACE_ENDINGS)
    if not (street or place) or not int(number) or _NO_STREETS.fullmatch(word):
        return False
    if _IS_HOUSE.match(rest):
        return True
    if _IS_COUNTED.match(rest):
        return False
    if street:
        return low not in _STREETS or word[0].isupper()
    return word[0].isupper() and low not in _PLACES and _ENDS.match(rest) is not None


_TOWNS = (
    r"(?:k[øo]benhavn|kbh|frederiksberg|randers|aarhus|århus|odense|aalborg|ålborg|vejle|horsens|"
    r"kolding|roskilde|esbjerg|næstved|køge|viborg|silkeborg|herning|holstebro|slagelse|hillerød|"
    r"helsingør|fredericia|svendborg|sønderborg|hjørring|frederikshavn|skive|ringsted|thisted|"
    r"nykøbing|nakskov|kalundborg|holbæk|haderslev|aabenraa|åbenrå|nyborg|middelfart|grenaa|grenå|"
    r"ishøj|albertslund|taastrup|glostrup|brøndby|ballerup|herlev|gladsaxe|søborg|valby|hvidovre)"
)
_TOWN = re.compile(rf"\b(?:DK-? ?)?(?:0[8-9]\d\d|[1-9]\d{{3}}),? {_TOWNS}\b", re.IGNORECASE)
_TOWN_IN_CAPITALS = re.compile(r"(?<![\d.,] )\b(?:DK-? ?)?([1-9]\d{3}),? ([A-ZÆØÅ][a-zæøå]{2,})\b")


def _town(text: str) -> bool:
    for match in _TOWN.finditer(text):
        if not _year(match[0]) or _COPENHAGEN.search(match[0]):
            return True
    return any(
        not _year(match[1]) and match[2].casefold() not in _NO_NAMES
        for match in _TOWN_IN_CAPITALS.finditer(text)
    )


_COPENHAGEN = re.compile(r"k[øo]benhavn|kbh|frederiksberg|valby", re.IGNORECASE)


def _year(words: str) -> bool:
    found = re.search(r"\d{4}", words)
    return found is not None and 1900 <= int(found[0]) <= 2049


# Names

_NO_NAMES = _words(  # words that are no names, also where they are written with a capital
    "det den der de da dette disse du jeg jeres vi vores han hun min mit mine men man med mange "
    "mere meget og også om når nu nogle nogen ny hvis hvor hvad hver han hos her ham har er en et "
    "et ellers efter før for fra få flere alle alt altid at af bare både be beboer beboere "
    "beboerne beboeren bestyrelsen boligforeningen ikke ingen intet ja jo kan kun kr kroner dkk "
    "kommunen lige mon mvh nej nå okay ok på samt siden skal som stadig så sådan tak til ved vil "
    "var været under uden ud op over pga fordi fx dog desuden derfor derudover bor naboer naboen "
    "glad utryg anonym pct procent og os hilsen venlig dansk danske hej tak kærlig dem deres din "
    "dine igen endelig især politiet skolen dansker danmark the it is this that and but my we they "
    "he she there when if not no yes very so because please thanks resident residents"
)
_CAPITAL = r"([A-ZÆØÅÉÖÄÜ][a-zæøåéöäü]+)"
_ANY_WORD = r"([^\W\d_]{2,})"
_TOLD = re.compile(
    r"\b(?:jeg hedder|mit navn er|mit navn:|my name is|my name's|i am called|navn:|name:) "
    + _ANY_WORD,
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"\b(?:[Mm][Vv][Hh]|[Vv]h|VH|[Kk][Hh]|[Hh]ilsen(?: fra)?|[Hh]ilsner(?: fra)?|"
    r"[Rr]egards|[Ss]incerely)[.,:]? " + _CAPITAL
)
_TITLED = re.compile(
    r"\b(?:[Hh]r|[Hh]err|[Ff]ru|[Ff]rk|[Ff]røken|Mr|Mrs|Ms|Miss)\b\.? "
    + _CAPITAL
    # who somebody is to the one who writes
    + r"|\b(?:[Nn]abo|[Oo]verbo|[Uu]nderbo|[Gg]enbo|[Vv]icevært|[Ee]jendomsmester|[Gg]artner|"
    r"[Ff]ormand|[Ff]orkvinde|[Vv]en|[Vv]eninde|[Mm]and|[Kk]one|[Kk]æreste|[Ss]øn|[Dd]atter|"
    r"[Mm]or|[Ff]ar|[Bb]ror|[Ss]øster|[Bb]arnebarn|[Ll]ærer|[Ss]agsbehandler|[Kk]ontaktperson|"
    r"[Ss]ocialrådgiver|[Nn]eighbou?r|[Cc]aretaker|[Hh]usband|[Ww]ife|[Ff]riend)"
    r"(?:e?n|s|ens|inden)?(?: (?:der )?(?:som )?(?:hedder|named|called))? " + _CAPITAL
)
_CALLED_SO = re.compile(
    r"\b(?:han|hun|nabo|naboen|overbo|overboen|underbo|underboen|genbo|genboen|viceværten|manden|"
    r"damen|konen|drengen|pigen|sønnen|he|she) (?:der |som )?(?:hedder|is called|is named) "
    + _ANY_WORD,
    re.IGNORECASE,
)
_SURNAME = re.compile(
    r"\b[A-ZÆØÅ][a-zæøåé]+ (?:[A-ZÆØÅ](?:\.|[a-zæøåé]+) )?([A-ZÆØÅ][a-zæøå]+(?:sen|gaard))\b"
)
_NO_SURNAMES = _words("bussen prisen krisen pausen rejsen kassen klassen massen pulsen")


_CAPITAL_WITHIN = re.compile(r" [A-ZÆØÅÉÖÄÜ]")
_WORD_OF_NAMING = re.compile(r"hedder|navn|called|named?\b", re.IGNORECASE)


def _name(text: str) -> bool:
    capital = _CAPITAL_WITHIN.search(text) is not None
    signs = (*((_TOLD, _CALLED_SO) if _WORD_OF_NAMING.search(text) else ()),
             *((_SIGNED, _TITLED) if capital else ()))  # fmt: skip
    words = (word for sign in signs for match in sign.finditer(text) for word in match.groups())
    if any(word and word.casefold() not in _NO_NAMES for word in words):
        return True
    found = _SURNAME.finditer(text) if capital else ()
    if any(match[1].casefold() not in _NO_SURNAMES for match in found):
        return True
    return any(_called_by_name(text, match) for match in _CAPITALS.finditer(text))


_CAPITALS = re.compile(r"(?<!\w)[A-ZÆØÅ][a-zæøåé]+(?: [A-ZÆØÅ][a-zæøåé]+){0,4}(?!\w)")
_BEGINS = re.compile(r"(?:^|[.!?:;»\"(-]) ?$")
_NAMED_AFTER = _STREET_ENDINGS + tuple(
    _words("plads pladsen torv torvet park parken skole skolen kirke kirken sogn gård gården hus")
)


def _called_by_name(text: str, match: re.Match[str]) -> bool:
    """Whether words with capitals are a person, and not a street or school with her name."""
    words = match[0].casefold().split()
    if words[-1].endswith(_NAMED_AFTER):
        return False
    begins = _BEGINS.search(text, max(match.start() - 2, 0), match.start()) is not None
    for place, word in enumerate(words):
        names = GIVEN_NAMES.intersection((word, word.removesuffix("s")))
        sure = (place or not begins) or place + 1 < len(words)
        if names and (sure or not names <= ALSO_WORDS):
            return True
    return False


_MOST_NAMES = 5
_NAME_WORD = re.compile(r"[^\W\d_]{2,}(?:['’-][^\W\d_]+)*")
_OF_PLACES = _words(
    "have haven park parken dal dalen by byen bakke bakken blok opgang afdeling område etape "
    "bygning nord syd øst vest nordre søndre østre vestre store gamle gammel block area north "
    "south east west houses blocks estate village and or of"
)


_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class _NameList:
    """Names to look for: single ones as they are written, those of several words by the first."""

    single: frozenset[str] = frozenset()
    several: dict[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Collection[str]) -> _NameList:
        split = [_WORD.findall(_plain(name)) for name in names]
        several: dict[str, tuple[tuple[str, ...], ...]] = {}
        for words in split:
            if len(words) > 1:
                first, *rest = (word.casefold() for word in words)
                several[first] = (*several.get(first, ()), tuple(rest))
        return cls(frozenset(words[0].casefold() for words in split if len(words) == 1), several)

    def __bool__(self) -> bool:
        return bool(self.single or self.several)

    def found_in(self, text: str) -> bool:
        words = _WORD.findall(text)
        if any(form in self.single for w in words if w[0].isupper() for form in _forms(w)):
            return True
        low = [word.casefold() for word in words]
        return any(self._several_at(low, place) for place in range(len(low)))

    def _several_at(self, words: list[str], place: int) -> bool:
        for rest in self.several.get(words[place], ()):
            *middle, last = words[place + 1 : place + 1 + len(rest)] or [""]
            if tuple(middle) == rest[:-1] and rest[-1] in _forms(last):
                return True
        return False


def _forms(word: str) -> Iterator[str]:
    """A word in small letters, and what it is the genitive of."""
    low = word.casefold()
    yield low
    for ending in ("'s", "’s", "'", "’", "s"):
        if low.endswith(ending):
            yield low.removesuffix(ending)


_SIGNS: dict[IdentifyingKind, Callable[[str], bool]] = {
    IdentifyingKind.CPR: has_cpr,
    IdentifyingKind.PHONE: has_phone,
    IdentifyingKind.EMAIL: has_email,
    IdentifyingKind.LINK: _link,
    IdentifyingKind.ADDRESS: _address,
    IdentifyingKind.TOWN: _town,
    IdentifyingKind.NAME: _name,
}
_WITHOUT_DIGITS = tuple(
    (kind, _SIGNS[kind])
    for kind in (IdentifyingKind.EMAIL, IdentifyingKind.LINK, IdentifyingKind.NAME)
)
