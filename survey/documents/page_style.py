"""The style of a web page: our sheets, and after them what an organisation's look changes."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from survey.documents.colours import contrast
from survey.documents.house_style import DEFAULT_STYLE, tint
from survey.errors import WrongUseError
from survey.language.messages import fail, quoted

if TYPE_CHECKING:
    from survey.documents.house_style import HouseStyle, Logo

TEMPLATES = Path(__file__).parent / "templates"
SYSTEM_FONTS = (
    '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", '
    "Helvetica, Arial, sans-serif"
)
_PLAIN = re.compile(r"[A-Za-z0-9 -]")
_READABLE = 4.5
_TINT = 0.10
_KINDS = {"svg": "image/svg+xml", "png": "image/png"}


def style_sheet(*names: str, style: HouseStyle = DEFAULT_STYLE) -> Markup:
    """Our own style sheets, joined, with the organisation's accent and font after them."""
    return Markup("\n" + "\n\n".join([*map(_sheet, names), *_house_rules(style)]) + "\n")  # noqa: S704 - files of this package, and values that were checked


def hash_of(content: str) -> str:
    """The source by which a content security policy allows a style or a script."""
    digest = hashlib.sha256(content.encode("utf-8")).digest()
    return "sha256-" + base64.b64encode(digest).decode("ascii")


def logo_uri(logo: Logo) -> str:
    """A logo as a data URI.

    Raises
    ------
    WrongUseError
        If it is neither svg nor png.
    """
    if logo.kind not in _KINDS:
        raise fail(WrongUseError, "page.logo", got=quoted(logo.kind))
    return f"data:{_KINDS[logo.kind]};base64," + base64.b64encode(logo.data).decode("ascii")


def readable(colour: str) -> str:
    """A colour made dark enough to be read as text on white and on its own tint.

    Examples
    --------
    >>> readable("#0b4f5c"), readable("#ffcc00")
    ('#0b4f5c', '#7f6600')
    """
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    for percent in range(100, 0, -5):
        darker = "#" + "".join(f"{part * percent // 100:02x}" for part in parts)
        if contrast(darker, tint(darker, _TINT)) >= _READABLE:
            return darker
    return "#000000"


@cache
def _sheet(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8").strip()


def _house_rules(style: HouseStyle) -> list[str]:
    rules = []
    if style.accent != DEFAULT_STYLE.accent:
        accent = readable(style.accent)
        rules += [f"--accent: {accent};", f"--tint-contrast: {tint(accent, _TINT)};"]
    if style.font is not None:
        rules.append(f"--font: {_css_text(style.font.name)}, {SYSTEM_FONTS};")
    if not rules:
        return []
    body = "\n".join(f"  {rule}" for rule in rules)
    return [f".survey-page,\n.survey-table,\n.survey-figure {{\n{body}\n}}"]


def _css_text(words: str) -> str:
    """A text as a string of CSS, in which every letter but the plainest is written by number."""
    letters = (c if _PLAIN.fullmatch(c) else f"\\{ord(c):x} " for c in words if ord(c) > 31)
    return '"' + "".join(letters) + '"'
