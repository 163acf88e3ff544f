"""Columns of registers that tell who somebody is, by their headings and by what stands in them."""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from survey.files.data_table import EMPTY
from survey.language.catalogue import text
from survey.sampling.headings import closed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from survey.files.data_table import DataColumn


class Personal(StrEnum):
    """What a column tells of somebody."""

    NAME = "name"
    ADDRESS = "address"
    """A street, or a whole address."""
    PLACE = "place"
    """A part of an address that alone tells of nobody: floor, postcode, town."""
    CPR = "cpr"
    """A civil registration number or a date of birth."""
    EMAIL = "email"
    PHONE = "phone"


IDENTIFYING = frozenset(Personal) - {Personal.PLACE}
"""What is never kept in a frame."""

_WHOSE = r"(?:lejers?|beboers?|beboerens|lejerens|kontakts?|medlejers?|tenants?|residents?|ejers?)?"
_HEADINGS = {
    Personal.NAME: re.compile(
        _WHOSE + r"(?:fulde|for|efter|mellem|kalde|første|full|first|last|given|family|sur)?"
        r"(?:navn|navne|name|names)\d?(?:oglejemål)?|lejer\d?|medlejer\d?|ægtefælle\d?|"
        r"kontaktperson\d?|contactperson|modtager|recipient|tenant\d?|conavn|co|forogefternavn"
    ),
    Personal.ADDRESS: re.compile(
        _WHOSE + r"(?:bolig|post|hjemmes?|street|home|postal)?(?:adresse|adresser|address)\d?|"
        r"adresselinje\d?|addressline\d?|vej|vejnavn|vejadresse|gade|gadenavn|street|streetname|"
        r"beliggenhed|vejoghusnr|vejoghusnummer|gadeoghusnr|bopæl"
    ),
    Personal.PLACE: re.compile(
        r"husnr|husnummer|husbogstav|bogstav|etage|sal|dør|side|sidedør|dørnr|opgang|postnr|"
        r"postnummer|by|bynavn|postdistrikt|postnrogby|postnrby|postnummerogby|houseno|"
        r"housenumber|floor|door|postcode|zip|zipcode|city|town"
    ),
    Personal.CPR: re.compile(
        _WHOSE + r"(?:cpr|cprnr|cprnummer|cprno|personnr|personnummer|civilregistrationno|"
        r"civilregistrationnumber|nationalid|ssn|fødselsdato|fødselsdag|fødtdato|dateofbirth|"
        r"birthdate|birthday|dob)\d?"
    ),
    Personal.EMAIL: re.compile(
        _WHOSE + r"(?:e?mail|e?mailadresse|emailaddress|mailaddress|epost|epostadresse)\d?"
    ),
    Personal.PHONE: re.compile(
        _WHOSE + r"(?:telefon|telefonnr|telefonnummer|tlf|tlfnr|tlfnummer|mobil|mobilnr|"
        r"mobilnummer|mobiltlf|mobiltelefon|phone|phoneno|phonenumber|telephone|mobile|mobileno|"
        r"mobilephone|mobilenumber|tel|telno)\d?"
    ),
}

_MOST_LOOKED_AT = 2000
_CPR = re.compile(r"(\d\d)(\d\d)\d\d[- ]?\d{4}", re.ASCII)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")
_PHONE = re.compile(r"(?:(?:\+|00)\d{2} ?)?[2-9]\d(?: ?\d\d){3}", re.ASCII)
_ADDRESS = re.compile(
    r".*(?:vej|vejen|gade|gaden|allé|alle|alléen|stræde|vænge|vænget|boulevard|street|road|avenue|"
    r"lane)\.? \d{1,3} ?[a-z]?\b.*|[^\W\d_]{3}.* \d{1,3} ?[a-z]?[ ,.]+(?:st|kl|\d{1,2})\.?[ ,]+"
    r"(?:t\.?v|t\.?h|m\.?f|\d{1,4})\.?",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?:[^\W\d_][^\W\d_.'’-]*[.'’-]? ?){2,5}")
_NOT_IN_NAMES = re.compile(
    r"\b(?:blok|opgang|afdeling|område|etape|bygning|hus|nord|syd|øst|vest|block|area|north|"
    r"south|east|west|og|and|eller|or)\b",
    re.IGNORECASE,
)
_FEW = 20


def personal_heading(heading: str) -> Personal | None:
    """What a column tells of somebody by its heading.

    Examples
    --------
    >>> personal_heading("E-mail"), personal_heading("Områdenavn")
    (<Personal.EMAIL: 'email'>, None)
    """
    key = closed(heading)
    return next((kind for kind, form in _HEADINGS.items() if form.fullmatch(key)), None)


def personal_column(column: DataColumn) -> Personal | None:
    """What a column tells of somebody, by its heading or by what stands in it.

    Parameters
    ----------
    column : DataColumn
    """
    return personal_heading(column.name) or personal_contents(column)


def personal_contents(column: DataColumn) -> Personal | None:
    """What a column tells of somebody by what stands in it.

    Different texts are looked at: the first 2,000. It takes only some numbers of persons or e-mail
    addresses, but most texts must look like telephone numbers or names, and many like addresses.
    Names and addresses that many rows share are those of areas, blocks or staircases.

    Parameters
    ----------
    column : DataColumn
    """
    looked_at = column.values[:_MOST_LOOKED_AT]
    if not looked_at:
        return None
    filled = int(np.count_nonzero(column.index != EMPTY))
    own = len(column.values) > filled / 2  # most rows have a text of their own
    for kind, is_one, share in _SIGNS:
        looks_so = sum(map(is_one, looked_at)) > share * len(looked_at)
        if looks_so and (own or kind is not Personal.ADDRESS):
            return kind
    if own and len(column.values) > _FEW and sum(map(_is_name, looked_at)) > 0.7 * len(looked_at):
        return Personal.NAME
    return None


def _is_cpr(written: str) -> bool:
    """Six digits that are a day, and four: a day of birth may be 60 days later than it was."""
    found = _CPR.fullmatch(written)
    if found is None:
        return False
    day, month = int(found[1]), int(found[2])
    try:
        dt.date(2000, month, day - 60 if day > 60 else day)
    except ValueError:
        return False
    return True


def _is_name(written: str) -> bool:
    capitals = all(part[:1].isupper() for part in written.split() if len(part) > 3)
    plain = _NAME.fullmatch(written) is not None and _NOT_IN_NAMES.search(written) is None
    return capitals and plain


_SIGNS: Sequence[tuple[Personal, Callable[[str], bool], float]] = (
    (Personal.CPR, _is_cpr, 0.2),
    (Personal.EMAIL, lambda written: _EMAIL.fullmatch(written) is not None, 0.05),
    (Personal.PHONE, lambda written: _PHONE.fullmatch(written) is not None, 0.8),
    (Personal.ADDRESS, lambda written: _ADDRESS.fullmatch(written) is not None, 0.3),
)


def kind_said(kind: Personal) -> str:
    """What a column tells, in words."""
    return text(f"frame.personal.{kind}")
