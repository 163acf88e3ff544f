import pytest
from sample_document import danish, english

from survey.documents.blocks import Document


@pytest.fixture(params=["da", "en"])
def document(request: pytest.FixtureRequest) -> Document:
    return {"da": danish, "en": english}[request.param]()


@pytest.fixture
def danish_document() -> Document:
    return danish()
