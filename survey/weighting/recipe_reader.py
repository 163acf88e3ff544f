"""Reading a recipe: from a YAML file, or from plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.errors import WrongUseError
from survey.files.nearest import did_you_mean
from survey.files.validation import check_part, findings_error
from survey.files.yaml_reader import read_yaml
from survey.findings import Place
from survey.language.messages import culprits, finding, quoted
from survey.weighting.recipe import STEPS, Recipe
from survey.weighting.recipe_schema import STEP_FILES, RecipeFile

if TYPE_CHECKING:
    import os

    from survey.files.validation import Written
    from survey.files.yaml_builder import YamlPath
    from survey.findings import Finding


@dataclass(frozen=True, slots=True)
class _Plain:
    """Plain data that were given in Python."""

    data: Any
    name: str = "recipe"

    def place(self, path: YamlPath = ()) -> Place:
        return Place(self.name, None, ".".join(map(str, path)) or None)


def read_recipe(
    source: str | os.PathLike[str] | Mapping[str, Any] | Sequence[Any],
) -> Recipe:
    """Read a weighting recipe.

    Parameters
    ----------
    source : path, mapping or list
        A YAML file, or what stands in one: a list of steps, or a mapping with ``steps`` and
        ``universe`` (``adults`` if left out). A step is its name, or its name with what it is
        given: ``{"rake": {"within": ["sex", "age_group"]}}``.

    Returns
    -------
    Recipe

    Raises
    ------
    FindingsError
        With all that must be mended, each with its line.
    FileError
        If the file can't be opened.

    Examples
    --------
    >>> read_recipe(["base", {"poststratify": {"by": ["area", "sex"]}}])
    Recipe(base, poststratify; adults)
    """
    if isinstance(source, Mapping | Sequence) and not isinstance(source, str):
        return recipe_at(_Plain(source))
    return recipe_at(read_yaml(source))


def recipe_at(document: Written, path: YamlPath = ()) -> Recipe:
    """The recipe that stands in a part of a document.

    Parameters
    ----------
    document : Written
    path : tuple
        Where it stands.

    Raises
    ------
    FindingsError
    """
    data = document.data
    for each in path:
        data = data[each]
    recipe, findings = checked_recipe(document, data, path)
    if recipe is None:
        raise findings_error(findings, document, what="recipe")
    return recipe


def checked_recipe(
    document: Written, data: object, path: YamlPath = ()
) -> tuple[Recipe | None, list[Finding]]:
    """A recipe as it is written, or all that must be mended in it.

    Parameters
    ----------
    document : Written
    data : object
        The part of the document.
    path : tuple
        Where it stands.
    """
    if isinstance(data, list | tuple):
        return _of_steps(document, list(data), path, "adults")
    known, findings = check_part(document, RecipeFile, data, path)
    if known is None:
        return None, findings
    return _of_steps(document, known.steps, (*path, "steps"), known.universe)


def _of_steps(
    document: Written,
    listed: list[Any],
    path: YamlPath,
    universe: Any,  # noqa: ANN401 - a word
) -> tuple[Recipe | None, list[Finding]]:
    """A recipe of steps, if each of them is one and they can be taken in that order."""
    steps: list[Any] = []
    findings: list[Finding] = []
    for k, written in enumerate(listed):
        step, wrong = _step(document, written, (*path, k))
        steps.append(step)
        findings += wrong
    if findings:
        return None, findings
    try:
        return Recipe(tuple(steps), universe), []
    except WrongUseError as error:
        return None, [_told(document, path, error)]


def _step(document: Written, written: Any, path: YamlPath) -> tuple[Any, list[Finding]]:  # noqa: ANN401
    """A step as it is written: its name, or its name with what it is given."""
    pair = {written: None} if isinstance(written, str) else written
    if not isinstance(pair, Mapping) or len(pair) != 1:
        return None, [finding("recipe.no_step", place=document.place(path))]
    ((name, given),) = pair.items()
    if name not in STEPS:
        near = did_you_mean(str(name), STEPS)
        code = "recipe.unknown_step_near" if near else "recipe.unknown_step"
        return None, [finding(code, place=document.place(path), name=quoted(str(name)),
                              near=quoted(near or ""), known=culprits(STEPS))]  # fmt: skip
    at = (*path, name)
    known, findings = check_part(
        document, STEP_FILES[name], _lists({} if given is None else given), at
    )
    if known is None:
        return None, findings
    try:
        return STEPS[name](**{each: getattr(known, each) for each in known.model_fields_set}), []
    except WrongUseError as error:
        return None, [_told(document, at, error)]


def _lists(given: Any) -> Any:  # noqa: ANN401 - plain data
    """Plain data with lists for tuples, as in a file."""
    if isinstance(given, Mapping):
        return {name: _lists(each) for name, each in given.items()}
    return [_lists(each) for each in given] if isinstance(given, list | tuple) else given


def _told(document: Written, path: YamlPath, error: WrongUseError) -> Finding:
    """A wrong argument as a finding of the file."""
    got = f" ({error.got})" if error.got else ""
    return finding("recipe.argument", place=document.place(path), problem=f"{error.problem}{got}")
