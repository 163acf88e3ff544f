"""Charts that are laid out without being drawn."""

from __future__ import annotations

import pytest
from laid import MODULES, Laid


@pytest.fixture
def laid(monkeypatch: pytest.MonkeyPatch) -> Laid:
    keeper = Laid()
    for module in MODULES:
        monkeypatch.setattr(module, "picture", keeper)
    return keeper
