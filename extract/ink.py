"""The characters of a page from pdfium, as arrays: text, place, size, direction, colour, whether they have ink.

Characters come in runs of one text object, and only what differs within a run is asked of each character. Signs
that pdfium adds by itself (spaces and line ends between objects) have no object and are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np

from extract import native
from extract.blanks import lone_spaces, lost_spaces
from extract.codes import code_points, read_as
from extract.lay import Lay
from extract.native import Flags, Floats, Ints
from extract.objects import Objects, clips
from extract.sheet import Matrix
from extract.strokes import Strokes, lightness

_INVISIBLE = (3, 7)
_OUTLINED = (1, 5)
_SPACE = 32


@dataclass(frozen=True, slots=True)
class Ink:
    """Characters, one an element; `way` counts quarter turns of the writing clockwise, -1 is slanted.

    `box` rows are em boxes (x0, top, x1, bottom) in displayed points, `base` is where they stand (a height, or an
    x for text that runs up or down), `step` the way to the next character, `tilt` the degrees they lean off the
    page's edges, `color` red, green and blue in one number, `light` how light they look on white. `down` says
    that the font writes downwards.
    """

    codes: Ints
    box: Floats
    base: Floats
    size: Floats
    step: Floats
    way: Ints
    tilt: Floats
    color: Ints
    alpha: Floats
    light: Floats
    run: Ints
    down: Flags

    def pick(self, which: Flags | Ints) -> Ink:
        """Some of them."""
        return Ink(
            self.codes[which], self.box[which], self.base[which], self.size[which], self.step[which],
            self.way[which], self.tilt[which], self.color[which], self.alpha[which], self.light[which], self.run[which],
            self.down[which],
        )  # fmt: skip

    @property
    def x(self) -> Floats:
        middle: Floats = (self.box[:, 0] + self.box[:, 2]) / 2
        return middle

    @property
    def y(self) -> Floats:
        middle: Floats = (self.box[:, 1] + self.box[:, 3]) / 2
        return middle

    @property
    def blank(self) -> Flags:
        which: Flags = self.codes == _SPACE
        return which


def ink(text: int, matrix: Matrix, found: Objects, painted: Strokes) -> Ink:
    """The characters of a page with ink that nothing was painted over."""
    number = native.char_count(text)
    owners = native.words(native.char_object, number, repeat(text), range(number))
    plain = code_points(text, number)
    kept = owners != 0
    # pdfium adds spaces of its own within text objects, too; one that ends its object stands for a printed one.
    for i in np.flatnonzero((plain[:-1] == _SPACE) & kept[:-1] & (owners[1:] == owners[:-1])).tolist():
        kept[i] = not native.char_generated(text, i)
    places = np.flatnonzero(kept)
    if not len(places):
        return _nothing()
    chars: list[int] = places.tolist()
    whose = owners[places]
    fresh = np.ones(len(chars), bool)
    fresh[1:] = whose[1:] != whose[:-1]
    first = np.flatnonzero(fresh)
    run = fresh.cumsum() - 1
    things: list[int] = whose[first].tolist()
    codes = read_as(text, plain[places], chars, things, run)
    matrices = native.of_chars(native.char_matrix, text, places[first].tolist(), 6)
    loose = native.of_chars(native.char_box, text, chars, 4)
    lost = lost_spaces(codes, loose, matrices, run, things)
    if len(lost):
        codes = np.concatenate((codes, np.full(len(lost), _SPACE)))
        run = np.concatenate((run, lost[:, 4].astype(np.int64)))
        loose = np.concatenate((loose, lost[:, :4]))
    lone = lone_spaces(found, set(things), matrix)
    if lone is not None:
        things = things + lone[0]
        codes = np.concatenate((codes, np.full(len(lone[0]), _SPACE)))
        run = np.concatenate((run, run.max() + 1 + np.arange(len(lone[0]))))
        matrices, loose = np.concatenate((matrices, lone[1])), np.concatenate((loose, lone[2]))
    made = _placed(codes, loose, matrices, run, matrix, things)
    seen = _seen(made, things, run, found, painted)
    return made.pick(seen) if not seen.all() else made


def _nothing() -> Ink:
    none, no = np.zeros(0), np.zeros(0, np.int64)
    return Ink(no, np.zeros((0, 4)), none, none, none, no, none, no, none, none, no, np.zeros(0, bool))


def _placed(
    codes: Ints, loose: Floats, matrices: Floats, run: Ints, matrix: Matrix, things: Sequence[int]
) -> Ink:
    sizes = native.floats(native.text_size, things, 1)[:, 0]
    lay = Lay.level(matrices, sizes, matrix) or Lay.any(matrices, sizes, matrix)
    a, b, c, d, e, f = matrix
    if b == c == 0:
        us, vs = a * loose[:, ::2] + e, d * loose[:, 1::2] + f
    else:
        us, vs = a * loose[:, ::2] + c * loose[:, 1::2] + e, b * loose[:, ::2] + d * loose[:, 1::2] + f
    low, high = np.minimum(us, us[:, ::-1])[:, 0], np.minimum(vs, vs[:, ::-1])[:, 0]
    box = np.stack((low, high, us[:, 0] + us[:, 1] - low, vs[:, 0] + vs[:, 1] - high), 1)
    loosely = _downwards(loose, matrices, sizes, run)
    down = loosely if loosely is not None else np.zeros(len(codes), bool)
    whole = None if loosely is None else box.copy()
    across = lay.way % 2 == 1
    if across.any():
        across = across[run]
        side = across & (lay.tilt <= 3)[run]
        box[side, 0::2] = np.stack((lay.left, lay.right), 1)[run][side]
        box[~across, 1::2] = np.stack((lay.top, lay.bottom), 1)[run][~across]
        step = np.where(across, box[:, 3] - box[:, 1], box[:, 2] - box[:, 0])
        start = np.where(across, box[:, 1], box[:, 0])
    else:
        box[:, 1], box[:, 3] = lay.top[run], lay.bottom[run]
        step, start = box[:, 2] - box[:, 0], box[:, 0]
    if whole is not None:
        box[down] = whole[down]
    size = lay.size[run]
    size = np.where(size >= 0.3 * step, size, step)
    ahead = abs(start[1:] - start[:-1])
    # Widths of fonts that are not embedded may be wrong: the next character of the run knows better.
    step[:-1] = np.where((run[1:] == run[:-1]) & (ahead > 0), np.minimum(step[:-1], ahead), step[:-1])
    color, alpha, light = _inks(things)
    return Ink(
        codes, box, lay.foot[run], size, step, np.where(down, 1, lay.way[run]), lay.tilt[run],
        color[run], alpha[run], light[run], run, down,
    )  # fmt: skip


def _downwards(loose: Floats, matrices: Floats, sizes: Floats, run: Ints) -> Flags | None:
    """Which characters are of a font that writes downwards, their box beginning left of where their run stands;
    None if none are."""
    first = np.unique(run, return_index=True)[1]
    ahead = matrices[:, 4] - loose[first, 0]
    down = ahead > 0.3 * abs(sizes * matrices[:, 0])
    down &= (abs(matrices[:, 1]) < 0.01 * abs(matrices[:, 0])) & (matrices[:, 0] * sizes > 0)
    return down[run] if down.any() else None


def _inks(things: Sequence[int]) -> tuple[Ints, Floats, Floats]:
    """Colours packed into one number, opacity and lightness of text objects; invisible ones are clear."""
    modes = list(map(native.text_mode, things))
    inks = native.ints(native.fill_color, list(things), 4, 4)
    outlined = [i for i, mode in enumerate(modes) if mode in _OUTLINED]
    if outlined:
        edged = [things[i] for i in outlined]
        inks[outlined] = native.ints(native.stroke_color, edged, 4, 4)
    inks[[i for i, mode in enumerate(modes) if mode in _INVISIBLE], 3] = 0
    packed = (inks[:, 0].astype(np.int64) << 16) | (inks[:, 1].astype(np.int64) << 8) | inks[:, 2].astype(np.int64)
    return packed, inks[:, 3].astype(np.float64) / 255, lightness(inks)


def _seen(made: Ink, things: list[int], run: Ints, found: Objects, painted: Strokes) -> Flags:
    """Which characters a clip leaves and no cover hides."""
    seen: Flags = made.codes > 0
    if len(found.spaces) == 1 and not len(painted.covers):
        order = np.arange(len(things))
        cut = clips(Objects(things, [], found.spaces), order.tolist())
    else:
        place = {handle: i for i, handle in enumerate(found.handles)}
        order = np.array([place.get(thing, 0) for thing in things])
        by = order.argsort()
        cut = clips(found, order[by].tolist())
        if cut is not None:
            cut[by] = cut.copy()
    x, y = made.x, made.y
    if cut is not None:
        box = cut[run]
        seen &= (box[:, 0] <= x) & (x <= box[:, 2]) & (box[:, 1] <= y) & (y <= box[:, 3])
    for (x0, top, x1, bottom), later in zip(painted.covers.tolist(), painted.orders.tolist(), strict=True):
        seen &= ~((order[run] < later) & (x0 <= x) & (x <= x1) & (top <= y) & (y <= bottom))
    return seen
