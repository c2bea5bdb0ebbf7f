"""A growing table of numbers that a plot can look at without copying."""

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
_FIRST_CAPACITY = 256


class Series:
    """Named columns of float64, grown by doubling. Views stay valid: rows are only ever added."""

    def __init__(self, *names: str) -> None:
        self._columns: dict[str, FloatArray] = {name: np.empty(_FIRST_CAPACITY) for name in names}
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def append(self, **values: float) -> None:
        """One value a column."""
        for name, column in self._columns.items():
            if self._length == len(column):
                column = np.concatenate([column, np.empty_like(column)])
                self._columns[name] = column
            column[self._length] = values[name]
        self._length += 1

    def __getitem__(self, name: str) -> FloatArray:
        """(N,) view of a column."""
        return self._columns[name][: self._length]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Series) or self._columns.keys() != other._columns.keys():
            return NotImplemented
        return all(np.array_equal(self[name], other[name], equal_nan=True) for name in self._columns)

    __hash__ = None  # type: ignore[assignment]
