"""The process that opens a Parquet file: it may crash, and then only it does."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from survey.files.child_serving import NOTHING, CannotReadError, packed_codes, serve

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST_ROWS = 10_000_000


def read_parquet(path: str, form: str) -> tuple[dict[str, Any], list[bytes]]:
    """What a file holds, or the reason why it can't be read."""
    del form
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            return _read(file)
    except pa.ArrowNotImplementedError:
        raise CannotReadError("parquet_kind") from None
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise CannotReadError("memory" if _is_memory(error) else "damaged") from None


def _is_memory(error: Exception) -> bool:
    return isinstance(error, pa.ArrowMemoryError) or "alloc" in str(error)


def _read(file: Any) -> tuple[dict[str, Any], list[bytes]]:  # noqa: ANN401
    schema, rows = file.schema_arrow, file.metadata.num_rows
    _refuse_columns(schema)
    if rows > _MOST_ROWS:
        raise CannotReadError("memory")
    described, parts = [], []
    for name in schema.names:
        cells = file.read(columns=[name], use_threads=False).column(name).combine_chunks()
        if len(cells) != rows:
            raise CannotReadError("truncated")
        kind, values, codes = _column(cells)
        about, part = packed_codes(values, codes)
        described.append(
            {
                "name": name,
                "kind": kind,
                "zone": getattr(schema.field(name).type, "tz", None) or "",
                "floats": any(isinstance(value, float) for value in values),
                **about,
                "bytes": len(part),
            }
        )
        parts.append(part)
    return {"columns": described, "rows": rows}, parts


def _refuse_columns(schema: Any) -> None:  # noqa: ANN401
    names = schema.names
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise CannotReadError("parquet_repeated", names=repeated)
    odd = [f"{each.name} ({str(each.type)[:60]})" for each in schema if not _is_plain(each.type)]
    if odd:
        raise CannotReadError("parquet_columns", columns=odd)


def _is_plain(kind: Any) -> bool:  # noqa: ANN401
    """Whether cells of this kind are single texts, numbers, truth values, dates or times."""
    if pa.types.is_dictionary(kind):
        return _is_plain(kind.value_type)
    known = (
        pa.types.is_null, pa.types.is_boolean, pa.types.is_integer, pa.types.is_floating,
        pa.types.is_decimal, pa.types.is_string, pa.types.is_large_string,
        pa.types.is_date, pa.types.is_timestamp, pa.types.is_time,
    )  # fmt: skip
    return any(is_kind(kind) for is_kind in known)


def _column(cells: Any) -> tuple[str, list[Any], NDArray[np.int32]]:  # noqa: ANN401
    """The kind of a column, its different values and their places."""
    if pa.types.is_null(cells.type):
        return "text", [], np.full(len(cells), NOTHING, np.int32)
    if pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_decode()
    cells = cells.dictionary_encode()
    codes = pc.fill_null(cells.indices.cast(pa.int32()), NOTHING).to_numpy(zero_copy_only=False)
    kind, values = _values(cells.dictionary)
    return kind, values, codes.astype(np.int32)


def _values(found: Any) -> tuple[str, list[Any]]:  # noqa: ANN401
    if pa.types.is_string(found.type) or pa.types.is_large_string(found.type):
        return "text", found.to_pylist()
    if pa.types.is_date(found.type):
        return "date", [each.isoformat() for each in found.to_pylist()]
    if pa.types.is_timestamp(found.type):
        return "date", _moments(found)
    if pa.types.is_time(found.type):
        seconds = found.cast(pa.time32("s"), safe=False)
        return "text", [each.isoformat() for each in seconds.to_pylist()]
    if pa.types.is_float32(found.type) or pa.types.is_float16(found.type):
        return "number", [float(str(each)) for each in found.to_numpy()]
    return "number", [_number(each) for each in found.to_pylist()]


def _moments(found: Any) -> list[str]:  # noqa: ANN401
    """Days, if they all begin at midnight, or moments, as the clocks of their time zone show."""
    if found.type.tz:
        found = pc.local_timestamp(found)
    seconds = found.cast(pa.timestamp("s"), safe=False).to_pylist()
    days = all(each.time() == dt.time() for each in seconds)
    return [(each.date() if days else each).isoformat() for each in seconds]


def _number(value: bool | float | Decimal) -> float | str:
    """Whole numbers and decimals as texts, so that no digit is lost."""
    if isinstance(value, float):
        return value
    if isinstance(value, Decimal):
        plain = f"{value:f}"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    return str(int(value))


if __name__ == "__main__":
    serve(read_parquet)
