"""The short way with plain rectangles against the one that walks any path."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdfminer.utils import Matrix, apply_matrix_pt

from extract.shapes import drawn, rectangle, subpaths

_LENGTHS = st.sampled_from([-40.0, -0.5, 0.0, 0.25, 0.5, 3.0, 100.0])
_MATRICES = st.sampled_from(
    [(1, 0, 0, -1, 0, 842), (0.24, 0, 0, -0.24, 9, 800), (0, 1, 1, 0, -3, 5), (0, -2, 1, 0, 7, 0), (-1, 0, 0, 1, 5, 5)]
)


def path(x: float, y: float, wide: float, high: float) -> list[tuple[object, ...]]:
    """What pdfminer makes of `x y wide high re`."""
    return [("m", x, y), ("l", x + wide, y), ("l", x + wide, y + high), ("l", x, y + high), ("h",)]


@given(st.floats(0, 500), st.floats(0, 500), _LENGTHS, _LENGTHS, _MATRICES)
def test_both_ways_give_one_box(x: float, y: float, wide: float, high: float, matrix: Matrix) -> None:
    made = path(x, y, wide, high)
    ((*shape,),) = [[(op, [apply_matrix_pt(matrix, p) for p in points]) for op, points in s] for s in subpaths(made)]
    box, whole = drawn(made, matrix), rectangle(shape)
    if max(abs(wide), abs(high)) >= 0.5:
        assert box is not None and whole is not None
        ends = (box.x0, box.top, box.x1, box.bottom)
        assert ends == pytest.approx((whole.x0, whole.top, whole.x1, whole.bottom))


@pytest.mark.parametrize(
    ("odd", "matrix"),
    [
        (path(1, 1, 9, 9)[:4], (1, 0, 0, 1, 0, 0)),
        ([*path(1, 1, 9, 9), *path(2, 2, 3, 3)], (1, 0, 0, 1, 0, 0)),
        ([("m", 0, 0), ("l", 9, 0), ("l", 9, 9), ("l", 1, 9), ("h",)], (1, 0, 0, 1, 0, 0)),
        (path(1, 1, 9, 9), (0.9, 0.1, -0.1, 0.9, 0, 0)),
        (path(1, 1, 0, 0), (1, 0, 0, 1, 0, 0)),
    ],
    ids=["open", "two", "no rectangle", "slanted", "a point"],
)
def test_all_else_is_walked(odd: list[tuple[object, ...]], matrix: Matrix) -> None:
    assert drawn(odd, matrix) is None
