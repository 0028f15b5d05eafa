"""What can be wrong with the data files of this stage.

NormalizeError
└── TemplateError      a template that can't be read, or says something that means nothing
"""

from __future__ import annotations


class NormalizeError(Exception):
    """The base of everything this stage raises on purpose."""


class TemplateError(NormalizeError):
    """A template file is wrong; the message names the file, the key, and what would be right."""
