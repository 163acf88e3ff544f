"""Parquet: columns of numbers and texts, packed, with what they mean in the file itself."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray


def parquet_bytes(
    names: Sequence[str], columns: Sequence[NDArray[Any]], about: Mapping[str, str]
) -> bytes:
    """Columns as a Parquet file.

    Whole numbers are whole numbers; NaN is no value.

    Parameters
    ----------
    names : sequence of str
    columns : sequence of ndarray
        Numbers, or texts (object).
    about : mapping of str to str
        Kept in the file's metadata.
    """
    fields = [_packed(column) for column in columns]
    table = pa.table(fields, names=list(names)).replace_schema_metadata(dict(about))
    stream = io.BytesIO()
    parquet.write_table(table, stream, compression="zstd")
    return stream.getvalue()


def _packed(column: NDArray[Any]) -> Any:  # noqa: ANN401 - an array of pyarrow
    if column.dtype == object:
        return pa.array(column, type=pa.string())
    missing = np.isnan(column)
    if (column[~missing] == np.trunc(column[~missing])).all():
        return pa.array(np.where(missing, 0, column).astype(np.int64), mask=missing)
    return pa.array(column, mask=missing)
