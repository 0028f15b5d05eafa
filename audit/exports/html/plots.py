"""The plots of the report as SVG: text stays text in the fonts of whoever looks, colours follow light and dark."""

from __future__ import annotations

import io
import re
import warnings
from decimal import Decimal
from typing import Any

from markupsafe import Markup
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from audit.exports.html.totals import Cloud, ends

_SIZE = (5.6, 4.2)  # inches
# Colours that stand for those of the page; no two alike, none that matplotlib uses by itself.
_INK, _GRID, _DOT, _FAR = "#010203", "#010204", "#010205", "#010206"
_PAGE = {_INK: "currentColor", _GRID: "var(--line)", _DOT: "var(--dot)", _FAR: "var(--error)"}
_SETTINGS: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "selfeval",
    "font.family": ["DejaVu Sans"],  # comes with matplotlib, so that every machine lays out alike
    "font.size": 10,
    "axes.edgecolor": _GRID,
    "axes.labelcolor": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "text.color": _INK,
}
_NO_DATES = {"Date": None, "Creator": None, "Format": None, "Type": None}
_FONT = re.compile(r"font: ([\d.]+px) [^;\"]*|font-family: [^;\"]*;? ?")  # as different versions write it
_HEAD = re.compile(r"^.*?(?=<svg)", re.DOTALL)
_METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)
_SCALE = re.compile(r' width="[\d.]+pt" height="[\d.]+pt"| height="[\d.]+pt"| width="[\d.]+pt"')
_NAMES = re.compile(r'(\bid="|href="#|url\(#)')
_SMALLEST, _GROWTH = 24, 9  # square points of a dot of one form, and what each doubling adds
_ROOM = Decimal(2)
_TICKS = 10
_SPAN = Decimal(30)  # the least that an axis shows


def claims(cloud: Cloud) -> Markup:
    """Recomputed total to the right, claimed total upwards."""
    low, high = _limits([value for dot in cloud.dots for value in dot])
    return _drawn("claims", cloud, "复核总分", "填报总分", (low, high), (low, high))


def execution(cloud: Cloud) -> Markup:
    """Rate of execution in per cent to the right, claimed total upwards."""
    across = _limits([dot[0] for dot in cloud.dots])
    up = _limits([dot[1] for dot in cloud.dots])
    return _drawn("execution", cloud, "预算执行率（%）", "填报总分", across, up)


def _drawn(
    name: str, cloud: Cloud, across: str, up: str, wide: tuple[Decimal, Decimal], high: tuple[Decimal, Decimal]
) -> Markup:
    with rc_context(_SETTINGS), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from")  # only its width is guessed; the viewer has it
        figure = Figure(_SIZE)
        axes = figure.add_axes((0.11, 0.13, 0.82, 0.81))
        axes.patch.set_alpha(0)
        figure.patch.set_alpha(0)
        axes.set_xlim(*map(float, wide))  # floats from here on: pixels
        axes.set_ylim(*map(float, high))
        axes.set_xlabel(across)
        axes.set_ylabel(up)
        axes.grid(color=_GRID, linewidth=0.6)
        axes.set_axisbelow(True)
        axes.tick_params(length=0)
        axes.spines[["top", "right"]].set_visible(False)
        if wide == high:
            axes.axline((float(wide[0]), float(wide[0])), slope=1, color=_INK, linewidth=0.8, alpha=0.5)
        _dots(axes, cloud)
        image = io.StringIO()
        FigureCanvasSVG(figure).print_svg(image, metadata=_NO_DATES)  # type: ignore[no-untyped-call]
    return _inlined(name, image.getvalue())


def _dots(axes: Axes, cloud: Cloud) -> None:
    far = {outlier.dot for outlier in cloud.far}
    for dots, colour in (([d for d in cloud.dots if d not in far], _DOT), (sorted(far), _FAR)):
        dots.sort()
        sizes = [_SMALLEST + _GROWTH * (cloud.dots[dot].bit_length() - 1) for dot in dots]
        across, up = [float(dot[0]) for dot in dots], [float(dot[1]) for dot in dots]
        axes.scatter(across, up, sizes, colour, alpha=0.7, linewidths=0, clip_on=False)
    said: dict[tuple[Decimal, Decimal], list[int]] = {}
    for number, outlier in ends(cloud):
        said.setdefault(outlier.dot, []).append(number)
    for dot, numbers in said.items():
        label, here = "、".join(map(str, numbers)), (float(dot[0]), float(dot[1]))
        axes.annotate(label, here, (5, 3), textcoords="offset points", color=_FAR, annotation_clip=False)


def _limits(values: list[Decimal]) -> tuple[Decimal, Decimal]:
    """What an axis shows, to the next ten, and no less than so much."""
    low = ((min(values) - _ROOM) // _TICKS) * _TICKS
    high = -((-max(values) - _ROOM) // _TICKS) * _TICKS
    return max(Decimal(0), min(low, high - _SPAN)), high


def _inlined(name: str, image: str) -> Markup:
    """The picture for the middle of a page, with names of its own and the fonts and colours of the page."""
    plain = _METADATA.sub("", _HEAD.sub("", image, count=1))
    plain = _NAMES.sub(rf"\1{name}-", _SCALE.sub("", plain, count=1))
    plain = _FONT.sub(lambda font: f"font-size: {font[1]}" if font[1] else "", plain)
    for mark, colour in _PAGE.items():
        plain = plain.replace(mark, colour)
    return Markup(plain)  # drawn by ourselves, and no text of a form is in it
