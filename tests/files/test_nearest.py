from survey.files.nearest import did_you_mean


def test_a_mistyped_name_finds_the_one_that_was_meant() -> None:
    assert did_you_mean("Vandalen", ["Søparken", "Vangdalen"]) == "Vangdalen"


def test_case_does_not_count() -> None:
    assert did_you_mean("ROLE", ["role", "name"]) == "role"


def test_nothing_alike_gives_nothing() -> None:
    assert did_you_mean("xyz", ["Søparken"]) is None
    assert did_you_mean("", []) is None
    assert did_you_mean("", ["a"]) is None


def test_very_long_names_are_not_slow() -> None:
    assert did_you_mean("a" * 1_000_000, ["b" * 1_000_000]) is None
