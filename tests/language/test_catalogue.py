"""Both languages say the same things, and the code asks for nothing else."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

import survey
from survey.language import catalogue as module
from survey.language.catalogue import (
    LANGUAGES,
    catalogue,
    current_language,
    has_text,
    language_in_force,
    set_language,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

PACKAGE = Path(survey.__file__).parent
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
BEGINNING = re.compile(r"(?!(?:errors|findings)\.$)[a-z_]+\.")
ERROR_PARTS = ("problem", "got", "expected", "hint")
FINDING_PARTS = ("problem", "hint")

# Keys that no source line spells out, not even as the beginning of an f-string.
BUILT_FROM: tuple[str, ...] = ()

# What is passed by name to these functions without filling a placeholder.
OPTIONS = {
    "text": {"lang"},
    "fail": {"where"},
    "finding": {"severity", "place"},
}


class Asked(NamedTuple):
    """A text, error or finding that a line of code asks for by its full name."""

    function: str
    name: str
    where: str
    fields: frozenset[str] | None  # None if some are passed on with **

    def keys(self) -> list[str]:
        """Where it stands in the catalogue; of a message only the first part must be there."""
        if self.function == "text":
            return [self.name]
        group, parts = (
            ("errors", ERROR_PARTS) if self.function == "fail" else ("findings", FINDING_PARTS)
        )
        return [f"{group}.{self.name}.{part}" for part in parts]


# Reading the catalogue


def forms(entry: str | Mapping[str, str]) -> list[str]:
    return [entry] if isinstance(entry, str) else list(entry.values())


def shape(entry: str | Mapping[str, str]) -> tuple[str, ...]:
    return () if isinstance(entry, str) else tuple(sorted(entry))


def placeholders(entry: str | Mapping[str, str]) -> set[str]:
    return set(chain.from_iterable(PLACEHOLDER.findall(form) for form in forms(entry)))


def complaints(language: str, wrong: Callable[[str], object]) -> list[str]:
    return [
        f"{key}: {form}"
        for key, entry in catalogue(language).items()
        for form in forms(entry)
        if wrong(form)
    ]


def none_of(complained: Iterable[str]) -> None:
    """Fail with the whole list, one to a line."""
    found = list(complained)
    assert not found, "\n".join(["", *found])


def leaves(tree: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"


# Reading the source


@cache
def trees() -> dict[Path, ast.Module]:
    sources = sorted(PACKAGE.rglob("*.py"))
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sources}


@cache
def template_keys() -> frozenset[str]:
    call = re.compile(r"""\btext\(\s*["']([^"']+)["']""")
    pages = PACKAGE.rglob("*.jinja")
    return frozenset(
        chain.from_iterable(call.findall(p.read_text(encoding="utf-8")) for p in pages)
    )


def spelled_out(node: ast.expr) -> list[str]:
    """The texts that an argument can be, if the source says so."""
    if isinstance(node, ast.IfExp):
        return spelled_out(node.body) + spelled_out(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def called_name(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(value=ast.Name(id="catalogue"), attr=name):
            return name
    return ""


def asked_by(call: ast.Call, path: Path) -> Iterator[Asked]:
    function = called_name(call)
    position = {"text": 0, "finding": 0, "fail": 1}.get(function)
    if position is None or len(call.args) <= position:
        return
    given_by_name = frozenset(k.arg for k in call.keywords if k.arg)
    passed_on = any(k.arg is None for k in call.keywords)
    fields = None if passed_on else given_by_name - OPTIONS[function]
    for name in spelled_out(call.args[position]):
        where = f"{path.relative_to(PACKAGE.parent)}:{call.lineno}"
        yield Asked(function, name, where, fields)


@cache
def asked() -> tuple[Asked, ...]:
    return tuple(
        one
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for one in asked_by(node, path)
    )


def pattern_of(node: ast.JoinedStr) -> str | None:
    """What an f-string can become, if it begins with a chapter of the catalogue.

    Those that begin with all errors or all findings say nothing.
    """
    first = node.values[0]
    if not (isinstance(first, ast.Constant) and BEGINNING.match(str(first.value))):
        return None
    parts = [re.escape(str(v.value)) if isinstance(v, ast.Constant) else ".+" for v in node.values]
    return "".join(parts)


@cache
def literals() -> frozenset[str]:
    nodes = chain.from_iterable(ast.walk(tree) for tree in trees().values())
    constants = {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    return frozenset(constants | template_keys())


@cache
def patterns() -> tuple[str, ...]:
    nodes = chain.from_iterable(ast.walk(tree) for tree in trees().values())
    found = (pattern_of(n) for n in nodes if isinstance(n, ast.JoinedStr))
    return tuple(sorted({pattern for pattern in found if pattern}))


def is_named(name: str) -> bool:
    return name in literals() or any(re.fullmatch(pattern, name) for pattern in patterns())


def is_used(key: str) -> bool:
    part_of_message = re.fullmatch(r"(?:errors|findings)\.(.+)\.(?:problem|got|expected|hint)", key)
    return (
        is_named(key)
        or (part_of_message is not None and is_named(part_of_message[1]))
        or key.startswith(BUILT_FROM)
    )


# The two languages


def test_both_languages_have_the_same_keys() -> None:
    danish, english = set(catalogue("da")), set(catalogue("en"))
    none_of(sorted(danish ^ english))


def test_both_languages_have_the_same_pages() -> None:
    folder = PACKAGE / "language"
    danish, english = ({p.name for p in (folder / lang).glob("*.toml")} for lang in LANGUAGES)
    assert danish == english


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_stands_on_two_pages(language: str) -> None:
    pages = sorted((PACKAGE / "language" / language).glob("*.toml"))
    keys = [key for p in pages for key in leaves(tomllib.loads(p.read_text(encoding="utf-8")))]
    none_of(sorted({key for key in keys if keys.count(key) > 1}))


def test_both_languages_have_the_same_placeholders() -> None:
    english = catalogue("en")
    different = {
        key: placeholders(entry) ^ placeholders(english[key])
        for key, entry in catalogue("da").items()
        if key in english
    }
    none_of(f"{key}: {sorted(names)}" for key, names in different.items() if names)


def test_both_languages_have_the_same_plural_forms() -> None:
    english = catalogue("en")
    shared = [key for key in catalogue("da") if key in english]
    none_of([key for key in shared if shape(catalogue("da")[key]) != shape(english[key])])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_is_a_text_or_its_two_forms(language: str) -> None:
    entries = catalogue(language).items()
    none_of([k for k, e in entries if not all(isinstance(form, str) for form in forms(e))])
    none_of([k for k, e in entries if shape(e) not in {(), ("one", "other")}])


@pytest.mark.parametrize("language", LANGUAGES)
def test_braces_only_stand_around_placeholders(language: str) -> None:
    none_of(complaints(language, lambda form: set("{}") & set(PLACEHOLDER.sub("", form))))


# What the code asks for


def test_the_scan_sees_the_code() -> None:
    assert ("text", "errors.and_more") in {(a.function, a.name) for a in asked()}
    assert any(a.function == "fail" for a in asked())


def test_every_text_that_is_asked_for_exists() -> None:
    missing = [f"{a.where}: {a.keys()[0]}" for a in asked() if not has_text(a.keys()[0], lang="en")]
    missing += [f"template: {key}" for key in template_keys() if not has_text(key, lang="en")]
    none_of(missing)


def test_every_placeholder_gets_its_field() -> None:
    unfilled = [
        f"{a.where}: {key} needs {sorted(needed)}"
        for a in asked()
        if a.fields is not None
        for key in filter(has_text, a.keys())
        if (needed := fields_needed(key) - a.fields)
    ]
    none_of(unfilled)


def fields_needed(key: str) -> set[str]:
    entry = catalogue("en")[key]
    return placeholders(entry) | ({"count"} if shape(entry) else set())


def test_no_text_is_left_unused() -> None:
    none_of([key for key in catalogue("en") if not is_used(key)])


def test_the_list_of_built_keys_is_up_to_date() -> None:
    none_of(p for p in BUILT_FROM if not any(key.startswith(p) for key in catalogue("en")))


# How they are written


def test_minus_before_a_danish_number_is_a_minus_sign() -> None:
    none_of(complaints("da", re.compile(r"(?:^|[\s(])-(?=[\d{])").search))


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_parted_by_single_spaces(language: str) -> None:
    none_of(complaints(language, lambda form: "  " in form or form != form.strip()))


def test_danish_words_stand_in_danish_quotation_marks() -> None:
    """Straight ones are left to code: ``delimiter=";"``, ``data["age"]``, ``"true": 1``."""
    english = re.compile(r'(?<![=\[(\w])"\w[^"]*"(?!:)|[“”]')
    assert english.search('området "Nordby"')
    none_of(complaints("da", english.search))


# How a text is filled in


HOSTILE = [
    "{x.__class__}",
    "{names}",
    "{0}",
    "{}",
    "%(names)s %s",
    "${names}",
    r"\1 \g<0>",
    "{{ 7 * 7 }}",
    "<script>",
    "Ådals\x00parken",
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_field_values_stay_text(language: str, value: str) -> None:
    filled = text("errors.and_more", lang=language, names=value, more=value)
    expected = {"da": f"{value} og {value} mere", "en": f"{value} and {value} more"}
    assert filled == expected[language]


@given(st.text())
def test_any_field_value_stays_text(value: str) -> None:
    assert text("errors.quoted", lang="da", name=value) == f"»{value}«"


def test_only_plain_placeholders_are_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    odd = "{area.__class__} {area!r} {area:>9} {0} {Area} {area}"
    monkeypatch.setattr(module, "catalogue", lambda _: {"odd": odd})
    assert text("odd", area="Nordby") == odd.replace("{area}", "Nordby")


@pytest.mark.parametrize(
    ("count", "expected"), [(0, "0 areas"), (1, "one area"), (2, "2 areas"), (1363, "1363 areas")]
)
def test_count_decides_the_form(monkeypatch: pytest.MonkeyPatch, count: int, expected: str) -> None:
    entry = {"one": "one area", "other": "{count} areas"}
    monkeypatch.setattr(module, "catalogue", lambda _: {"areas": entry})
    assert text("areas", count=count) == expected


def test_an_unknown_key_is_a_defect_of_ours() -> None:
    with pytest.raises(KeyError, match="no_such_key"):
        text("no_such_key")
    assert not has_text("no_such_key")


def test_a_placeholder_without_field_is_a_defect_of_ours() -> None:
    with pytest.raises(KeyError, match="more"):
        text("errors.and_more", names="A")


# Which language is in force


def test_a_language_holds_inside_its_block_only() -> None:
    with language_in_force("da"):
        assert text("errors.part.hint") == "råd"
        with language_in_force("en"):
            assert text("errors.part.hint") == "hint"
        assert current_language() == "da"
    assert current_language() == "en"


@pytest.mark.parametrize("language", ["sv", "DA", "", "../en"])
def test_only_danish_and_english_are_spoken(language: str) -> None:
    with pytest.raises(ValueError, match="da, en"), language_in_force(language):
        pass
    with pytest.raises(ValueError, match="da, en"):
        set_language(language)
    with pytest.raises(ValueError, match="da, en"):
        catalogue(language)


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"SURVEY_LANG": "da"}, "da"),
        ({"SURVEY_LANG": "en", "LANG": "da_DK.UTF-8"}, "en"),
        ({"LC_ALL": "da_DK.UTF-8", "LANG": "en_GB.UTF-8"}, "da"),
        ({"LANG": "Danish_Denmark.1252"}, "da"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "sv_SE.UTF-8"}, "en"),
    ],
)
def test_the_machine_decides_if_nobody_chose(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: str
) -> None:
    for name in ("SURVEY_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with language_in_force("en"):
        set_language(None)
        assert current_language() == expected
