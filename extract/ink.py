"""The characters of a page from pdfium, as arrays: text, place, size, direction, colour, whether they have ink.

Characters come in runs of one text object, and only what differs within a run is asked of each character. Signs
that pdfium adds by itself (spaces and line ends between objects) have no object and are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import create_string_buffer
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat

import numpy as np

from extract import native
from extract.blanks import lone_spaces, lost_spaces
from extract.native import Flags, Floats, Ints
from extract.objects import Objects, clips
from extract.sheet import Matrix
from extract.strokes import Strokes, lightness
from extract.text import mend, signs

ASCENT, DESCENT = 0.88, 0.12  # of the em box, above and below the baseline
_INVISIBLE = (3, 7)
_OUTLINED = (1, 5)
_SPACE = 32
_HYPHENS = (0x02, 0xFFFE)  # how pdfium gives a hyphen at the end of a line
_LOST = 0xFFFD  # stands for a character whose meaning the file doesn't say
_BEYOND = 0xFFFF  # code points from here on are rare, and mended one by one


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
    plain = _text(text, number)
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
    codes = _codes(text, plain[places], chars, things, run)
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


def _text(text: int, number: int) -> Ints:
    """The code points of a text page as pdfium gives them."""
    buffer = np.zeros(number + 1, np.uint16)
    got = native.char_text(text, 0, number, buffer.ctypes.data) - 1
    codes = buffer[:number].astype(np.int64)
    if got != number or ((codes >= 0xD800) & (codes < 0xE000)).any():
        codes = native.words(native.char_unicode, number, repeat(text), range(number))
    codes[(codes == _HYPHENS[0]) | (codes == _HYPHENS[1])] = ord("-")
    return codes


def _nothing() -> Ink:
    none, no = np.zeros(0), np.zeros(0, np.int64)
    return Ink(no, np.zeros((0, 4)), none, none, none, no, none, no, none, none, no, np.zeros(0, bool))


def _codes(text: int, codes: Ints, chars: list[int], things: Sequence[int], run: Ints) -> Ints:
    """Code points, mended; 0 for a character without ink, U+FFFD for one without a meaning."""
    fonts = list(map(native.text_font, things))
    numbers = {font: i for i, font in enumerate(dict.fromkeys(fonts))}
    font_of = native.words(numbers.__getitem__, len(fonts), fonts)[run]
    mended = _table("")[np.minimum(codes, _BEYOND)]
    for font, number in numbers.items():
        name = _font_name(font) if font else ""
        if "symbol" in name.lower() or "dings" in name.lower():
            mine = font_of == number
            mended[mine] = _table(name)[np.minimum(codes[mine], _BEYOND)]
            font_of[mine] = -1
    # A code that a font doesn't map comes as its bare self: to be asked once for each font and code.
    kinds, firsts = np.unique(font_of << 32 | codes, return_index=True)
    for kind, i in zip(kinds.tolist(), firsts.tolist(), strict=True):
        if native.char_unmapped(text, chars[i]) and font_of[i] >= 0:
            mended[(font_of << 32 | codes) == kind] = _LOST
    if codes.max(initial=0) >= _BEYOND:
        for i in np.flatnonzero(codes >= _BEYOND).tolist():
            mended[i] = ord(mend(chr(codes[i])) or "\0") if codes[i] < 0x110000 else 0
    return mended


@lru_cache(16)
def _table(font: str) -> Ints:
    """For each code point up to `_BEYOND` the one a person reads; 0 for what has no ink."""
    table = np.arange(_BEYOND + 1)
    for code, sign in signs(font).items():
        if code < _BEYOND:
            table[code] = ord(sign or "\0")
    table[0xD800:0xE000] = table[0xFFFE] = 0
    return table


def _font_name(font: int) -> str:
    buffer = create_string_buffer(128)
    native.font_name(font, native.address(buffer), len(buffer))
    return buffer.value.decode("utf-8", "replace")


def _placed(
    codes: Ints, loose: Floats, matrices: Floats, run: Ints, matrix: Matrix, things: Sequence[int]
) -> Ink:
    sizes = native.floats(native.text_size, things, 1)[:, 0]
    lay = _Lay.level(matrices, sizes, matrix) or _Lay.any(matrices, sizes, matrix)
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


@dataclass(frozen=True, slots=True)
class _Lay:
    """How runs lie on the page as displayed: em boxes' sides across the writing, and where they stand."""

    size: Floats
    way: Ints
    tilt: Floats
    foot: Floats
    left: Floats
    right: Floats
    top: Floats
    bottom: Floats

    @staticmethod
    def level(matrices: Floats, sizes: Floats, matrix: Matrix) -> _Lay | None:
        """Of text that all reads from left to right; None if some doesn't."""
        _, b, c, d, _, f = matrix
        if b or c or matrices[:, 1:3].any() or d > 0 or min(matrices[:, [0, 3]].min(), sizes.min()) <= 0:
            return None
        size = sizes * matrices[:, 3]
        foot = d * matrices[:, 5] + f
        none = np.zeros(len(size))
        return _Lay(size, np.zeros(len(size), np.int64), none, foot, none, none, foot - ASCENT * size,
                    foot + DESCENT * size)  # fmt: skip

    @staticmethod
    def any(matrices: Floats, sizes: Floats, matrix: Matrix) -> _Lay:
        """Of text in any direction."""
        a, b, c, d, e, f = matrix
        flow = np.where(sizes < 0, -1.0, 1.0)
        # Directions of the writing and of its height.
        ux, uy = (a * matrices[:, 0] + c * matrices[:, 1]) * flow, (b * matrices[:, 0] + d * matrices[:, 1]) * flow
        vx, vy = (a * matrices[:, 2] + c * matrices[:, 3]) * flow, (b * matrices[:, 2] + d * matrices[:, 3]) * flow
        tall = np.hypot(vx, vy)
        size = abs(sizes) * tall
        angle = np.degrees(np.arctan2(uy, ux)) % 360
        tilt: Floats = abs((angle + 45) % 90 - 45)
        way = np.round(angle / 90).astype(np.int64) % 4
        x, y = a * matrices[:, 4] + c * matrices[:, 5] + e, b * matrices[:, 4] + d * matrices[:, 5] + f
        with np.errstate(divide="ignore", invalid="ignore"):
            vx, vy = np.where(tall > 0, size * vx / tall, 0.0), np.where(tall > 0, size * vy / tall, 0.0)
        xs, ys = np.stack((x - DESCENT * vx, x + ASCENT * vx)), np.stack((y - DESCENT * vy, y + ASCENT * vy))
        return _Lay(size, way, tilt, np.where(way % 2 == 1, x, y), xs.min(0), xs.max(0), ys.min(0), ys.max(0))


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
