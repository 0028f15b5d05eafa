"""Who may come in: the token, the name that the page is called by, and that a change was asked for by the page.

The page can do whatever its reader may, so another site must neither call it by a name of its own (DNS rebinding)
nor send forms to it (CSRF), and text from a PDF must not run in it (CSP).
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from dataclasses import dataclass, field

from flask import Request, Response

COOKIE = "selfeval_token"
HEADER = "X-Selfeval"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Doorway:
    """`token` is what a reader must show, "" where everybody on this machine may come in."""

    token: str = ""
    asked: str = field(default_factory=lambda: secrets.token_urlsafe(32))  # what only the page itself can say

    def admits(self, request: Request) -> bool:
        return not self.token or self.knows(request.cookies.get(COOKIE, ""))

    def knows(self, token: str) -> bool:
        return hmac.compare_digest(token.encode("utf-8", "replace"), self.token.encode())

    def is_called_right(self, request: Request) -> bool:
        """Without a token, only by a name of this machine; with one, a proxy may call it by another."""
        return bool(self.token) or is_local(_name(request.host))

    def asked_by_page(self, request: Request) -> bool:
        said = request.headers.get(HEADER, "")
        return hmac.compare_digest(said.encode("utf-8", "replace"), self.asked.encode())


def guard(response: Response) -> Response:
    """The answer with what keeps a browser from running or lending anything in it."""
    for name, value in _HEADERS.items():
        response.headers[name] = value
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def is_local(host: str) -> bool:
    """Whether a name or an address can be reached from this machine only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _name(host: str) -> str:
    """The host without its port: [::1]:80 is ::1."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]
