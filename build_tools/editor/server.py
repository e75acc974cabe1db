"""Serves the editor over HTTP, only to the person who started it.

The server listens on this machine only. All addresses begin with a random token of each run. A request must name this
server as its host, so that no other name can lead to it (DNS rebinding). A request that changes something must come
from the server's own page (CSRF) and be JSON.
"""

import hmac
import json
import secrets
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from build_tools.editor.admin_page import TYPES, Asset
from build_tools.editor.files import RefusedEditError
from build_tools.editor.protocol import UnknownRequestError

HOST = "127.0.0.1"
_LARGEST = 3_000_000  # the most bytes of a request: a picture of 1 MB as JSON, and some more
_HEADERS = {
    # Decap compiles its own schema of the configuration and writes inline styles; nothing else is allowed
    "Content-Security-Policy": "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' blob:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}

Answer = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class EditorApp:
    """The files and the answers of the server."""

    assets: dict[str, Asset]
    answers: dict[str, Answer]  # the functions that answer JSON, by address: `api/v1`, `impact`, `findings`
    token: str = field(default_factory=partial(secrets.token_urlsafe, 24))


class EditorServer(ThreadingHTTPServer):
    """The server of one run."""

    daemon_threads = True

    def __init__(self, app: EditorApp, port: int = 0) -> None:
        """Bind a port; 0 is any free port. Raises: OSError: the port is taken."""
        self.app = app
        super().__init__((HOST, port), _Handler)

    @property
    def address(self) -> str:
        """The address of the editor."""
        return f"http://{HOST}:{self.server_port}/{self.app.token}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore pages that were closed before they were answered."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: EditorServer
    protocol_version = "HTTP/1.1"
    timeout = 30
    server_version = "policy"
    sys_version = ""

    def do_GET(self) -> None:
        if (name := self._admitted()) is None:
            return
        if asset := self.server.app.assets.get(name):
            packed = asset.is_packed and "gzip" in self.headers.get("Accept-Encoding", "")
            data = asset.data if packed else asset.unpack()
            self._send(HTTPStatus.OK, data, asset.type, "gzip" if packed else "")
        else:
            self._refuse(HTTPStatus.NOT_FOUND, "There is no such page.")

    def do_POST(self) -> None:
        if (name := self._admitted()) is None:
            return
        if (answer := self.server.app.answers.get(name)) is None:
            self._refuse(HTTPStatus.NOT_FOUND, "There is no such page.")
        elif self._is_own() and (body := self._body()) is not None:
            self._reply(answer, body)

    def _admitted(self) -> str | None:
        """The rest of the address after the token; none if the request was refused."""
        own = {f"{HOST}:{self.server.server_port}", f"localhost:{self.server.server_port}"}
        hosts = self.headers.get_all("Host") or []
        if len(hosts) != 1 or hosts[0] not in own:
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST, "This is not the name of the server.")
            return None
        token, slash, name = self.path.partition("?")[0].removeprefix("/").partition("/")
        if not slash or not hmac.compare_digest(token.encode(), self.server.app.token.encode()):
            what = "This editor has stopped, or its address has changed. Open the address that policy edit has printed."
            self._refuse(HTTPStatus.NOT_FOUND, what)
            return None
        if self.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}:
            self._refuse(HTTPStatus.FORBIDDEN, "The request came from another site.")
            return None
        return name

    def _is_own(self) -> bool:
        if self.headers.get("Origin") != f"http://{self.headers['Host']}":
            self._refuse(HTTPStatus.FORBIDDEN, "The request came from another site.")
        elif self.headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
            self._refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The request is not JSON.")
        else:
            return True
        return False

    def _body(self) -> Any:
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit() or "Transfer-Encoding" in self.headers:
            self._refuse(HTTPStatus.LENGTH_REQUIRED, "The request does not state its length.")
        elif len(length) > len(str(_LARGEST)) or int(length) > _LARGEST:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "This is too large to save.")
        else:
            try:
                return json.loads(self.rfile.read(int(length)).decode())
            except (ValueError, RecursionError):
                self._refuse(HTTPStatus.BAD_REQUEST, "The request is not JSON.")
        return None

    def _reply(self, answer: Answer, body: Any) -> None:
        try:
            answered = answer(body)
        except RefusedEditError as error:
            self._refuse(HTTPStatus.CONFLICT, str(error))
        except UnknownRequestError as error:
            self._refuse(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
        except OSError as error:  # for example a name that is too long, or a full disk
            self._refuse(HTTPStatus.CONFLICT, f"The computer reports: {error.strerror}. Nothing was changed.")
        else:
            self._send(HTTPStatus.OK, json.dumps(answered, ensure_ascii=False).encode())

    def _refuse(self, status: HTTPStatus, why: str) -> None:
        """Send the reason; the rest of the request is not read."""
        self.close_connection = True
        self._send(status, json.dumps({"error": why}).encode())

    def _send(self, status: HTTPStatus, data: bytes, kind: str = TYPES[".json"], encoding: str = "") -> None:
        self.send_response(status)
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        if encoding:
            self.send_header("Content-Encoding", encoding)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        """Log nothing: addresses hold the token of this run."""
