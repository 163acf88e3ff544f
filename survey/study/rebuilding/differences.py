"""Why a stage isn't as it would be if it were made now: which file, which line of study.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.language.catalogue import language_in_force, text
from survey.language.messages import quoted
from survey.provenance import DISTRIBUTION, versions
from survey.study.study_file.digests import digest_of
from survey.study.study_file.plan import STUDY_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from survey.study.rebuilding.stages import Stage
    from survey.study.rebuilding.stamps import Rested, Stamp
    from survey.study.waves.wave_files import WaveFiles


_DECIDES = "weighting"
"""The key of study.yaml by which a stage is used or not."""


@dataclass(frozen=True, slots=True)
class Because:
    """A reason, which is put into words in a language when it is told.

    Attributes
    ----------
    code : str
        What it is: its key below ``study_status.why`` in the catalogue.
    name : str
        The file, the key of study.yaml or the library that it is about; empty if about none.
    then, now : str
        Versions.
    """

    code: str
    name: str = ""
    then: str = ""
    now: str = ""

    def in_words(self, language: str) -> str:
        """A sentence."""
        with language_in_force(language):
            name = quoted(self.name) if self.code == "key" else self.name
        key = f"study_status.why.{self.code}"
        return text(key, lang=language, name=name, then=self.then, now=self.now, study=STUDY_FILE)


def differences(stamp: Stamp, now: Mapping[Stage, Rested]) -> tuple[Because, ...]:
    """What differs from when a stamp was made; files first, for they are what people change."""
    files: list[Because] = []
    keys: list[Because] = []
    for stage, rested in now.items():
        then = stamp.rests.get(stage)
        if then is not None:
            files += _of_files(then.files, rested.files)
            begun_or_ended = not (then.keys and rested.keys)
            of_keys = _of_keys(then.keys, rested.keys)
            keys += [each for each in of_keys if each.name == _DECIDES or not begun_or_ended]
    return (*dict.fromkeys((*files, *keys)), *of_versions(stamp))


def of_versions(stamp: Stamp) -> Iterator[Because]:
    """Whether the package, or else a library that shapes outputs, was another one."""
    here, then = versions(), stamp.made_with
    if then.get(DISTRIBUTION) != here[DISTRIBUTION]:
        yield Because("version", then=then.get(DISTRIBUTION, "?"), now=here[DISTRIBUTION])
        return
    for name, version in here.items():
        if then.get(name) != version:
            yield Because("library", name, then.get(name, "?"), version)


def changed_outputs(
    files: WaveFiles,
    stamp: Stamp,
    *,
    may_change: tuple[str, ...] = (),
    taken_in: tuple[str, ...] = (),
) -> Iterator[Because]:
    """What became of the files that a stage wrote: who is gone, and who was changed since.

    Parameters
    ----------
    files : WaveFiles
    stamp : Stamp
    may_change : tuple of str
        Endings of files that people go on with; those need only be there.
    taken_in : tuple of str
        Endings of files that people fill in.
    """
    inputs = {name for each in stamp.rests.values() for name in each.files}
    for name, digest in stamp.written.items():
        path = files.plan.folder / name
        if not path.is_file():
            yield Because("output_gone", name)
        elif name not in inputs and not name.endswith(may_change) and digest_of(path) != digest:
            yield Because("filled_in" if name.endswith(taken_in) else "output_changed", name)


def _of_files(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Because]:
    for name in sorted({*then, *now}):
        if name not in now:
            yield Because("file_gone", name)
        elif name not in then:
            yield Because("file_new", name)
        elif then[name] != now[name]:
            yield Because("file_changed", name)


def _of_keys(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Because]:
    for name in sorted({*then, *now}):
        if then.get(name) != now.get(name):
            yield Because("key", name)
