"""Which of a figure's pictures is for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from survey.documents.blocks import Figure, Picture


def wide_picture(figure: Figure) -> Picture | None:
    """The picture for paper and large screens; the narrow one if it is the only one."""
    return next((p for p in figure.pictures if not p.narrow), narrow_picture(figure))


def narrow_picture(figure: Figure) -> Picture | None:
    """The picture for telephones."""
    return next((p for p in figure.pictures if p.narrow), None)
