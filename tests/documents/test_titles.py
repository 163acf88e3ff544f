import pytest

from survey.documents.titles import split_title


@pytest.mark.parametrize(
    ("title", "number", "words"),
    [
        ("Tabel 4.1. Andel utrygge. 2026", "4.1", "Andel utrygge. 2026"),
        ("Table 12: Share", "12", "Share"),
        ("Figur B2. Svarfordeling", "B2", "Svarfordeling"),
        ("Tabel B.2. Bortfald", "B.2", "Bortfald"),
        ("Andel utrygge i 2026. Pct.", "", "Andel utrygge i 2026. Pct."),
        ("2026. Svarprocent", "", "2026. Svarprocent"),
        ("", "", ""),
    ],
)
def test_the_number_of_a_title_is_parted_from_its_words(
    title: str, number: str, words: str
) -> None:
    assert split_title(title)[1:] == (number, words)
