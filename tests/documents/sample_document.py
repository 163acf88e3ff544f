"""A report as a housing organisation would get it, in Danish and in English; made-up numbers."""

from survey.documents.blocks import (
    Align,
    Box,
    BulletList,
    Cell,
    Column,
    Document,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Picture,
    Row,
    RowKind,
    Run,
    Table,
    Tone,
)

SHARES = (
    ("Højhuse", 50.2, 45.1, 55.3, None, "", 400),
    ("Etageboliger", 39.4, 35.9, 43.0, -10.8, "▼", 765),
    ("Atriumhuse", 40.1, 33.9, 46.6, -10.1, "", 239),
    ("Rækkehuse", 25.3, 20.4, 30.8, -24.9, "▼", 277),
)
NEIGHBOURS = (
    ("Højhuse", 31.0, 26.4, 35.9, None, "", 398),
    ("Etageboliger", 36.2, 32.8, 39.8, 5.2, "", 761),
    ("Atriumhuse", 52.3, 45.8, 58.7, 21.3, "▲", 238),
    ("Rækkehuse", 58.4, 52.4, 64.2, 27.4, "▲", 276),
)
ENGLISH = {
    "Højhuse": "Tower blocks",
    "Etageboliger": "Walk-up flats",
    "Atriumhuse": "Courtyard houses",
    "Rækkehuse": "Terraced houses",
}


def whole(value: float, sign: str = "") -> str:
    """A whole number with a true minus."""
    return f"{value:{sign}.0f}".replace("-", "−")


def area_row(line: tuple, names: dict[str, str]) -> Row:
    name, share, low, high, difference, mark, n = line
    return Row(
        (
            Cell(names.get(name, name)),
            Cell(whole(share), (share,)),
            Cell(f"{low:.0f}–{high:.0f}", (low, high)),
            Cell("–") if difference is None else marked(difference, mark),
            Cell(str(n), (n,)),
        ),
        RowKind.CONTRAST if difference is None else RowKind.BODY,
    )


def marked(difference: float, mark: str) -> Cell:
    return Cell(f"{whole(difference, '+')} {mark}".strip(), (difference,))


def all_row(name: str, share: float, low: float, high: float, n: int, printed: str) -> Row:
    cells = (
        Cell(name),
        Cell(whole(share), (share,)),
        Cell(f"{low:.0f}–{high:.0f}", (low, high)),
        Cell("·"),
        Cell(printed, (n,)),
    )
    return Row(cells, RowKind.ALL)


def area_columns(heads: tuple[str, str, str, str, str], parts: tuple[str, str]) -> tuple:
    area, share, interval, difference, n = heads
    return (
        Column("area", area, Align.LEFT),
        Column("share", share, formats=("0",)),
        Column("interval", interval, parts=parts, formats=("0", "0")),
        Column("difference", difference, formats=("+0;-0;0",)),
        Column("n", n, formats=("#,##0",)),
    )


DANISH_COLUMNS = area_columns(
    (
        "Boligtype",
        "Pct.",
        "Usikkerhed (95 %)",
        "Forskel til højhusene, procentpoint",
        "Antal svar",
    ),
    ("Nedre grænse", "Øvre grænse"),
)
ENGLISH_COLUMNS = area_columns(
    (
        "Type of dwelling",
        "%",
        "Uncertainty (95%)",
        "Difference from the tower blocks, percentage points",
        "Number of answers",
    ),
    ("Lower limit", "Upper limit"),
)


def bars(width: int, step: int, left: int, size: int) -> bytes:
    """A dot-and-whisker picture as a figure writer would hand it over."""
    height = step * len(SHARES) + 44
    scale = (width - left - 24) / 70

    def x(share: float) -> float:
        return round(left + share * scale, 1)

    marks = []
    for place, (name, share, low, high, *_) in enumerate(SHARES):
        y = 26 + step * place
        fill = "#0b4f5c" if name == "Højhuse" else "#ffffff"
        marks.append(
            f'<text x="{left - 14}" y="{y + 5}" text-anchor="end">{name}</text>'
            f'<line x1="{x(low)}" x2="{x(high)}" y1="{y}" y2="{y}" stroke="#0b4f5c"'
            ' stroke-width="2"/>'
            f'<circle cx="{x(share)}" cy="{y}" r="6" fill="{fill}" stroke="#0b4f5c"'
            ' stroke-width="2"/>'
            f'<text x="{x(high) + 8}" y="{y + 5}">{share:.0f}</text>'
        )
    axis = "".join(
        f'<line x1="{x(tick)}" x2="{x(tick)}" y1="4" y2="{height - 26}" stroke="#e3e8ea"/>'
        f'<text x="{x(tick)}" y="{height - 8}" text-anchor="middle" fill="#4f5e66">{tick}</text>'
        for tick in (0, 20, 40, 60)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" style="font: {size}px Liberation Sans, sans-serif">'
        f"<style>text{{fill:#1c2529}}</style>{axis}{''.join(marks)}</svg>"
    ).encode()


def pictures() -> tuple[Picture, ...]:
    return (
        Picture(bars(760, 44, 140, 15), 760, 220),
        Picture(bars(358, 44, 100, 13), 358, 220, narrow=True),
    )


def plain(text: str, tone: Tone = Tone.BODY) -> Paragraph:
    return Paragraph((Run(text),), tone)


def danish() -> Document:
    return Document(
        title="Tryghed og naboskab i Ådalsparken 2026",
        subtitle="Beboerundersøgelse for Boligforeningen Ådal: fire boligtyper ved siden af "
        "hinanden",
        language="da",
        stamps=("Eksempel med simulerede data",),
        blocks=(*danish_opening(), *danish_safety(), *danish_neighbours(), *danish_method()),
        about=(
            ("Måling", "2026, låst 23. november 2026"),
            ("Spørgeskema", "Tryghed og naboskab, udgave 3"),
            ("Data", "sha256 9f2c41d7a0b35be88c1f0e6d2a7745e1"),
            ("Lavet med", "survey 0.1.0"),
        ),
    )


def danish_opening() -> tuple:
    return (
        Heading(2, "Sammenfatning", "summary"),
        plain(
            "Halvdelen af beboerne i højhusene er utrygge om aftenen. I rækkehusene er det "
            "hver fjerde. Forskellen er statistisk sikker.",
            Tone.LEAD,
        ),
        KeyFigures(
            (
                KeyFigure(
                    "50 pct.",
                    "er utrygge om aftenen i højhusene",
                    "Usikkerhed: 45–55 pct.",
                    highlighted=True,
                ),
                KeyFigure(
                    "25 pct.", "er utrygge om aftenen i rækkehusene", "Usikkerhed: 20–31 pct."
                ),
                KeyFigure(
                    "58 pct.",
                    "kender mindst fem naboer i rækkehusene",
                    "31 pct. i højhusene",
                ),
                KeyFigure("1.681", "beboere svarede", "Svarprocent 43 (RR3, boliger)"),
            )
        ),
        Box(
            "Det viser undersøgelsen",
            (
                Paragraph(
                    (
                        Run("Tryghed. ", strong=True),
                        Run(
                            "I etageboligerne er 39 pct. utrygge eller meget utrygge mod 50 pct. "
                            "i højhusene. Det er 11 procentpoint færre."
                        ),
                    )
                ),
                Paragraph(
                    (
                        Run("Naboskab. ", strong=True),
                        Run("Beboere i atrium- og rækkehuse kender flere naboer end beboere i "),
                        Run("højhusene", emphasis=True),
                        Run("."),
                    )
                ),
            ),
        ),
    )


def danish_safety() -> tuple:
    return (
        Heading(2, "1. Tryghed i boligområdet", "safety"),
        plain(
            "I etageboligerne er 39 pct. utrygge eller meget utrygge om aftenen mod 50 pct. i "
            "højhusene. Det er 11 procentpoint færre (usikkerhed: 5–17 procentpoint). I "
            "atriumhusene er andelen 40 pct., men forskellen til højhusene er ikke statistisk "
            "sikker, når der tages højde for flere sammenligninger."
        ),
        safety_table(),
        plain(
            "Figuren viser de samme tal som tabellen. Den udfyldte prik er højhusene, som de "
            "øvrige boligtyper sammenlignes med."
        ),
        danish_figure(),
        Heading(3, "Hvor er beboerne utrygge?", "places"),
        plain("Flere steder kunne nævnes. De tre hyppigste er:"),
        BulletList(
            (
                plain("kælderen og vaskeriet (31 pct.),"),
                plain("stien mellem højhusene og stationen (24 pct.),"),
                plain("parkeringspladsen ved Ådalsvej (17 pct.)."),
            )
        ),
        places_table(),
    )


def safety_table() -> Table:
    return Table(
        id="t_unsafe_evening",
        title="Tabel 1.1. Andel, der er utrygge i boligområdet om aftenen. 2026",
        subtitle="Pct. af alle beboere på 18 år og derover",
        columns=DANISH_COLUMNS,
        rows=(
            *(area_row(line, {}) for line in SHARES),
            all_row("Alle boligtyper", 39.6, 37.1, 42.1, 1681, "1.681"),
        ),
        notes=(
            "▼/▲ = statistisk sikker forskel, korrigeret for flere sammenligninger; se "
            "metodebilaget. – = højhusene selv. · = kan ikke forekomme.",
            "Spørgsmål: »Hvor tryg eller utryg er du, når du færdes ude i dit boligområde om "
            "aftenen?« Vægtede andele; »ved ikke« og ubesvaret er ikke regnet med.",
        ),
        language="da",
    )


def danish_figure() -> Figure:
    return Figure(
        id="f_unsafe_evening",
        title="Figur 1.1. Utrygge om aftenen efter boligtype. 2026",
        subtitle="Pct. med 95 %-sikkerhedsinterval",
        alt="Prikdiagram over andelen, der er utrygge om aftenen. Højest i højhusene med "
        "50 pct., lavest i rækkehusene med 25 pct.; to af tre boligtyper ligger sikkert "
        "under højhusene.",
        pictures=pictures(),
        notes=("Udfyldt prik = højhusene. Stregen viser den statistiske usikkerhed.",),
    )


def places_table() -> Table:
    def line(name: str, numbers: str) -> Row:
        texts = numbers.split()
        values = (*(Cell(text, (float(text),) if text.isdigit() else ()) for text in texts),)
        return Row((Cell(name), *values))

    def heading(name: str) -> Row:
        return Row((Cell(name),), RowKind.HEADING)

    return Table(
        id="t_places",
        title="Tabel 1.2. Steder, hvor beboerne er utrygge, efter boligtype og alder. 2026",
        columns=(
            Column("place", "Sted", Align.LEFT),
            *(
                Column(f"c{place}", head, formats=("0",))
                for place, head in enumerate(
                    (
                        "Højhuse",
                        "Etageboliger",
                        "Atriumhuse",
                        "Rækkehuse",
                        "Under 30 år",
                        "30–64 år",
                        "65 år og derover",
                        "Alle",
                    )
                )
            ),
        ),
        rows=(
            heading("Ude"),
            line("Stien mellem højhusene og stationen", "29 25 21 17 28 24 22 24"),
            line("Parkeringspladsen", "19 18 15 12 14 16 21 17"),
            heading("Inde"),
            line("Kælder og vaskeri", "44 33 † 9 36 32 27 31"),
            line("Elevator", "26 · · · 15 12 .. 13"),
        ),
        notes=("† = ikke vist af hensyn til fortrolighed. .. = for usikkert. · = ikke stillet.",),
        language="da",
    )


def danish_neighbours() -> tuple:
    return (
        Heading(2, "2. Naboskab og sammenhold", "neighbours"),
        plain(
            "I rækkehusene kender 58 pct. mindst fem naboer ved navn mod 31 pct. i højhusene. "
            "Det er 27 procentpoint flere (usikkerhed: 18–36 procentpoint)."
        ),
        Table(
            id="t_neighbours",
            title="Tabel 2.1. Andel, der kender mindst fem naboer ved navn. 2026",
            columns=DANISH_COLUMNS,
            rows=(
                *(area_row(line, {}) for line in NEIGHBOURS),
                all_row("Alle boligtyper", 41.3, 38.9, 43.8, 1673, "1.673"),
            ),
            notes=("▲ = statistisk sikker forskel, korrigeret for flere sammenligninger.",),
            language="da",
        ),
        Table(
            id="t_response",
            title="Tabel 2.2. Svarprocent",
            columns=(
                Column("area", "Boligtype", Align.LEFT),
                Column("rate", "Svarprocent", formats=("0",)),
                Column("n", "Antal svar", formats=("#,##0",)),
            ),
            rows=tuple(
                Row((Cell(name), Cell(str(rate), (rate,)), Cell(str(n), (n,))))
                for name, rate, n in (("Højhuse", 38, 400), ("Etageboliger", 44, 765))
            ),
            language="da",
        ),
    )


def danish_method() -> tuple:
    return (
        Heading(2, "Sådan er tallene lavet", "method"),
        plain(
            "Undersøgelsen er en stikprøve. Den statistiske usikkerhed viser, hvor meget et tal "
            "kunne have ligget ved siden af, hvis andre beboere var blevet spurgt."
        ),
        plain(
            "Vægtet efter boligtype, alder og køn. Tallene summer ikke altid til 100 på grund "
            "af afrunding.",
            Tone.NOTE,
        ),
    )


def english() -> Document:
    table = Table(
        id="t_unsafe_evening",
        title="Table 1.1. Share who feel unsafe in the housing area in the evening. 2026",
        subtitle="% of all residents aged 18 and over",
        columns=ENGLISH_COLUMNS,
        rows=(
            *(area_row(line, ENGLISH) for line in SHARES),
            all_row("All types of dwelling", 39.6, 37.1, 42.1, 1681, "1,681"),
        ),
        notes=("▼/▲ = statistically significant difference, corrected for multiple comparisons.",),
    )
    figure = Figure(
        id="f_unsafe_evening",
        title="Figure 1.1. Unsafe in the evening by type of dwelling. 2026",
        alt="Dot chart of the share who feel unsafe in the evening. Highest in the tower blocks "
        "with 50%, lowest in the terraced houses with 25%.",
        pictures=pictures(),
    )
    return Document(
        title="Safety and neighbouring in Ådalsparken 2026",
        subtitle="Resident survey for Boligforeningen Ådal",
        language="en",
        stamps=("Example with simulated data", "Draft for the board"),
        blocks=(
            Heading(2, "1. Safety in the housing area", "safety"),
            plain("Half of the residents of the tower blocks feel unsafe in the evening."),
            KeyFigures(
                (
                    KeyFigure("50%", "feel unsafe in the evening in the tower blocks", "", True),
                    KeyFigure("25%", "feel unsafe in the evening in the terraced houses"),
                    KeyFigure("1,681", "residents answered", "Response rate 43% (RR3)"),
                )
            ),
            Box("What the survey shows", (plain("11 percentage points fewer feel unsafe."),)),
            table,
            figure,
            plain("Weighted by type of dwelling, age and sex.", Tone.NOTE),
        ),
        about=(("Wave", "2026"), ("Made with", "survey 0.1.0")),
    )
