"""A document on any number of areas: rows to pick, groups of columns, the numbers of a figure.

Made-up numbers, with hidden ones among them.
"""

from sample_document import pictures, plain

from survey.documents.blocks import (
    Align,
    BulletList,
    Cell,
    Column,
    Document,
    Figure,
    Heading,
    PageBreak,
    Row,
    RowKind,
    Table,
    Tone,
)

NAMES = ("Vangdalen", "Ørestien", "Zonen", "Ærøparken", "Aadalen", "Afdeling 10", "Afdeling 9")
LONG = "Kooperativ almennyttig boligafdeling Søndermarksvej ved Vangdalen 12-48, blok {}"
WORDS = {
    "da": ("Område", "Pct.", "Usikkerhed", "Forskel til Hornbækken", "Antal svar", "(kontrast)",
           "Alle", "Helt {}", "Enig", "I alt", "Svar"),
    "en": ("Area", "%", "Uncertainty", "Difference from Hornbækken", "Answers", "(contrast)",
           "All", "Fully {}", "Agree", "Total", "Answers"),
}  # fmt: skip
HIDDEN = Cell("†", ("†",))


def label_of(place: int, *, long: bool = False) -> str:
    if long:
        return LONG.format(place + 1)
    name = NAMES[place % len(NAMES)]
    return name if place < len(NAMES) else f"{name} {place // len(NAMES) + 1}"


def area_codes(count: int) -> list[str]:
    return [f"a{place}" for place in range(count - 1)]


def shares_table(count: int, language: str, *, long: bool = False) -> Table:
    """Every area beside the contrast; the third one is hidden."""
    words = WORDS[language]
    rows = [
        Row(_numbers(label_of(place, long=long), place, language), area=code)
        for place, code in enumerate(area_codes(count))
    ]
    contrast = Row(_numbers(f"Hornbækken {words[5]}", 40, language), RowKind.CONTRAST, "contrast")
    everyone = Row(_numbers(words[6], 41, language), RowKind.ALL)
    columns = (
        Column("area", words[0], Align.LEFT),
        Column("share", words[1], formats=("0",)),
        Column("interval", words[2], parts=("fra", "til"), formats=("0", "0")),
        Column("difference", words[3], formats=("0", "@"), parts=("x", "y")),
        Column("n", words[4], formats=("0",)),
    )
    title = {"da": "Tabel 1. Andel, der er enige", "en": "Table 1. Share who agree"}[language]
    note = {"da": "† = ikke vist.", "en": "† = not shown."}[language]
    table_rows = (*rows, contrast, everyone)
    return Table("t_shares", title, columns, table_rows, notes=(note,), language=language)


def _numbers(label: str, place: int, language: str) -> tuple[Cell, ...]:
    share = (place * 17 + 23) % 60 + 20
    mark = "▲" if place % 4 == 1 else ""
    n = 1000 + 37 * place
    shown = f"{n:,}".replace(",", {"da": ".", "en": ","}[language])
    if place == 2:
        return (Cell(label), HIDDEN, HIDDEN, HIDDEN, HIDDEN)
    difference = Cell("") if place >= 40 else Cell(f"+{place} {mark}".strip(), (float(place), mark))
    return (
        Cell(label),
        Cell(str(share), (float(share),)),
        Cell(f"{share - 5}–{share + 5}", (share - 5.0, share + 5.0)),
        difference,
        Cell(shown, (n,)),
    )


def answers_table(count: int, categories: int, language: str, *, long: bool = False) -> Table:
    """Answers in groups of columns, a net row and a base row, areas below two headings."""
    words = WORDS[language]
    half = categories // 2
    groups = ["" if k == half else words[7].format("") if k < half else words[8]
              for k in range(categories)]  # fmt: skip
    columns = (
        Column("area", words[0], Align.LEFT),
        *(
            Column(f"c{k}", f"{words[10]} {k + 1}", group=group.strip())
            for k, group in enumerate(groups)
        ),
    )

    def row(label: str, start: int, kind: RowKind = RowKind.BODY, area: str = "") -> Row:
        numbers = [(start * 7 + k * 5) % 40 for k in range(categories)]
        cells = tuple(Cell(str(number), (number,)) for number in numbers)
        return Row((Cell(label), *cells), kind, area)

    codes = area_codes(count)
    middle = len(codes) // 2
    rows: list[Row] = []
    for heading, part in (("Nord", codes[:middle]), ("Syd", codes[middle:])):
        rows.append(Row((Cell(heading),), RowKind.HEADING))
        rows += [
            row(label_of(codes.index(code), long=long), codes.index(code), area=code)
            for code in part
        ]
        rows.append(row(words[9], 3, RowKind.NET))
    rows += [row(words[4], 5, RowKind.BASE)]
    title = {"da": "Tabel 2. Alle svar", "en": "Table 2. All answers"}[language]
    return Table("t_answers", title, columns, tuple(rows), language=language)


def area_figure(count: int, language: str, *, long: bool = False) -> Figure:
    return Figure(
        "f_shares",
        {"da": "Figur 1. Andel, der er enige", "en": "Figure 1. Share who agree"}[language],
        {"da": "Prikker for hvert område.", "en": "Dots for each area."}[language],
        pictures(),
        data=shares_table(count, language, long=long),
        language=language,
    )


def area_document(
    count: int = 30, categories: int = 11, language: str = "da", *, long: bool = False
) -> Document:
    heading = {"da": "Tryghed", "en": "Safety"}[language]
    return Document(
        title={"da": "Mange områder", "en": "Many areas"}[language],
        language=language,
        blocks=(
            Heading(2, heading, "one"),
            plain({"da": "Halvdelen er enige.", "en": "Half of them agree."}[language], Tone.LEAD),
            shares_table(count, language, long=long),
            area_figure(count, language, long=long),
            PageBreak(),
            answers_table(count, categories, language, long=long),
            Heading(2, "الأمان في الحي", "ar", "ar"),
            BulletList((plain("نصف السكان موافقون (50٪)."),), "ar"),
        ),
        stamps=({"da": "Eksempel", "en": "Example"}[language],),
        about=(("Data", "sha256 9f2c"),),
        areas=tuple(
            (code, label_of(place, long=long)) for place, code in enumerate(area_codes(count))
        ),
    )
