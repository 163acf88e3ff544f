"""Makes the invented, deliberately dirty answers in this folder; the same files each time.

Run it from here: ``python make_answers.py``. Nobody gave these answers. Areas, persons and what
they say are made up; each sin that was planted stands in ``facit.csv``.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import load_workbook

import survey as sv
from survey.questionnaire.forms.keying_columns import HEAD_ROWS
from survey.questionnaire.forms.keying_workbook import keying_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.worksheet.worksheet import Worksheet

FOLDER = Path(__file__).resolve().parent
WEB, PAPER, FACIT = "svar-web.csv", "svar-papir.xlsx", "facit.csv"
SEED, WEB_ROWS, PAPER_ROWS, TWICE = 20261126, 240, 120, 24
FIRST_FORM = 501
DONT_KNOW, LEFT_OUT, REFUSED = -8, None, -9

# Invented areas: code, name, share of the answers, and how much better than the middle it is there.
AREAS = (
    ("vestparken", "Vestparken", 0.30, -0.5),
    ("soeholm", "Søholm", 0.22, 0.1),
    ("moellebo", "Møllebo", 0.20, -0.1),
    ("aeblehaven", "Æblehaven", 0.28, 0.5),
)
FIVE = ("area_satisfaction", "feel_at_home", "safe_day", "safe_evening", "safe_home", "chat",
        "stick_together", "stop_vandalism", "trust_people")  # fmt: skip
UNSAFE, TOOK_PART = (1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 2, 3, 4, 5, 6, 8, 9)
LAST = ("life_satisfaction", "lonely", "plan_move", "change_first", "sex", "age", "household",
        "adults", "parent_danish", "birth_country")  # fmt: skip
COLUMNS = (
    *FIVE[:5],
    *(f"unsafe_places_{code}" for code in UNSAFE),
    "unsafe_places_8_text",
    *FIVE[5:],
    *(f"took_part_{code}" for code in TOOK_PART),
    *LAST,
)
HEAD = ("svarnr", "område", "sprog", "startet", "afsluttet", "minutter")
WISHES = (
    "Mere lys på stierne",
    "Flere bænke ved legepladsen",
    "Der skal ryddes op ved affaldsøen – hver uge!",
    "Et sted, hvor de unge kan være om aftenen",
    "Bilerne kører for stærkt; sæt bump",
    "Ingenting, jeg er glad for at bo her",
    "Bedre renholdelse i opgangen",
    "Fællesspisning igen, det var hyggeligt",
    "Vaskeriet er altid i stykker",
    "Flere parkeringspladser",
    "Åbn gården for cykler",
    "Grønnere udearealer, gerne med æbletræer",
    "Højere hegn mod vejen",
    "Svar på vores henvendelser",
)
PLACES = ("Ved skuret", "Tunnelen", "Bag nr. 12")


@dataclass(slots=True)
class Sin:
    """What is wrong in one cell, or with one row."""

    file: str
    respondent: str
    column: str
    kind: str
    stands: str
    true: str


@dataclass(slots=True)
class Made:
    """The answers while they are made."""

    chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311
    sins: list[Sin] = field(default_factory=list)

    def pick(self, choices: Sequence[Any], weights: Sequence[float] | None = None) -> Any:  # noqa: ANN401
        """One of some choices; it needs nothing but `random`, which never changes."""
        weights = weights or [1.0] * len(choices)
        place = self.chance.random() * sum(weights)
        for choice, weight in zip(choices, weights, strict=True):
            place -= weight
            if place < 0:
                return choice
        return choices[-1]

    def happens(self, share: float) -> bool:
        """Whether something happens that does in such a share of cases."""
        return self.chance.random() < share

    def around(self, middle: float, spread: float) -> float:
        """A number around a middle, by the sum of twelve."""
        return middle + spread * (sum(self.chance.random() for _ in range(12)) - 6)

    def point(self, middle: float, low: int = 1, high: int = 5, spread: float = 1.0) -> int:
        """A point of a scale."""
        return min(max(round(self.around(middle, spread)), low), high)

    def plant(self, file: str, row: dict[str, Any], column: str, kind: str, stands: Any) -> None:  # noqa: ANN401
        """Put something wrong into a cell, and note it."""
        true = row.get(column)
        row[column] = stands
        self.note(file, row, column, kind, stands, true)

    def note(
        self, file: str, row: dict[str, Any], column: str, kind: str, stands: Any = "",  # noqa: ANN401
        true: Any = "",  # noqa: ANN401
    ) -> None:  # fmt: skip
        """Note what is wrong."""
        self.sins.append(Sin(file, row["id"], column, kind, _csv(stands), _csv(true)))


# People who answer as they should


def resident(made: Made, number: str) -> dict[str, Any]:
    """What one resident answers."""
    area, name, _, better = made.pick(AREAS, [share for *_, share, _ in AREAS])
    mood = made.around(better, 0.6)
    row: dict[str, Any] = {"id": number, "area": area, "område": name}
    for question in FIVE:
        worse = 0.7 if question == "safe_evening" else 0.0
        row[question] = _left_out(
            made, made.point(3.6 + mood - worse), dont_know=question != "chat"
        )
    if made.happens(0.03):
        row["safe_evening"] = 6  # not outdoors then
    _unsafe_places(made, row)
    _took_part(made, row)
    row["life_satisfaction"] = _left_out(made, made.point(7.2 + mood, 0, 10, 1.6), refused=True)
    row["lonely"] = _left_out(made, made.point(2.1 - mood / 2), refused=True)
    row["plan_move"] = _left_out(made, made.pick((1, 2, 3), (0.68, 0.12, 0.2)), dont_know=True)
    row["change_first"] = made.pick(WISHES) if made.happens(0.38) else LEFT_OUT
    row["sex"] = _left_out(made, made.pick((1, 2, 3), (0.56, 0.43, 0.01)))
    row["age"] = min(max(round(made.around(49, 17)), 18), 97) if made.happens(0.97) else LEFT_OUT
    row["household"] = _left_out(made, made.pick((1, 2, 3, 4, 5), (0.38, 0.12, 0.22, 0.22, 0.06)))
    row["adults"] = 1 if row["household"] in {1, 2} else made.pick((2, 3, 4), (0.85, 0.1, 0.05))
    row["parent_danish"] = _left_out(made, made.pick((1, 0), (0.6, 0.4)), dont_know=True)
    row["birth_country"] = (
        1 if row["parent_danish"] == 1 else made.pick((1, 2, 3), (0.25, 0.2, 0.55))
    )
    return row


def _left_out(made: Made, answer: int, *, dont_know: bool = False, refused: bool = False
              ) -> int | None:  # fmt: skip
    if dont_know and made.happens(0.03):
        return DONT_KNOW
    if refused and made.happens(0.02):
        return REFUSED
    return LEFT_OUT if made.happens(0.015) else answer


def _is_unsafe(row: dict[str, Any]) -> bool:
    return row["safe_day"] in {1, 2} or row["safe_evening"] in {1, 2}


def _unsafe_places(made: Made, row: dict[str, Any]) -> None:
    row.update(
        {f"unsafe_places_{code}": LEFT_OUT for code in UNSAFE}, unsafe_places_8_text=LEFT_OUT
    )
    if not _is_unsafe(row):
        return
    ticked = [code for code in UNSAFE[:7] if made.happens(0.25)]
    if made.happens(0.08):
        ticked.append(8)
        row["unsafe_places_8_text"] = made.pick(PLACES)
    _tick(row, "unsafe_places", UNSAFE, ticked or [9])


def _took_part(made: Made, row: dict[str, Any]) -> None:
    ticked = [code for code in TOOK_PART[:-1] if made.happens(0.13)]
    _tick(row, "took_part", TOOK_PART, ticked or [9])


def _tick(row: dict[str, Any], question: str, codes: Sequence[int], ticked: Sequence[int]) -> None:
    row.update({f"{question}_{code}": int(code in ticked) for code in codes})


# The web file


def web_rows(made: Made) -> list[dict[str, Any]]:
    """The answers of the web form, sins and all."""
    rows = [resident(made, f"{number:04d}") for number in range(1, WEB_ROWS + 1)]
    start = dt.datetime(2026, 9, 7, 9, 0)  # noqa: DTZ001 - as the tool has it
    for row in rows:
        start += dt.timedelta(minutes=int(made.chance.random() * 190) + 3)
        minutes = round(max(made.around(5.2, 1.6), 2.1), 1)
        row["sprog"] = made.pick(("da", "en", "ar", "tr"), (0.88, 0.05, 0.04, 0.03))
        row["startet"], row["minutter"] = start, minutes
        row["afsluttet"] = start + dt.timedelta(minutes=minutes)
    _break_off(made, rows)
    _rush(made, rows)
    _wrong_codes(made, rows)
    _wrong_numbers(made, rows)
    _wrong_ticks(made, rows)
    _own_words(made, rows)
    _spelling(made, rows)
    return _sent_twice(made, rows)


def _break_off(made: Made, rows: list[dict[str, Any]]) -> None:
    for number, column in (
        (11, "safe_home"), (38, "trust_people"), (77, "chat"), (104, "took_part_9"),
        (139, "lonely"), (176, "feel_at_home"), (201, "plan_move"),
    ):  # fmt: skip
        row = rows[number]
        for name in COLUMNS[COLUMNS.index(column) + 1 :]:
            row[name] = LEFT_OUT
        row["afsluttet"] = None
        row["minutter"] = round(row["minutter"] / 3, 1)
        made.note(WEB, row, column, "afbrudt", "sidste svar", "")


def _rush(made: Made, rows: list[dict[str, Any]]) -> None:
    for number, minutes in ((20, 0.4), (66, 0.7), (121, 0.9), (158, 0.5), (222, 0.8)):
        row = rows[number]
        made.plant(WEB, row, "minutter", "for hurtig", minutes)
        row["afsluttet"] = row["startet"] + dt.timedelta(minutes=minutes)
    for number, answer in ((20, 3), (52, 5), (95, 3), (158, 1), (187, 4)):
        row = rows[number]
        row.update(dict.fromkeys(FIVE, answer))
        _unsafe_places(made, row)
        made.note(WEB, row, f"{FIVE[0]} … {FIVE[-1]}", "samme svar hele vejen", answer)


def _wrong_codes(made: Made, rows: list[dict[str, Any]]) -> None:
    for number, column, stands in (
        (4, "area_satisfaction", 6), (29, "trust_people", 6), (58, "stick_together", 0),
        (113, "life_satisfaction", 11), (150, "plan_move", 4), (190, "sex", 9),
    ):  # fmt: skip
        made.plant(WEB, rows[number], column, "kode uden for skalaen", stands)
    for number, column in ((8, "safe_day"), (44, "stop_vandalism"), (83, "area_satisfaction"),
                           (131, "trust_people"), (210, "parent_danish")):  # fmt: skip
        rows[number][column] = DONT_KNOW
        made.plant(WEB, rows[number], column, "99 for ved ikke", 99)
    for row in rows[:60]:
        if row["parent_danish"] in {0, 1}:  # the tool was changed on the way
            words = "Ja" if row["parent_danish"] else "Nej"
            made.plant(WEB, row, "parent_danish", "ord i stedet for kode", words)


def _wrong_numbers(made: Made, rows: list[dict[str, Any]]) -> None:
    for number, year in ((15, 1965), (62, 1987), (128, 1949), (205, 2001)):
        rows[number]["age"] = 2026 - year
        made.plant(WEB, rows[number], "age", "fødselsår i stedet for alder", year)
    for number, column, stands in ((33, "age", -3), (90, "age", 250), (145, "adults", 40),
                                   (170, "age", 12), (214, "adults", 0)):  # fmt: skip
        made.plant(WEB, rows[number], column, "umuligt tal", stands)
    rows[100]["age"] = 42
    made.plant(WEB, rows[100], "age", "ord i stedet for tal", "42 år")


def _wrong_ticks(made: Made, rows: list[dict[str, Any]]) -> None:
    for number, other in ((25, 2), (72, 1), (165, 4)):
        row = rows[number]
        _tick(row, "took_part", TOOK_PART, [other, 9])
        made.note(WEB, row, "took_part_9", "»intet af dette« sammen med andre", 1)
    row = next(each for each in rows[30:] if _is_unsafe(each) and each["afsluttet"])
    _tick(row, "unsafe_places", UNSAFE, [1, 9])
    made.note(WEB, row, "unsafe_places_9", "»intet bestemt sted« sammen med andre", 1)
    safe = [row for row in rows[40:] if row["afsluttet"] and not _is_unsafe(row)
            and row["safe_day"] in {4, 5} and row["safe_evening"] in {4, 5}]  # fmt: skip
    for row, ticked in zip(safe[2::9], ([2], [1, 4], [7], [3]), strict=False):
        _tick(row, "unsafe_places", UNSAFE, ticked)
        made.note(WEB, row, "unsafe_places", "svar på et spørgsmål, der ikke skulle stilles",
                  ", ".join(map(str, ticked)))  # fmt: skip


def _own_words(made: Made, rows: list[dict[str, Any]]) -> None:
    # Numbers that nobody has: the running number 0000 is never given out, telephone numbers don't
    # begin with 1, and example.org is set aside for examples.
    for number, kind, words in (
        (18, "cpr-nummer i åbent svar", "Ring til mig om vaskeriet, mit cpr er 010170-0000"),
        (57, "telefonnummer i åbent svar", "Skriv eller ring på 12 34 56 78, hvis I vil hjælpe"),
        (110, "e-mail i åbent svar", "Opslag virker ikke; skriv til beboer@example.org"),
        (161, "cpr-nummer i åbent svar", "0101700000, jeg har søgt om ny bolig to gange"),
        (199, "navn i åbent svar", "Tak til Karla Testesen i nr. 4, hun ordner alt"),
    ):
        rows[number]["change_first"] = LEFT_OUT
        made.plant(WEB, rows[number], "change_first", kind, words)
    rows[69]["change_first"] = 'Skiltet »Leg ikke her« er "sjovt"; fjern det\nog sæt en gynge op'
    rows[136]["change_first"] = "Huslejen – den er steget 1.250 kr. på to år… det er for meget"


def _spelling(made: Made, rows: list[dict[str, Any]]) -> None:
    found = [row for row in rows if row["area"] == "vestparken"]
    for row, stands in zip(
        found[3::9], ("Vest", "vestparken ", "Vest", "VESTPARKEN"), strict=False
    ):
        kind = "ukendt område" if stands == "Vest" else "område stavet anderledes"
        made.plant(WEB, row, "område", kind, stands)
    row = next(row for row in rows[50:] if row["area"] == "soeholm")
    made.plant(WEB, row, "område", "ukendt område", "Søholmen")
    row = next(row for row in rows[90:] if row["area"] == "aeblehaven")
    made.plant(WEB, row, "område", "område mangler", None)
    for number, column in ((35, "area_satisfaction"), (80, "feel_at_home"), (180, "safe_home")):
        made.plant(WEB, rows[number], column, "blanke omkring koden", f" {rows[number][column]} ")


def _sent_twice(made: Made, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Some sent the form twice: broken off first, and then to the end."""
    twins = []
    for number in (48, 117, 195):
        whole = rows[number]
        half = dict(whole)
        half["startet"] = whole["startet"] - dt.timedelta(hours=5)
        half["afsluttet"], half["minutter"] = None, 1.3
        for name in COLUMNS[COLUMNS.index("safe_home") :]:
            half[name] = LEFT_OUT
        made.note(WEB, half, "svarnr", "samme svarnr to gange: først afbrudt, så hele vejen")
        twins.append((number, half))
    for number, half in reversed(twins):
        rows.insert(number - 2, half)
    return rows


def web_bytes(rows: list[dict[str, Any]]) -> bytes:
    """The file as a Danish Excel saves it: semicolons, decimal comma, CP1252."""
    names = (*HEAD, *COLUMNS)
    lines = [names, *([row["id"], *(row.get(name) for name in names[1:])] for row in rows)]
    text = "".join(";".join(_quoted(_csv(cell)) for cell in line) + "\r\n" for line in lines)
    return text.encode("cp1252")


def _csv(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, dt.datetime):
        return value.strftime("%d-%m-%Y %H:%M")
    return (
        str(value).replace(".", ",") if isinstance(value, float) else str(value or _nought(value))
    )


def _nought(value: Any) -> str:  # noqa: ANN401
    return "0" if value == 0 and value is not None else ""


def _quoted(cell: str) -> str:
    if any(sign in cell for sign in ';"\n'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


# The paper forms


def paper_rows(made: Made) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The forms as they were keyed, and some of them as they were keyed again."""
    rows = [resident(made, str(FIRST_FORM + number)) for number in range(PAPER_ROWS)]
    for number, column, stands in ((9, "area_satisfaction", 6), (37, "feel_at_home", 7),
                                   (85, "household", 6)):  # fmt: skip
        made.plant(PAPER, rows[number], column, "kode uden for skalaen", stands)
    made.plant(PAPER, rows[52], "safe_day", "99 for ved ikke", 99)
    rows[14]["age"], rows[60]["area_satisfaction"], rows[73]["took_part_1"] = 71, 4, 1
    made.plant(PAPER, rows[14], "age", "ord i stedet for tal", "71 år")
    made.plant(PAPER, rows[60], "area_satisfaction", "ord i stedet for kode", "Tilfreds")
    made.plant(PAPER, rows[73], "took_part_1", "ord i stedet for kode", "x")
    rows[91]["stick_together"] = DONT_KNOW
    made.plant(PAPER, rows[91], "stick_together", "ord i stedet for kode", "ved ikke")
    rows[44]["age"] = 68
    made.plant(PAPER, rows[44], "age", "fødselsår i stedet for alder", 1958)
    rows[27]["change_first"] = "Mere lys på stierne"
    made.plant(PAPER, rows[27], "change_first", "ødelagte bogstaver", "Mere lys pÃ¥ stierne")
    for number in (31, 68):
        _tick(rows[number], "took_part", TOOK_PART, [3, 9])
        made.note(PAPER, rows[number], "took_part_9", "»intet af dette« sammen med andre", 1)
    for row in rows[:3]:
        made.plant(PAPER, row, "id", "skemanummer med punktum", f"{row['id']}.")
    return rows, _keyed_again(made, rows)


def _keyed_again(made: Made, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Another typist keys some forms again, in another order; both make mistakes."""
    again = [dict(row) for row in rows[:TWICE]]
    for row in again:
        row["id"] = row["id"].rstrip(".")
    rows[5]["age"], again[5]["age"] = 27, 72
    rows[12]["safe_evening"], again[12]["safe_evening"] = 4, 5
    rows[17]["lonely"], again[17]["lonely"] = None, 2
    rows[20]["change_first"] = "Flere bænke ved legeplasen"
    again[20]["change_first"] = "Flere bænke ved legepladsen"
    rows[22]["took_part_2"], again[22]["took_part_2"] = 1, 0
    for number, column, true in ((5, "age", 72), (12, "safe_evening", 4), (17, "lonely", 2),
                                 (20, "change_first", "Flere bænke ved legepladsen"),
                                 (22, "took_part_2", 1)):  # fmt: skip
        first, second = (_csv(each[number][column]) or "tomt" for each in (rows, again))
        made.note(PAPER, rows[number], column, "tastet forskelligt", f"{first} / {second}", true)
    return again[::-1]


def paper_bytes(rows: list[dict[str, Any]], again: list[dict[str, Any]]) -> bytes:
    """The keying workbook of the questionnaire, filled in."""
    questionnaire = sv.read_questionnaire(FOLDER / "questionnaire.yaml")
    names = {code: name for code, name, *_ in AREAS}
    book = load_workbook(BytesIO(keying_bytes(questionnaire, rows=150, area_names=names)))
    _key(book["Indtastning"], rows)
    _key(book["Dobbeltindtastning"], again)
    book["Indtastning"].cell(HEAD_ROWS + len(rows) + 2, 1, " ")  # a row that only looks empty
    stream = BytesIO()
    book.save(stream)
    return _without_clock(stream.getvalue())


def _key(page: Worksheet, rows: list[dict[str, Any]]) -> None:
    names = [cell.value for cell in page[HEAD_ROWS]]
    for number, row in enumerate(rows, HEAD_ROWS + 1):
        cells = {**row, "form_no": row["id"] if row["id"].endswith(".") else int(row["id"])}
        for column, name in enumerate(names, 1):
            value = cells.get(name)
            ticks = name.startswith(("took_part_", "unsafe_places_"))
            if value is not None and not (ticks and value == 0):
                page.cell(number, column, value)


def _without_clock(data: bytes) -> bytes:
    """The same file whenever it is made: without the times that a writer puts in."""
    stream = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            part = old.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2026-10-05T08:00:00Z", part)
            new.writestr(ZipInfo(name, (2026, 10, 5, 8, 0, 0)), part, ZIP_DEFLATED)
    return stream.getvalue()


# The key


def facit_bytes(sins: Sequence[Sin]) -> bytes:
    """What was planted, as Excel opens it."""
    lines = [("fil", "id", "kolonne", "synd", "står", "rigtigt")]
    lines += [(s.file, s.respondent, s.column, s.kind, s.stands, s.true) for s in sins]
    text = "".join(";".join(map(_quoted, line)) + "\r\n" for line in lines)
    return text.encode("utf-8-sig")


def made_files() -> dict[str, bytes]:
    """The files by name."""
    made = Made()
    web = web_bytes(web_rows(made))
    paper = paper_bytes(*paper_rows(made))
    return {WEB: web, PAPER: paper, FACIT: facit_bytes(made.sins)}


if __name__ == "__main__":
    for file, data in made_files().items():
        (FOLDER / file).write_bytes(data)
