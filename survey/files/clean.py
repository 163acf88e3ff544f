"""Text made safe at the entrance: one form, no control characters, no hidden direction marks."""

from __future__ import annotations

import re
import unicodedata

MOST_CHARACTERS = 2000

_PLANES = "".join(
    f"{chr(plane * 0x10000 + 0xFFFE)}-{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17)
)
_UNWANTED = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters, all but \t and \n
    "\u200b\u2060-\u2064\ufeff"  # invisible; the joiners U+200C and U+200D are letters' own
    "\u202a-\u202e\u2066-\u2069"  # direction overrides and isolates
    "\ud800-\udfff"  # halves of characters
    f"\ufdd0-\ufdef{_PLANES}"  # code points that are no characters
    "]"
)
_LINE_ENDS = ("\r\n", "\r", "\u2028", "\u2029")


def clean_text(text: str, *, most: int = MOST_CHARACTERS) -> str:
    r"""Make a text from outside safe to keep, compare and print.

    Line ends become ``\n``; control characters, half and non-characters, direction overrides and
    invisible spaces go; the rest is put in Unicode's composed form (NFC), so that two spellings of
    *Århus* are equal. Arabic and Persian joiners (U+200C, U+200D) stay. Markup, formulas and
    quotation marks stay too: it is the writers that make them harmless.

    Parameters
    ----------
    text : str
    most : int
        Longer texts are cut to so many characters.

    Returns
    -------
    str
        Without blanks at either end. Cleaning it again changes nothing.

    Examples
    --------
    >>> clean_text(" Vang\u200bdalen\x00 ")
    'Vangdalen'
    """
    if not (text.isascii() and text.isprintable()):
        for end in _LINE_ENDS:
            text = text.replace(end, "\n")
        text = unicodedata.normalize("NFC", _UNWANTED.sub("", text))
    text = text.strip()
    return text if len(text) <= most else text[:most].rstrip()
