"""Bulk traffic with PostgreSQL by COPY: frames as CSV, and whole numbers as the binary rows that they are in memory.

The cursor comes from the caller, who also owns the transaction.
"""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

NULL = r"\N"
BLOCK = 262_144
_SIGNATURE = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_TRAILER = b"\xff\xff"

Columns = Mapping[str, npt.NDArray[Any]]


def frame_out(cursor: Any, query: Any, schema: Mapping[str, Any]) -> pl.DataFrame:
    """What a `COPY … TO STDOUT (FORMAT csv, NULL '\\N')` says, with these names and types."""
    with cursor.copy(query) as copy:
        text = b"".join(bytes(part) for part in copy)
    if not text:
        return pl.DataFrame(schema=dict(schema))
    return pl.read_csv(
        io.BytesIO(text), has_header=False, schema=dict(schema), null_values=NULL, empty_string_is_null=False
    )


def frame_in(cursor: Any, query: Any, frame: pl.DataFrame) -> None:
    """The rows of a frame into a `COPY … FROM STDIN (FORMAT csv, NULL '\\N')`, block by block."""
    with cursor.copy(query) as copy:
        for part in frame.iter_slices(BLOCK):
            copy.write(part.write_csv(include_header=False, null_value=NULL).encode())


def integers_out(cursor: Any, query: Any, widths: Mapping[str, int]) -> dict[str, npt.NDArray[Any]]:
    """The columns of a `COPY … TO STDOUT (FORMAT binary)` whose fields are whole numbers of these bytes, none of them null:
    every row is then as long as every other, and the answer is one array. Raises `ValueError` if it is not."""
    with cursor.copy(query) as copy:
        data = b"".join(bytes(part) for part in copy)
    row = _row(widths)
    body = memoryview(data)[len(_SIGNATURE) : len(data) - len(_TRAILER)]
    if len(body) % row.itemsize:
        raise ValueError("the rows are not all of the expected length")
    found = np.frombuffer(body, row)
    lengths = [np.all(found[f"length {name}"] == width) for name, width in widths.items()]
    if not all(lengths) or not np.all(found["fields"] == len(widths)):
        raise ValueError("the rows hold a null or other fields than expected")
    return {name: found[name].astype(f"=i{width}") for name, width in widths.items()}


def integers_in(cursor: Any, query: Any, columns: Columns) -> None:
    """Columns of whole numbers into a `COPY … FROM STDIN (FORMAT binary)` of columns of the same widths."""
    widths = {name: values.dtype.itemsize for name, values in columns.items()}
    row = _row(widths)
    size = _size(columns)
    with cursor.copy(query) as copy:
        copy.write(_SIGNATURE)
        for start in range(0, size, BLOCK):
            part = np.empty(min(BLOCK, size - start), row)
            part["fields"] = len(widths)
            for name, width in widths.items():
                part[f"length {name}"] = width
                part[name] = columns[name][start : start + BLOCK]
            copy.write(part.tobytes())
        copy.write(_TRAILER)


def _row(widths: Mapping[str, int]) -> np.dtype[Any]:
    """A row of COPY's binary format: the number of fields, and each field after its length."""
    fields: list[tuple[str, str]] = [("fields", ">i2")]
    for name, width in widths.items():
        fields += [(f"length {name}", ">i4"), (name, f">i{width}")]
    return np.dtype(fields)


def _size(columns: Columns) -> int:
    sizes: Sequence[int] = [len(values) for values in columns.values()]
    if len(set(sizes)) != 1:
        raise ValueError("columns of one table are of one length")
    return sizes[0]
