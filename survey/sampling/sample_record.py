"""All that a sample is, as plain data that can be stored and told apart from anything else."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Code, Kind, Variable
from survey.findings import Finding, Severity
from survey.sampling.plan import SamplePlan
from survey.sampling.sample import Sample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.kernels.layout import Floats

SCHEMA = 1
_PLAIN = ("method", "variance", "seed", "frame_fingerprint", "person_rule", "wave", "unit")


def record_of(sample: Sample) -> dict[str, Any]:
    """A sample as plain data, its fingerprint among them."""
    content = {
        "schema": SCHEMA,
        **{name: getattr(sample, name) for name in _PLAIN},
        "replicates": sample.replicates,
        "order": list(sample.order),
        "left": list(sample.left),
        "units": _columns(sample.units),
        "strata": _columns(sample.strata),
        "joint_probabilities": {
            name: [row[place:].tolist() for place, row in enumerate(matrix)]
            for name, matrix in sample.joint_probabilities.items()
        },
        "area": _variable_record(sample.area),
        "plan": plan_record(sample.plan),
        "notes": [_finding_record(note) for note in sample.notes],
    }
    return {**content, "fingerprint": _hash(content)}


def sample_fingerprint(sample: Sample) -> str:
    """SHA-256 of all that a sample is; the same for a sample that was written and read again."""
    return str(record_of(sample)["fingerprint"])


def is_whole(record: object) -> bool:
    """Whether plain data are the record of a sample, as it was written."""
    if not isinstance(record, dict) or record.get("schema") != SCHEMA:
        return False
    content = {name: value for name, value in record.items() if name != "fingerprint"}
    return bool(record.get("fingerprint") == _hash(content))


def sample_of(record: Mapping[str, Any]) -> Sample:
    """The sample of a record that is whole."""
    return Sample(
        units=_frame(record["units"]),
        strata=_frame(record["strata"]),
        area=_variable(record["area"]),
        plan=plan_of(record["plan"]),
        joint_probabilities={
            name: _matrix(rows) for name, rows in record["joint_probabilities"].items()
        },
        replicates=record["replicates"],
        order=tuple(record["order"]),
        left=tuple(record["left"]),
        notes=tuple(_finding(note) for note in record["notes"]),
        **{name: record[name] for name in _PLAIN},
    )


def to_bytes(record: Mapping[str, Any]) -> bytes:
    """A record as JSON."""
    return json.dumps(record, ensure_ascii=False, allow_nan=False, sort_keys=True).encode()


def _hash(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(to_bytes(content)).hexdigest()


def _columns(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [_column(str(name), frame[name]) for name in frame]


def _column(name: str, column: pd.Series[Any]) -> dict[str, Any]:
    kind = column.dtype.kind if column.dtype.kind in "ifb" else "O"
    return {"name": name, "kind": kind, "values": [_plain(value) for value in column.tolist()]}


def _frame(columns: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    kinds: dict[str, Any] = {"i": np.int64, "f": np.float64, "b": np.bool_, "O": object}
    return pd.DataFrame(
        {each["name"]: _array(each["values"], kinds[each["kind"]]) for each in columns}
    )


def _array(values: Sequence[Any], kind: type) -> Any:  # noqa: ANN401 - an array of that kind
    if kind is object:
        return pd.Series(list(values), dtype=object)
    return np.array([np.nan if value is None else value for value in values], dtype=kind)


def _matrix(rows: Sequence[Sequence[float]]) -> Floats:
    """A symmetric matrix from its upper half."""
    matrix = np.zeros((len(rows), len(rows)))
    for place, row in enumerate(rows):
        matrix[place, place:] = row
        matrix[place:, place] = row
    return matrix


def _plain(value: object) -> Any:  # noqa: ANN401 - what JSON knows
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [_plain(each) for each in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, str):
        return str(value)
    return value if value is None or isinstance(value, int | bool) else str(value)


def plan_record(plan: SamplePlan) -> dict[str, Any]:
    """A plan as plain data."""
    return {each.name: _part(getattr(plan, each.name)) for each in fields(plan)}


def _part(value: object) -> Any:  # noqa: ANN401 - plain data that say what they are of
    """One part of a plan: a frame, a variable, findings, or what is plain already."""
    if isinstance(value, pd.DataFrame):
        return {"frame": _columns(value)}
    if isinstance(value, Variable):
        return {"variable": _variable_record(value)}
    if isinstance(value, tuple) and all(isinstance(each, Finding) for each in value):
        return {"findings": [_finding_record(each) for each in value]}
    return {"plain": _plain(value)}


def plan_of(record: Mapping[str, Any]) -> SamplePlan:
    """The plan that `plan_record` made a record of."""
    return SamplePlan(**{name: _whole_part(part) for name, part in record.items()})


def _whole_part(part: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a part of a plan
    ((kind, value),) = part.items()
    if kind == "frame":
        return _frame(value)
    if kind == "variable":
        return _variable(value)
    return tuple(_finding(each) for each in value) if kind == "findings" else value


def _finding_record(note: Finding) -> dict[str, Any]:
    return {
        "code": note.code,
        "severity": str(note.severity),
        "message": note.message,
        "hint": note.hint,
    }


def _finding(record: Mapping[str, Any]) -> Finding:
    return Finding(**{**record, "severity": Severity(record["severity"])})


def _variable_record(area: Variable) -> dict[str, Any]:
    codes = [
        {
            "value": _plain(code.value),
            "label": _plain(code.label),
            "in_text": _plain(code.in_text),
            "place": _plain(code.place),
            **({"aliases": list(code.aliases)} if code.aliases else {}),
        }
        for code in area.codes
    ]
    return {
        "name": area.name,
        "kind": str(area.kind),
        "label": _plain(area.label),
        "question": _plain(area.question),
        "codes": codes,
    }


def _variable(record: Mapping[str, Any]) -> Variable:
    codes = tuple(
        Code(**{**code, "aliases": tuple(code.get("aliases", ()))}) for code in record["codes"]
    )
    return Variable(**{**record, "kind": Kind(record["kind"]), "codes": codes})
