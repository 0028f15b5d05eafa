"""Tables as text for a terminal: Chinese characters take two columns, and only a screen gets colours."""

from __future__ import annotations

import io
import shutil

from rich.console import Console, RenderableType

# Where the text goes to a file or a pipe there is no width to keep to.
_FILE_WIDTH = 160


def as_text(parts: list[RenderableType], screen: bool) -> str:
    """The parts one below the other; `screen` says whether a terminal will show them."""
    width = shutil.get_terminal_size().columns if screen else _FILE_WIDTH
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=screen,
        no_color=not screen,
        highlight=False,
        markup=False,
    )
    with console.capture() as capture:
        for part in parts:
            console.print(part)
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"
