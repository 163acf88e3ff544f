"""Columns that are no answers: those of the program, and those that say who somebody is."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from survey.language.cells import kinds_in_cell
from survey.language.identifying import IdentifyingKind
from survey.questionnaire.drafting.legal_names import spelled
from survey.questionnaire.drafting.lexicon import (
    ID_NAMES,
    NAMES_OF_THINGS,
    PERSONAL_NAMES,
    PERSONAL_VALUES,
    TECHNICAL_NAMES,
)
from survey.responses.headings import KNOWN_HEADINGS
from survey.responses.matching.code_matching import counts_of
from survey.responses.matching.spelling import listed
from survey.responses.responses import RESPONDENT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from survey.files.data_table import DataColumn

_PROGRAMS = listed(
    """ipaddr ipaddress ip_address refurl token interviewtime lastpage seed datestamp
    submission_time submitted_by validation_status notes status version tags index
    parent_table_name parent_index
    geolocation formhub_uuid instanceid meta_instanceid meta_instancename rootuuid meta_rootuuid
    deviceid device_id simserial subscriberid username audit today attachments xform_id_string
    progress recordeddate recorded_date distributionchannel distribution_channel externalreference
    duration_in_seconds created modified difftime organization importgroup distributionschedule
    responsecollectsessions numberofreturnedmail digitaldistributionerrormessage collectorid
    date_created date_modified custom_data_1 invitation reminder usesleft source"""
)
_PROGRAM_NAMES = re.compile(
    r"(?:group|question)time\d+|\d+x\d+x\d+time|stat(?:o|internal|overall)_\w+|"
    r"generated_table_list_label_\d+|reserved_name_for_field_list_labels_\d+"
)
_PERSONAL = listed(
    """recipientlastname recipientfirstname recipientemail recipient_email
    emailaddress e_mail_address phonenumber phone_number fuldt_navn fulde_navn locationlatitude
    locationlongitude latitude longitude breddegrad laengdegrad geopoint gps kontaktoplysninger
    postadresse lejemaal lejlighed lejlighedsnummer husnummer"""
)
_FIRST_IDS = re.compile(r"(?:respondent|resp|deltager|participant|person|case|loebe?n|lbnr)")
_LAST_IDS = listed("uuid guid noegle key rowid row_id rownames index serial")
_IDS = ID_NAMES | {spelled(each) for each in KNOWN_HEADINGS[RESPONDENT]}
_NEVER_SHOWN = frozenset({IdentifyingKind.CPR, IdentifyingKind.EMAIL, IdentifyingKind.PHONE})
_MOSTLY_ONCE = 0.9  # somebody may have answered twice
_SAMPLE = 5_000
_LEAST = {"cpr": 0.02, "email": 0.02, "phone": 0.5}


def is_technical(name: str) -> bool:
    """Whether a column is called as those are that programs add."""
    said = spelled(name)
    last = spelled(name.rpartition("/")[2])
    return (
        name.startswith("_")
        or bool({said, last} & (_PROGRAMS | TECHNICAL_NAMES))
        or _PROGRAM_NAMES.fullmatch(said) is not None
    )


def personal_kind(column: DataColumn, *, by_name: bool = True) -> str | None:
    """What a column says of a person: ``name``, ``email``, ``cpr``, ``phone``; or None."""
    if by_name and _is_called_personal(column):
        return "name"
    if column.meanings:
        return None
    counts = counts_of(column)[:_SAMPLE]
    filled = sum(counts)
    for kind, pattern in PERSONAL_VALUES.items():
        pairs = zip(islice(column.values, _SAMPLE), counts, strict=True)
        own = sum(rows for value, rows in pairs if pattern.fullmatch(value))
        if filled and own / filled >= _LEAST[kind]:
            return kind
    return None


def _is_called_personal(column: DataColumn) -> bool:
    said = [spelled(each) for each in (column.name, column.label) if each]
    return not column.meanings and any(
        each in _PERSONAL
        or (PERSONAL_NAMES.search(each) is not None and not NAMES_OF_THINGS.search(each))
        for each in said
    )


def looks_personal(value: str) -> bool:
    """Whether a value must not be shown: an e-mail address, a CPR number, a telephone number.

    They may stand in it beside other words.
    """
    alone = any(pattern.fullmatch(value) for pattern in PERSONAL_VALUES.values())
    return alone or bool(_NEVER_SHOWN.intersection(kinds_in_cell(value)))


def id_rank(column: DataColumn, rows: int) -> int | None:
    """How well a column serves to tell respondents apart, from 0 for the best; None if it can't."""
    names = {spelled(each) for each in (column.name, column.label) if each}
    some_twice = len(column.values) < _MOSTLY_ONCE * rows
    if not names & _IDS or some_twice or int((column.index < 0).sum()):
        return None
    if any(_FIRST_IDS.match(each) for each in names):
        return 0
    return 2 if names & _LAST_IDS else 1


def best_ids(columns: Iterable[DataColumn], rows: int) -> tuple[list[str], list[str]]:
    """The columns that tell respondents apart best, and the others that could."""
    ranks = {each.name: rank for each in columns if (rank := id_rank(each, rows)) is not None}
    best = min(ranks.values(), default=0)
    chosen = [name for name, rank in ranks.items() if rank == best]
    return chosen, [name for name in ranks if name not in chosen]
