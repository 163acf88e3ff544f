"""A Word file opened with care, and written again with all that wasn't touched as it was."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

from lxml import etree

from survey.documents.word_record import record_of
from survey.documents.word_xml import W, to_bytes, value_of
from survey.documents.zipped import zipped
from survey.errors import FileError
from survey.language.messages import fail

if TYPE_CHECKING:
    from survey.documents.word_xml import Element

_MOST_PARTS = 5_000
_MOST_BYTES = 600_000_000
_LARGEST_XML = 120_000_000
_ENCRYPTED = b"\xd0\xcf\x11\xe0"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LANGUAGE, _SPOKEN = "{http://purl.org/dc/elements/1.1/}language", f"{{{W}}}lang"
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,  # zipfile: packed in a way that Python doesn't know
    RuntimeError,  # zipfile: locked with a password
    EOFError,
    OSError,
    ValueError,
)
_CONTENT_TYPES = "[Content_Types].xml"


@dataclass(slots=True)
class WordFile:
    """The parts of a Word file; the main one is parsed, all others stay as they are.

    Attributes
    ----------
    parts : dict of str to bytes
        In the order of the file.
    main : str
        Name of the part with the text.
    root : element
        That part.
    """

    parts: dict[str, bytes]
    main: str
    root: Element
    _added: list[tuple[str, str]] = field(default_factory=list)

    @property
    def body(self) -> Element:
        """The text itself."""
        return self.root[0]

    def record(self) -> dict[str, str] | None:
        """What we wrote; None if the file doesn't say so any more."""
        for name, data in self.parts.items():
            if name.startswith("customXml/item") and b"resident-survey" in data:
                found = record_of(_parsed(data))
                if found is not None:
                    return found
        return None

    def remember(self, record: bytes) -> None:
        """Put a new record in the place of the old one, where there is one."""
        for name, data in self.parts.items():
            if name.startswith("customXml/item") and b"resident-survey:written" in data:
                self.parts[name] = record
                return

    def header_texts(self) -> str:
        """All that stands in headers and footers."""
        names = [n for n in self.parts if posixpath.basename(n).startswith(("header", "footer"))]
        roots = (_parsed(self.parts[name]) for name in names if name.endswith(".xml"))
        return " ".join("".join(root.itertext()) for root in roots)

    def language(self) -> str:
        """The language that the properties of the file or its styles name; empty if none."""
        for name, tag in (("docProps/core.xml", _LANGUAGE), ("word/styles.xml", _SPOKEN)):
            if name in self.parts:
                for each in _parsed(self.parts[name]).iter(tag):
                    return str(each.text or each.get(f"{{{W}}}val") or "")
        return ""

    def style_ids(self) -> dict[str, str]:
        """The ids of styles by their names in small letters, which programs write alike."""
        data = self.parts.get(posixpath.join(posixpath.dirname(self.main), "styles.xml"))
        found = {}
        for style in _parsed(data) if data else ():
            for name in style.iter(f"{{{W}}}name"):
                found[value_of(name).lower()] = value_of(style, "styleId")
        return found

    def picture(self, relation: str) -> bytes:
        """The picture behind a relation; empty if there is none."""
        return self.parts.get(self._target(relation), b"")

    def renewed_picture(self, relation: str, png: bytes, *, shared: bool) -> str:
        """Put a new picture in the place of an old one; the relation to it comes back.

        Parameters
        ----------
        relation : str
        png : bytes
        shared : bool
            Whether the old one is used elsewhere in the text.
        """
        target = self._target(relation)
        if not shared and target.endswith(".png") and self._uses(target) == 1:
            self.parts[target] = png
            return relation
        return self._with_picture(png)

    def saved(self) -> bytes:
        """The file with what was changed."""
        return zipped(self.parts | {self.main: to_bytes(self.root)})

    # Relations

    @property
    def _relations_name(self) -> str:
        folder, name = posixpath.split(self.main)
        return posixpath.join(folder, "_rels", f"{name}.rels")

    def _target(self, relation: str) -> str:
        for each in _relations(self.parts, self._relations_name):
            if each.get("Id") == relation and each.get("TargetMode") != "External":
                return _resolved(self.main, each.get("Target", ""))
        return ""

    def _uses(self, target: str) -> int:
        """How many relations of the whole file lead to a part."""
        names = [name for name in self.parts if name.endswith(".rels")]
        return sum(
            _resolved(_owner(name), each.get("Target", "")) == target
            for name in names
            for each in _relations(self.parts, name)
        )

    def _with_picture(self, png: bytes) -> str:
        folder = posixpath.join(posixpath.dirname(self.main), "media")
        taken = set(self.parts)
        number = next(n for n in range(1, len(taken) + 2) if f"{folder}/survey{n}.png" not in taken)
        name = f"{folder}/survey{number}.png"
        self.parts[name] = png
        root = _parsed(self.parts[self._relations_name])
        identities = {each.get("Id") for each in root}
        identity = next(
            f"rIdSurvey{n}" for n in range(1, len(root) + 2) if f"rIdSurvey{n}" not in identities
        )
        etree.SubElement(
            root,
            f"{{{_RELATIONS}}}Relationship",
            Id=identity,
            Type=f"{_OFFICE}/image",
            Target=posixpath.relpath(name, posixpath.dirname(self.main)),
        )
        self.parts[self._relations_name] = to_bytes(root)
        self._declare_png()
        return identity

    def _declare_png(self) -> None:
        root = _parsed(self.parts[_CONTENT_TYPES])
        if any(each.get("Extension", "").lower() == "png" for each in root):
            return
        root.insert(0, etree.Element(
            f"{{{_TYPES}}}Default", Extension="png", ContentType="image/png"))  # fmt: skip
        self.parts[_CONTENT_TYPES] = to_bytes(root)


def open_word(data: bytes) -> WordFile:
    """Open a Word file.

    Raises
    ------
    FileError
        If it is no docx, is locked with a password, is damaged, or unpacks to too much.
    """
    if data.startswith(_ENCRYPTED):
        raise fail(FileError, "word.encrypted")
    parts = _unpacked(data)
    main = _main_part(parts)
    root = _parsed(parts[main])
    if not len(root):
        raise fail(FileError, "word.damaged")
    return WordFile(parts, main, root)


def _unpacked(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = [each for each in archive.infolist() if not each.is_dir()]
            total = sum(each.file_size for each in entries)
            if len(entries) > _MOST_PARTS or total > _MOST_BYTES:
                raise fail(FileError, "word.too_large")
            if len({each.filename for each in entries}) < len(entries):
                raise fail(FileError, "word.damaged")
            return {each.filename: _read(archive, each) for each in entries}
    except _BROKEN as error:
        if isinstance(error, FileError):
            raise
        code = "word.damaged" if data.startswith(b"PK") else "word.not_docx"
        raise fail(FileError, code) from error


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """A part, no larger than it says of itself."""
    is_xml = entry.filename.endswith((".xml", ".rels"))
    if is_xml and entry.file_size > _LARGEST_XML:
        raise fail(FileError, "word.too_large")
    with archive.open(entry) as stream:
        return stream.read(entry.file_size + 1)


def _main_part(parts: dict[str, bytes]) -> str:
    for each in _relations(parts, "_rels/.rels"):
        name = _resolved("", each.get("Target", ""))
        if each.get("Type", "").endswith("/officeDocument") and name in parts:
            if not name.startswith("word/"):
                break
            return name
    raise fail(FileError, "word.not_docx")


def _relations(parts: dict[str, bytes], name: str) -> list[Element]:
    return list(_parsed(parts[name])) if name in parts else []


def _owner(relations: str) -> str:
    """The part that a part of relations belongs to."""
    folder, name = posixpath.split(relations)
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))


def _resolved(owner: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(owner), target))


def _parsed(data: bytes) -> Element:
    """A part as elements; nothing outside it is ever read."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise fail(FileError, "word.damaged") from error
    if root.getroottree().docinfo.doctype:
        raise fail(FileError, "word.damaged")
    return root
