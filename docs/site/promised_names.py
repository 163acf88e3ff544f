"""A directive that lays out all promised names of a room: ``.. promised-names:: estimation``."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from sphinx.util.docutils import SphinxDirective

import survey

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.application import Sphinx


class PromisedNames(SphinxDirective):
    """All functions and classes that ``import survey as sv`` promises from a room."""

    required_arguments = 1

    def run(self) -> list[Node]:
        """Lay them out, functions before what they give."""
        lines = [line for name in names_of(self.arguments[0]) for line in _lines(name)]
        return self.parse_text_to_nodes("\n".join(lines))


def names_of(room: str) -> list[str]:
    """The promised names that lie in a room, functions first."""
    found = [name for name, place in survey._PLACES.items() if place.split(".")[1] == room]
    return sorted(found, key=lambda name: (inspect.isclass(getattr(survey, name)), name.lower()))


def _lines(name: str) -> list[str]:
    if inspect.isclass(getattr(survey, name)):
        return [f".. autoclass:: survey.{name}", "   :members:", ""]
    return [f".. autofunction:: survey.{name}", ""]


def leave_fields_out(
    app: Sphinx, what: str, name: str, found: object, skip: bool, options: object
) -> bool | None:
    """Leave out what the section Attributes of a class tells already, and what isn't ours."""
    if what != "class":
        return None
    module = str(getattr(found, "__module__", "") or "")
    return not (inspect.isroutine(found) and module.startswith("survey"))


def setup(app: Sphinx) -> dict[str, Any]:
    """Tell Sphinx of the directive."""
    app.add_directive("promised-names", PromisedNames)
    app.connect("autodoc-skip-member", leave_fields_out)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
