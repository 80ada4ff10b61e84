"""What the columns of numbers are called: NumPy's own types cannot say what comes out of an index, so the names do."""

from typing import Any

import numpy.typing as npt

Array = npt.NDArray[Any]
Bytes = npt.NDArray[Any]
Flags = npt.NDArray[Any]
Floats = npt.NDArray[Any]
Hashes = npt.NDArray[Any]
Ints = npt.NDArray[Any]
