from collections.abc import Iterator

import pytest

from survey.language.catalogue import language_in_force


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Messages in English, whatever the machine speaks."""
    with language_in_force("en"):
        yield
