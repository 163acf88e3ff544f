"""Whatever the bytes are, a reader gives a result or one of our own errors."""

import codecs
import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey.errors import SurveyError
from survey.files.csv_reader import read_csv
from survey.files.guards import inside
from survey.files.yaml_reader import read_yaml

bounded = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])

CSV_SEEDS = [
    'id;område;vægt\r\n1;Ådalen;1,5\r\n2;"Sø;\r\nparken";0,5\r\n'.encode("cp1252"),
    codecs.BOM_UTF8 + b"id,x\n1,2.5\n3,4\n",
    "id\tx\n1\tå\n".encode("utf-16"),
    b"sep=;\nid;x\n1;2\n",
]
YAML_SEEDS = [
    b"areas:\n  - {name: a, role: study}\n  - name: 'b'\n    role: \"c\\n\"\n",
    b"%YAML 1.2\n---\n? a\n: |\n  text\n  more\nb: !!str &x 1\nc: *x\n",
    b"k: >-\n  folded\n\n  text\nn: [1, 2.5, {a: ~}]\n# end\n",
]
CSV_TEXTS = st.text(st.sampled_from('ab1,.;\t"\r\n \u037eåÃ\0|='), max_size=60)
YAML_TEXTS = st.text(st.sampled_from("ab1-:,[]{}&*!|>'\"%@`#?~< \n\t\\.\u2028\ud7ff"), max_size=50)


@st.composite
def damaged(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """A good file with a few bytes cut out, changed or put in."""
    data = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(start + 5, len(data))))
        data[start:end] = draw(st.binary(max_size=4))
    return bytes(data)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz") / "input"


@given(st.one_of(st.binary(max_size=80), damaged(CSV_SEEDS), CSV_TEXTS.map(str.encode)))
@bounded
def test_any_bytes_as_a_text_table(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    with contextlib.suppress(SurveyError):
        table = read_csv(file)
        assert len(table.frame) == len(table.line_numbers) > 0
        assert table.frame.columns.is_unique
        assert (table.line_numbers[1:] > table.line_numbers[:-1]).all()
        assert all(isinstance(cell, str) for cell in table.frame.to_numpy().ravel())


@given(st.one_of(st.binary(max_size=80), damaged(YAML_SEEDS), YAML_TEXTS.map(str.encode)))
@bounded
def test_any_bytes_as_a_configuration_file(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    with contextlib.suppress(SurveyError):
        document = read_yaml(file)
        assert document.data is not None
        assert all(
            1 <= line <= data.count(b"\n") + data.count(b"\r") + 1
            for line in document.lines.values()
        )


PLAIN = st.recursive(
    st.one_of(st.integers(-999, 999), st.booleans(), st.text("abæ :#-'", min_size=1, max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text("abc", min_size=1), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(PLAIN)
@bounded
def test_plain_data_comes_back_from_a_file(file: Path, value: object) -> None:
    file.write_text(_as_yaml(value), encoding="utf-8")
    assert read_yaml(file).data == _stripped(value)


@given(st.text(max_size=30))
@bounded
def test_no_name_leads_out_of_a_folder(file: Path, name: str) -> None:
    with contextlib.suppress(SurveyError):
        assert inside(file.parent, name).is_relative_to(file.parent.resolve())


def _as_yaml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}": {_as_yaml(each)}' for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_as_yaml, value)) + "]"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(value).lower()


def _stripped(value: object) -> object:
    if isinstance(value, dict):
        return {key: _stripped(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_stripped(each) for each in value]
    return value.strip() if isinstance(value, str) else value
