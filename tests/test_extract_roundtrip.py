"""A random table drawn and read back: edges, spans and texts must be those drawn."""

from __future__ import annotations

import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.drawn import Pen, grid_of

pytestmark = pytest.mark.usefixtures("text_reader")

Span = tuple[int, int, int, int]
SIGNS = "预算执行率年度指标值完成得分1234567890.%≥≤ABxy"


def tiling(rows: int, cols: int, rng: random.Random) -> list[Span]:
    """A grid covered by rectangles (row, column, rows, columns)."""
    free = {(r, c) for r in range(rows) for c in range(cols)}
    spans = []
    for r, c in sorted(free):
        if (r, c) not in free:
            continue
        across = 1
        while (r, c + across) in free and rng.random() < 0.3:
            across += 1
        down = 1
        while r + down < rows and rng.random() < 0.3 and all((r + down, c + k) in free for k in range(across)):
            down += 1
        free -= {(r + i, c + k) for i in range(down) for k in range(across)}
        spans.append((r, c, down, across))
    return spans


@settings(max_examples=40, deadline=None)
@given(
    rows=st.integers(2, 8),
    cols=st.integers(2, 6),
    seed=st.integers(0, 10**6),
    fills=st.booleans(),
)
def test_a_table_is_read_as_it_was_drawn(rows: int, cols: int, seed: int, fills: bool) -> None:
    rng = random.Random(seed)
    spans = tiling(rows, cols, rng)
    assume(len(spans) > 1)  # a single box is a frame around something, not a table
    # Only edges that some cell ends at can be seen.
    seen_x = sorted({c for _, c, _, _ in spans} | {c + a for _, c, _, a in spans})
    seen_y = sorted({r for r, _, _, _ in spans} | {r + d for r, _, d, _ in spans})
    xs = [40.0 + 80 * c + rng.uniform(-8, 8) for c in range(cols + 1)]
    ys = [60.0 + 40 * r + rng.uniform(-8, 8) for r in range(rows + 1)]
    texts = {s: "".join(rng.choice(SIGNS) for _ in range(rng.randint(0, 5))) for s in spans}

    def draw(pen: Pen) -> None:
        for r, c, down, across in spans:
            x0, x1, y0, y1 = xs[c], xs[c + across], ys[r], ys[r + down]
            if fills:
                for x in (x0, x1):
                    pen.bar(x - 0.25, y0, x + 0.25, y1)
                for y in (y0, y1):
                    pen.bar(x0, y - 0.25, x1, y + 0.25)
            else:
                pen.box(x0, y0, x1, y1)
            pen.text(x0 + 5, (y0 + y1) / 2 + 4, texts[r, c, down, across])

    with TemporaryDirectory() as folder:
        grid = grid_of(Path(folder), draw)
    assert grid.xs == pytest.approx([xs[k] for k in seen_x], abs=0.5)
    assert grid.ys == pytest.approx([ys[k] for k in seen_y], abs=0.5)
    line, column = {r: k for k, r in enumerate(seen_y)}, {c: k for k, c in enumerate(seen_x)}
    expected = {
        (line[r], column[c], line[r + d] - line[r], column[c + a] - column[c]): text
        for (r, c, d, a), text in texts.items()
    }
    assert {(c.row, c.col, c.rowspan, c.colspan): c.text for c in grid.cells} == expected
