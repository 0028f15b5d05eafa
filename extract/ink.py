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
from extract.text import mend

ASCENT, DESCENT = 0.88, 0.12  # of the em box, above and below the baseline
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
    owners = list(map(native.char_object, repeat(text), range(number)))
    plain = _text(text, number)
    # pdfium adds spaces of its own, some within text objects.
    chars = [
        i
        for i, (owner, code) in enumerate(zip(owners, plain, strict=True))
        if owner and (code != _SPACE or not native.char_generated(text, i))
    ]
    if not chars:
        return _nothing()
    whose = np.array([owners[i] for i in chars], np.int64)
    first = np.flatnonzero(np.concatenate(([True], whose[1:] != whose[:-1])))
    run = np.zeros(len(chars), np.int64)
    run[first[1:]] = 1
    run = run.cumsum()
    things = whose[first].tolist()
    codes = _codes(text, [plain[i] for i in chars], chars, things, run)
    matrices = native.of_chars(native.char_matrix, text, [chars[i] for i in first.tolist()], 6)
    loose = native.of_chars(native.char_box, text, chars, 4)
    lost = lost_spaces(codes, loose, matrices, run, things)
    if len(lost):
        codes = np.concatenate((codes, np.full(len(lost), _SPACE)))
        run = np.concatenate((run, lost[:, 4].astype(np.int64)))
        loose = np.concatenate((loose, lost[:, :4]))
    lone = lone_spaces(found, set(owners), matrix)
    if lone is not None:
        things = things + lone[0]
        codes = np.concatenate((codes, np.full(len(lone[0]), _SPACE)))
        run = np.concatenate((run, run.max() + 1 + np.arange(len(lone[0]))))
        matrices, loose = np.concatenate((matrices, lone[1])), np.concatenate((loose, lone[2]))
    made = _placed(codes, loose, matrices, run, matrix, things)
    seen = _seen(made, things, run, found, painted)
    return made.pick(seen) if not seen.all() else made


def _text(text: int, number: int) -> list[int]:
    """The code points of a text page as pdfium gives them."""
    buffer = np.zeros(number + 1, np.uint16)
    got = native.char_text(text, 0, number, buffer.ctypes.data) - 1
    plain = buffer[:number]
    if got == number and not ((plain >= 0xD800) & (plain < 0xE000)).any():
        return list(plain.tolist())
    return list(map(native.char_unicode, repeat(text), range(number)))


def _nothing() -> Ink:
    none, no = np.zeros(0), np.zeros(0, np.int64)
    return Ink(no, np.zeros((0, 4)), none, none, none, no, none, no, none, none, no, np.zeros(0, bool))


def _codes(text: int, plain: list[int], chars: list[int], things: Sequence[int], run: Ints) -> Ints:
    """Code points, mended; 0 for a character without ink, U+FFFD for one without a meaning."""
    codes = np.array(plain, np.int64)
    fonts = np.array(list(map(native.text_font, things)), dtype=object)
    names = {font: _font_name(font) for font in set(fonts.tolist()) if font}
    numbers = {font: i for i, font in enumerate(names)}
    font_of = np.array([numbers.get(font, -1) for font in fonts.tolist()], np.int64)[run]
    # A code that a font doesn't map is its bare code: to be asked once for each font and code.
    _, kinds, whose = np.unique(font_of << 32 | codes, return_index=True, return_inverse=True)
    lost = np.array([bool(native.char_unmapped(text, chars[i])) for i in kinds.tolist()])
    each = list(names.values())
    kept = [
        _mended(int(codes[i]), each[font_of[i]] if font_of[i] >= 0 else "", bool(bad))
        for i, bad in zip(kinds.tolist(), lost.tolist(), strict=True)
    ]
    return np.array(kept, np.int64)[whose]


@lru_cache(50_000)
def _mended(code: int, font: str, lost: bool) -> int:
    """A code point as a person reads it; 0 for one without ink."""
    if lost and not any(name in font.lower() for name in ("wingdings", "symbol")):
        return 0xFFFD
    if not 0 < code < 0x110000 or 0xD800 <= code < 0xE000 or code == 0xFFFE:
        return 0
    return ord(mend(chr(code), font) or "\0")


def _font_name(font: int) -> str:
    buffer = create_string_buffer(128)
    native.font_name(font, native.address(buffer), len(buffer))
    return buffer.value.decode("utf-8", "replace")


def _placed(
    codes: Ints, loose: Floats, matrices: Floats, run: Ints, matrix: Matrix, things: Sequence[int]
) -> Ink:
    sizes = native.floats(native.text_size, things, 1)[:, 0]
    a, b, c, d, e, f = matrix
    # Directions of the writing and of its height, on the page as displayed.
    flow = np.where(sizes < 0, -1.0, 1.0)
    ux = (a * matrices[:, 0] + c * matrices[:, 1]) * flow
    uy = (b * matrices[:, 0] + d * matrices[:, 1]) * flow
    vx = (a * matrices[:, 2] + c * matrices[:, 3]) * flow
    vy = (b * matrices[:, 2] + d * matrices[:, 3]) * flow
    tall, broad = np.hypot(vx, vy), np.hypot(ux, uy)
    size = abs(sizes) * tall
    angle = np.degrees(np.arctan2(uy, ux)) % 360
    tilt: Floats = abs((angle + 45) % 90 - 45)
    way = np.round(angle / 90).astype(np.int64) % 4
    foot_x, foot_y = a * matrices[:, 4] + c * matrices[:, 5] + e, b * matrices[:, 4] + d * matrices[:, 5] + f
    with np.errstate(divide="ignore", invalid="ignore"):
        vx, vy = np.where(tall > 0, vx / tall, 0.0), np.where(tall > 0, vy / tall, -1.0)
    us, vs = a * loose[:, [0, 2]] + c * loose[:, [1, 3]] + e, b * loose[:, [0, 2]] + d * loose[:, [1, 3]] + f
    box = np.stack((us.min(1), vs.min(1), us.max(1), vs.max(1)), 1)
    across = way % 2 == 1
    low_x, low_y = foot_x - DESCENT * size * vx, foot_y - DESCENT * size * vy
    high_x, high_y = foot_x + ASCENT * size * vx, foot_y + ASCENT * size * vy
    level, upright = ~across[run], across[run] & (tilt <= 3)[run]
    box[level, 1], box[level, 3] = np.minimum(low_y, high_y)[run][level], np.maximum(low_y, high_y)[run][level]
    box[upright, 0], box[upright, 2] = (
        np.minimum(low_x, high_x)[run][upright], np.maximum(low_x, high_x)[run][upright],
    )  # fmt: skip
    base = np.where(across, foot_x, foot_y)[run]
    downwards = _downwards(loose, matrices, sizes, run, way)
    if downwards.any():
        box[downwards] = np.stack((us.min(1), vs.min(1), us.max(1), vs.max(1)), 1)[downwards]
    steps = np.where(across[run], box[:, 3] - box[:, 1], box[:, 2] - box[:, 0])
    size_: Floats = np.where(size[run] >= 0.3 * steps * (broad[run] > 0), size[run], steps)
    start = np.where(across[run], box[:, 1], box[:, 0])
    ahead = abs(start[1:] - start[:-1])
    # Widths of fonts that are not embedded may be wrong: the next character of the run knows better.
    steps[:-1] = np.where((run[1:] == run[:-1]) & (ahead > 0), np.minimum(steps[:-1], ahead), steps[:-1])
    colors, alphas, lights = _inks(things)
    return Ink(
        codes, box, base, size_, steps, np.where(downwards, 1, way[run]), tilt[run],
        colors[run], alphas[run], lights[run], run, downwards,
    )  # fmt: skip


def _downwards(loose: Floats, matrices: Floats, sizes: Floats, run: Ints, way: Ints) -> Flags:
    """Which characters are of a font that writes downwards: their box begins left of where their run stands."""
    first = np.unique(run, return_index=True)[1]
    em = abs(sizes) * np.hypot(matrices[:, 0], matrices[:, 1])
    ahead = matrices[:, 4] - loose[first, 0]
    down = (abs(matrices[:, 1]) < 0.01 * abs(matrices[:, 0])) & (matrices[:, 0] * sizes > 0) & (ahead > 0.3 * em)
    which: Flags = (down & (way == way))[run]
    return which


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


def _seen(made: Ink, things: Sequence[int], run: Ints, found: Objects, painted: Strokes) -> Flags:
    """Which characters a clip leaves and no cover hides."""
    seen: Flags = made.codes > 0
    plain = len(found.spaces) == 1 and not len(painted.covers)
    place = {} if plain else {handle: i for i, handle in enumerate(found.handles)}
    at = list(range(len(things))) if plain else [place.get(thing, -1) for thing in things]
    known = Objects(list(things), [], found.spaces) if plain else found
    cut = clips(known, at if plain else [max(i, 0) for i in at])
    x, y = made.x, made.y
    if cut is not None:
        box = cut[0][run]
        seen &= (box[:, 0] <= x) & (x <= box[:, 2]) & (box[:, 1] <= y) & (y <= box[:, 3])
    order = np.array(at)[run]
    for (x0, top, x1, bottom), later in zip(painted.covers.tolist(), painted.orders.tolist(), strict=True):
        seen &= ~((order < later) & (x0 <= x) & (x <= x1) & (top <= y) & (y <= bottom))
    return seen


