"""A study in which people's data were planted wherever they can stand, and where they are found."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

from made_study import ROWS, small_study

from survey.sampling.secret import read_secret

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME, ADDRESS = "Frederikke Skovgaard-Lund", "Pileallé 44"
PHONE, EMAIL, CPR = "28 47 91 36", "frederikke.skov@example.org", "010170-1234"
TRACES = (NAME, ADDRESS, PHONE, EMAIL, CPR, "28479136", "Skovgaard", "0101701234", "Hvidkløver")
WORDS = f"Ring til {NAME} på {PHONE} om Hvidkløver"

FORM = """
id: lille
title: {da: Lille skema, en: Small form}
languages: [da, en]
scales:
  safety:
    codes:
      1: {da: Meget tryg, en: Very safe}
      2: {da: Tryg, en: Safe}
      3: {da: Hverken eller, en: Neither}
      4: {da: Utryg, en: Unsafe}
      5: {da: Meget utryg, en: Very unsafe}
questions:
  - id: safe_day
    text: {da: Hvor tryg er du om dagen?, en: How safe do you feel by day?}
    label: {da: Tryghed om dagen, en: Safety by day}
    scale: safety
    headline: {codes: [4, 5], good: low, label: {da: Utrygge, en: Unsafe},
               phrase: {da: er utrygge, en: feel unsafe}}
  - id: safe_evening
    text: {da: Hvor tryg er du om aftenen?, en: How safe do you feel in the evening?}
    label: {da: Tryghed om aftenen, en: Safety in the evening}
    scale: safety
    headline: {codes: [4, 5], good: low, label: {da: Utrygge, en: Unsafe},
               phrase: {da: er utrygge, en: feel unsafe}}
  - id: change_first
    type: text
    text: {da: Hvad skal ændres?, en: What is to be changed?}
    label: {da: Skal ændres, en: To be changed}
"""
STUDY = """
title: {da: Lille, en: Small}
areas:
  - {id: vest, label: {da: Vestparken, en: Vestparken}, role: study}
  - {id: syd, label: {da: Sydhaven, en: Sydhaven}, role: contrast}
questionnaire: form.yaml
waves:
  - id: "2026"
    answers: svar.csv
    corrections: rettelser.csv
chapters:
  - {id: living, title: {da: At bo, en: Living}, questions: [safe_day, safe_evening]}
retention: {contacts: 2027-01-01, frame: 2027-06-01, answers: 2028-01-01}
"""


def planted_study(folder: Path, *, study: str = STUDY, wrong: str = "9") -> Path:
    """A study with names in its lists, its answers, its corrections and what lies beside them."""
    rows = [f"{row}{WORDS if n in {3, 7} else ''};{EMAIL if n == 4 else ''}"
            for n, row in enumerate(ROWS, 1)]  # fmt: skip
    rows.append(f"0041;syd;{wrong};2;{CPR} {ADDRESS};")
    head = "svarnr;område;safe_day;safe_evening;change_first;e-mail"
    small_study(folder, rows, study=study, head=head)
    (folder / "form.yaml").write_text(FORM, encoding="utf-8")
    wave = folder / "waves" / "2026"
    wave.mkdir(parents=True)
    heads = "Bolig;Område;Navn;Adresse;Telefon;CPR"
    people = "\n".join(f"b-{n:03};vest;Person {n} Testesen;Gaden {n};;" for n in range(30))
    (wave / "contacts.csv").write_text(
        f"{heads}\n{people}\nb-900;vest;{NAME};{ADDRESS};{PHONE};{CPR}\n", encoding="utf-8"
    )
    (wave / "frame.csv").write_text("Bolig;Område\nb-900;vest\n", encoding="utf-8")
    (wave / "breve-1.csv").write_text(f"Bolig;Navn\nb-900;{NAME}\n", encoding="utf-8")
    (folder / "rettelser.csv").write_text(
        "respondent;variable;from;to;why;who;when;kind;file;row\n"
        f"0002;safe_day;3;4;{NAME} ringede;{EMAIL};2026-05-01;change;;\n",
        encoding="utf-8",
    )
    (folder / f"{NAME} klagede.txt").write_text(WORDS, encoding="utf-8")
    (folder / "~$svar.xlsx").write_text(NAME, encoding="utf-8")
    key = read_secret(folder.parent / "key.secret", create=True)
    assert key.path is not None
    (wave / "nøgle.txt").write_bytes(key.path.read_bytes())
    return folder


def traces_in(data: bytes) -> list[str]:
    """What of the planted stands in some bytes, also packed ones, without saying where."""
    found = set()
    for held in (data, *_unpacked(data)):
        texts = (held.decode("utf-8", "ignore"), held.decode("utf-16-le", "ignore"))
        found |= {trace for trace in TRACES for text in texts if trace in text}
    return sorted(found)


def _unpacked(data: bytes) -> Iterator[bytes]:
    if data.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name.encode()
                held = archive.read(name)
                yield from (held, *_unpacked(held))
