"""The register of what was published: every release of a study, without its numbers."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from survey.disclosure.audit.record import (
    ReleaseRecord,
    mark_of_key,
    record_from_json,
    record_to_json,
)
from survey.disclosure.results.released import Released, must_be_released
from survey.documents.notebook import records_html
from survey.errors import FileError, RefusedError, WrongUseError
from survey.files.atomic import write_bytes
from survey.files.guards import path_of, read_guarded, shown
from survey.language.catalogue import text
from survey.language.messages import fail, quoted
from survey.sampling.secret import Secret, secret_given

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from pathlib import Path

_SCHEMA = "survey-published-1"
_PARTS = ("policy", "key", "people", "cuts", "questions", "rows")
_MOST_BYTES = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Publication:
    """One release that is out.

    Attributes
    ----------
    name : str
    content : mapping
        Its record as plain values, its people under the mask.
    fingerprint : str
        Of this one and all before it: whoever changes one changes all that follow.
    draft : str
        A mark of what it was made of, as long as it may be replaced by another state of itself;
        empty once it is out for good.
    """

    name: str
    content: Mapping[str, Any] = field(repr=False)
    fingerprint: str
    draft: str = ""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PublishedRegister:
    """What a study has published, release by release; a new one can only be added.

    Attributes
    ----------
    secret : Secret
    publications : tuple of Publication
    path : Path or None
        The file, ``published.json`` in the folder of a study.

    See Also
    --------
    read_published, release
    """

    secret: Secret
    publications: tuple[Publication, ...] = ()
    path: Path | None = None

    def __repr__(self) -> str:
        return f"PublishedRegister({len(self)} releases, {self.fingerprint[:12] or 'empty'})"

    def _repr_html_(self) -> str:
        frame = self.to_frame()[["name", "policy", "shown", "hidden"]]
        heads = ("name", "policy", "rows_shown", "hidden")
        return records_html(
            frame.itertuples(index=False, name=None), heads, text("notebook.published")
        )

    def __len__(self) -> int:
        return len(self.publications)

    @property
    def fingerprint(self) -> str:
        """Of all that is in it."""
        return self.publications[-1].fingerprint if self.publications else ""

    @property
    def key(self) -> bytes:
        """What marks of people are made with."""
        return self.secret.digest("people")

    def records(self) -> tuple[ReleaseRecord, ...]:
        """What each release told, for the next one to be held against."""
        return tuple(record_from_json(each.content, self.secret) for each in self.publications)

    def to_frame(self) -> pd.DataFrame:
        """One row a release: its name, its policy, and how many rows it shows and hides."""
        letters = ["".join(row[-1] for row in each.content["rows"]) for each in self.publications]
        return pd.DataFrame(
            {
                "name": [each.name for each in self.publications],
                "policy": [each.content["policy"] for each in self.publications],
                "shown": [each.count("S") for each in letters],
                "hidden": [len(each) - each.count("S") for each in letters],
                "fingerprint": [each.fingerprint for each in self.publications],
            }
        )

    def publication(self, name: str) -> Publication | None:
        """A release by its name, if it is there."""
        return next((each for each in self.publications if each.name == name), None)

    def before(self, name: str) -> PublishedRegister:
        """What was out before a release: all of it if that isn't there."""
        names = [each.name for each in self.publications]
        place = names.index(name) if name in names else len(names)
        return replace(self, publications=self.publications[:place])

    def without(self, names: Collection[str]) -> PublishedRegister:
        """The register without some drafts; what is out for good stays."""
        return self._chained(e for e in self.publications if not e.draft or e.name not in names)

    def settled(self, names: Collection[str]) -> PublishedRegister:
        """The register with some drafts out for good."""
        return self._marked(names, "")

    def reopened(self, names: Collection[str], draft: str) -> PublishedRegister:
        """The register with some releases as drafts again, because they never came out."""
        return self._marked(names, draft)

    def _marked(self, names: Collection[str], draft: str) -> PublishedRegister:
        found = (replace(e, draft=draft) if e.name in names else e for e in self.publications)
        return replace(self, publications=tuple(found))

    def holds(self, released: Released, name: str) -> bool:
        """Whether it has a release under a name already, told the same of the same people."""
        found = self.publication(name)
        return found is not None and found.content == self._content(released)

    def with_release(self, released: Released, name: str, *, draft: str = "") -> PublishedRegister:
        """The register with one more release, once it is out.

        Parameters
        ----------
        released : Released
            Made with ``release(..., published=register)``.
        name : str
            What was published, e.g. "Report 2012".
        draft : str
            A mark of what it was made of, if another state of it may still replace it.

        Raises
        ------
        WrongUseError
            If it was released without a register or under another secret, or the name is taken.
        RefusedError
            If it is internal.
        """
        content = self._content(released)
        for each in self.publications:
            if each.name == name and each.content == content:
                return self
            if each.name == name:
                raise fail(WrongUseError, "release_audit.name_taken", name=quoted(name))
        fingerprint = _fingerprint(self.fingerprint, name, content)
        one = Publication(name, content, fingerprint, draft)
        return replace(self, publications=(*self.publications, one))

    def _content(self, released: Released) -> dict[str, Any]:
        """What is kept of a release that was held against this register."""
        must_be_released(released)
        if released.policy.internal:
            raise fail(RefusedError, "release_audit.internal")
        record = released.record
        if record is None or record.key_mark != mark_of_key(self.key):
            raise fail(WrongUseError, "release_audit.no_record")
        return record_to_json(record, self.secret)

    def _chained(self, publications: Iterable[Publication]) -> PublishedRegister:
        """The same secret and file with other releases, in their order."""
        found: list[Publication] = []
        for each in publications:
            before = found[-1].fingerprint if found else ""
            own = _fingerprint(before, each.name, each.content)
            found.append(replace(each, fingerprint=own))
        return replace(self, publications=tuple(found))

    def to_bytes(self) -> bytes:
        """The register as JSON."""
        everything = {
            "schema": _SCHEMA,
            "internal": text("release_audit.internal_file"),
            "publications": [
                {
                    "name": each.name,
                    "fingerprint": each.fingerprint,
                    **({"draft": each.draft} if each.draft else {}),
                    **each.content,
                }
                for each in self.publications
            ],
        }
        written = json.dumps(everything, ensure_ascii=False, indent=1, sort_keys=True)
        return f"{written}\n".encode()

    def write(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        put: Callable[..., None] = write_bytes,
    ) -> Path:
        """Write the register, over an earlier state of itself only; drafts in it may go.

        Parameters
        ----------
        path : path, optional
            Where it was read from if left out.
        put : callable
            Writes a file whole, and for its owner alone: ``put(path, data, private=True)``.

        Raises
        ------
        RefusedError
            If the file holds something out for good that this register doesn't have.
        FileError
            If it can't be written.
        """
        where = self.path if path is None else path_of(path)
        if where is None:
            raise fail(WrongUseError, "release_audit.no_path")
        if os.path.lexists(where):
            mine = iter(self.publications)
            known = [each for each in _read(where) if not each.draft]
            if not all(any(_is_same(each, other) for other in mine) for each in known):
                raise fail(RefusedError, "release_audit.not_appended", where=shown(where))
        put(where, self.to_bytes(), private=True)
        return where


def read_published(
    path: str | os.PathLike[str], secret: Secret | str | os.PathLike[str]
) -> PublishedRegister:
    """Read the register of what was published, or begin one.

    Parameters
    ----------
    path : path
        ``published.json`` in the folder of the study. If it isn't there, the register is empty.
    secret : Secret or path
        That of the study; see `read_secret`. Without it nobody can tell from the register who was
        in which table, nor any number that was hidden.

    Returns
    -------
    PublishedRegister

    Raises
    ------
    FileError
        If the file is no register, was changed by hand, or belongs to another secret.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> import pandas as pd
    >>> from survey import SurveyDesign, proportion, release
    >>> design = SurveyDesign(pd.DataFrame({"safe": ["yes", "no"] * 40}))
    >>> with TemporaryDirectory() as folder:
    ...     out = read_published(f"{folder}/published.json", Secret(b"0" * 32))
    ...     released = release(proportion(design, "safe"), published=out)
    ...     file = out.with_release(released, "Report 2012").write()
    ...     read_published(file, Secret(b"0" * 32)).to_frame()["shown"].tolist()
    [2]
    """
    where, key = path_of(path), secret_given(secret)
    known = _read(where) if os.path.lexists(where) else ()
    register = PublishedRegister(key, known, where)
    try:
        register.records()
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise fail(FileError, "release_audit.no_register", where=shown(where)) from error
    return register


def _read(path: Path) -> tuple[Publication, ...]:
    try:
        content = json.loads(read_guarded(path, most_bytes=_MOST_BYTES))
        known = content["schema"] == _SCHEMA
        found = [
            Publication(
                each["name"],
                {part: each[part] for part in _PARTS},
                each["fingerprint"],
                str(each.get("draft", "")),
            )
            for each in content["publications"]
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise fail(FileError, "release_audit.no_register", where=shown(path)) from error
    if not known:
        raise fail(FileError, "release_audit.no_register", where=shown(path))
    before = ""
    for each in found:
        before = _fingerprint(before, each.name, each.content)
        if before != each.fingerprint:
            name = quoted(each.name)
            raise fail(FileError, "release_audit.changed", where=shown(path), name=name)
    return tuple(found)


def _is_same(one: Publication, other: Publication) -> bool:
    """Whether two registers hold the same release."""
    return (one.name, one.content) == (other.name, other.content)


def _fingerprint(before: str, name: str, content: Mapping[str, Any]) -> str:
    written = json.dumps([before, name, content], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()
