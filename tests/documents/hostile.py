"""Texts that have broken writers of documents before, and a document made of them."""

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
    Plot,
    PlotKind,
    Row,
    Run,
    Table,
)

TEXTS = (
    '#read("/etc/passwd")',
    "*x* _skjult $x$",
    "<script>alert(1)</script>",
    "</style><script>alert(2)</script>",
    '"><img src=x onerror=alert(3)>',
    "' onmouseover='alert(4)",
    "=cmd|'/C calc'!A0",
    "{=SUM(A1:A9)}",
    "+1",
    "-2+3",
    "@SUM(1+1)",
    "http://example.org",
    "mailto:x@example.org",
    "internal:Sheet1!A1",
    "{{ 7 * 7 }}",
    "{% for x in y %}",
    "${jndi:ldap}",
    "&amp; &lt;b&gt;",
    "nul\x00 bagud\x08 esc\x1b c1\x85",
    "\ud800 halv",
    "\ufffe ikke tegn \uffff",
    "\u202esnydt\u202c \u2066skjult\u2069",
    "الجار الطيب",
    "linje 1\r\nlinje 2\rlinje 3",
    "x" * 2000,
    "",
    "   ",
    "007",
    "1e5",
)


def hostile_table(identity: str = "t<1>", title: str = TEXTS[2]) -> Table:
    return Table(
        id=identity,
        title=title,
        subtitle=TEXTS[4],
        columns=(Column("a", TEXTS[2], Align.LEFT), Column("b", TEXTS[6])),
        rows=tuple(Row((Cell(words), Cell(words, (words,)))) for words in TEXTS),
        notes=TEXTS,
    )


def hostile_figures() -> tuple[Figure, ...]:
    """Figures whose numbers have hostile heads, labels and titles, of each kind that is drawn."""
    columns = (
        Column("a", TEXTS[6], Align.LEFT),
        Column("b", TEXTS[8], formats=("0",), group=TEXTS[2]),
        Column("c", TEXTS[7], parts=(TEXTS[6], TEXTS[10]), formats=("0", "0"), group=TEXTS[2]),
    )
    rows = tuple(
        Row((Cell(words), Cell("2", (2.25,)), Cell("1–3", (1.125, 3.5)))) for words in TEXTS
    )
    data = Table("t", TEXTS[6], columns, rows, TEXTS[3], TEXTS[:6])
    return tuple(
        Figure(
            f"{kind}", TEXTS[6], TEXTS[4], (), TEXTS[5], TEXTS[:9], data,
            Plot(kind, ("b",), ("c",), ("#123456",), (1,), "#654321"),
        )
        for kind in PlotKind
    )  # fmt: skip


def hostile_document() -> Document:
    paragraphs = tuple(Paragraph((Run(words, strong=True),)) for words in TEXTS)
    picture = Picture(b'<svg xmlns="http://www.w3.org/2000/svg"/>', 10, 10)
    return Document(
        title=TEXTS[4],
        subtitle=TEXTS[5],
        language="en",
        stamps=TEXTS,
        blocks=(
            *(Heading(place % 8, words, words) for place, words in enumerate(TEXTS)),
            *paragraphs,
            BulletList(paragraphs),
            Box(TEXTS[2], paragraphs),
            KeyFigures(tuple(KeyFigure(words, words, words) for words in TEXTS)),
            hostile_table(),
            hostile_table("t 1"),
            *(Figure(words, words, words, (picture,), words, TEXTS) for words in TEXTS),
        ),
        about=tuple((words, words) for words in TEXTS),
    )
