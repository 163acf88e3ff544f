import pytest

from survey.files.csv_layout import decimal_marks, find_delimiter


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("id;q1\n1;2\n", ";"),
        ("id,q1\n1,2\n", ","),
        ("id\tq1\n1\t2\n", "\t"),
        ("id;weight\n1;2,5\n2;0,5\n", ";"),
        ("id;How satisfied, all in all\n1;2\n", ";"),
        ('id,text\n1,"a;b"\n2,"c;d"\n', ","),
        ("id;q1\n1;2\n2\n3;4\n", ";"),
        ("a;b;c\n1;2\n1;2;3\n1\n", ";"),
    ],
)
def test_the_delimiter_is_the_one_that_the_lines_agree_on(text: str, delimiter: str) -> None:
    assert find_delimiter(text) == delimiter


@pytest.mark.parametrize(
    "text",
    [
        "id;a,b\n1;2,3\n2;3,4\n",  # both could be
        "Report 2026\nid;q1;q2\n1;2;3\n2;3;4\n",  # a title above the header
        "x;y,z\n",
    ],
)
def test_an_unclear_delimiter_is_not_guessed(text: str) -> None:
    assert find_delimiter(text) is None


def test_expected_names_decide_between_delimiters() -> None:
    assert find_delimiter("id;a,b\n1;2,3\n", ["id"]) == ";"
    assert find_delimiter("id;a,b\n1;2,3\n", ["b"]) == ","
    assert find_delimiter("id;a,b\n1;2,3\n", ["other"]) is None


@pytest.mark.parametrize("text", ["id\n1\n2\n", "weight\n1,5\n2\n", "name of area, all\nx\ny\n"])
def test_a_table_of_one_column_stays_whole(text: str) -> None:
    assert find_delimiter(text) == ";"


def test_a_named_single_column_may_hold_delimiters() -> None:
    assert find_delimiter("comment\na;b\nc;d\n", ["comment"]) == "\t"


def test_a_long_file_is_judged_by_its_head() -> None:
    assert find_delimiter("id;q1\n" + "1;2\n" * 100_000) == ";"
    assert find_delimiter("id;text\n" + f"1;{'x' * 3000}\n" * 100) == ";"


@pytest.mark.parametrize(
    ("cells", "marks", "grouped"),
    [
        (["1,5", "2", ""], {","}, False),
        (["1.5", "-0.25"], {"."}, False),
        (["1,5", "1.5"], {",", "."}, False),
        (["1", "2"], set(), False),
        (["", ""], set(), False),
        (["1,5", "no answer"], set(), False),
        (["1.500", "12.250"], {"."}, True),
        (["0.500", "1.500"], {"."}, False),
        (["31.12.2026"], set(), False),
    ],
)
def test_decimal_marks_are_seen_in_columns_of_numbers_only(
    cells: list[str], marks: set[str], *, grouped: bool
) -> None:
    assert decimal_marks(cells) == (marks, grouped)
