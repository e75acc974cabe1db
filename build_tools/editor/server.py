"""Who is answered, and with what? The HTTP server of the editor, for the one who started it and for nobody else.

It stands on this machine alone. All addresses begin with a word that is drawn for each run; a request has to name this
server as its host, so that no other name can lead to it (DNS rebinding), and one that changes something has to come
from its own page (CSRF) and be JSON.
"""

import gzip
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
_LARGEST = 3_000_000
"""How many bytes a request may have: a picture of 1 MB as JSON, and some more."""
_HEADERS = {
    # Decap compiles its own schema of the configuration and writes styles as it goes; nothing else is allowed to
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
    """What the server hands out, and who answers the page's requests."""

    assets: dict[str, Asset]
    """The files of the admin page, by their names; the page itself has none."""
    answers: dict[str, Answer]
    """Who answers the JSON that is sent to an address: `api/v1`, `outlook`."""
    token: str = field(default_factory=partial(secrets.token_urlsafe, 24))
    """The word that all addresses begin with."""


class EditorServer(ThreadingHTTPServer):
    """The server of one run."""

    daemon_threads = True

    def __init__(self, office: EditorApp, port: int = 0) -> None:
        """Take a port; 0 is any that is free.

        Raises: OSError: it is taken.
        """
        self.office = office
        super().__init__((HOST, port), _Handler)

    @property
    def address(self) -> str:
        """Where the editor is."""
        return f"http://{HOST}:{self.server_port}/{self.office.token}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a page that was closed before it had its answer."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: EditorServer
    protocol_version = "HTTP/1.1"
    timeout = 30
    server_version = "policy"
    sys_version = ""

    def do_GET(self) -> None:
        """Hand out a file of the admin page."""
        name = self._admitted()
        if name is None:
            return
        asset = self.server.office.assets.get(name)
        if asset is None:
            self._refuse(HTTPStatus.NOT_FOUND, "There is no such page.")
        else:
            self._send_asset(asset)

    def do_POST(self) -> None:
        """Answer a request of the admin page."""
        name = self._admitted()
        if name is None:
            return
        answer = self.server.office.answers.get(name)
        if answer is None:
            self._refuse(HTTPStatus.NOT_FOUND, "There is no such page.")
        elif self._is_own() and (body := self._body()) is not None:
            self._reply(answer, body)

    def _admitted(self) -> str | None:
        """The rest of the address after the run's own word; none where the request has been refused."""
        own = {f"{HOST}:{self.server.server_port}", f"localhost:{self.server.server_port}"}
        hosts = self.headers.get_all("Host") or []
        if len(hosts) != 1 or hosts[0] not in own:
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST, "This server has another name.")
            return None
        token, slash, name = self.path.partition("?")[0].removeprefix("/").partition("/")
        if not slash or not hmac.compare_digest(token.encode(), self.server.office.token.encode()):
            what = (
                "This editor has ended, or its address is another one. Open the address that policy edit has printed."
            )
            self._refuse(HTTPStatus.NOT_FOUND, what)
            return None
        if self.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}:
            self._refuse(HTTPStatus.FORBIDDEN, "The request came from another site.")
            return None
        return name

    def _is_own(self) -> bool:
        """Whether a request that may change something comes from the admin page; otherwise it is refused."""
        if self.headers.get("Origin") != f"http://{self.headers['Host']}":
            self._refuse(HTTPStatus.FORBIDDEN, "The request came from another site.")
        elif self.headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
            self._refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The request is no JSON.")
        else:
            return True
        return False

    def _body(self) -> Any:
        """What was sent; none where the request has been refused."""
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit() or "Transfer-Encoding" in self.headers:
            self._refuse(HTTPStatus.LENGTH_REQUIRED, "The request does not say how long it is.")
        elif len(length) > len(str(_LARGEST)) or int(length) > _LARGEST:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "This is too large to be saved.")
        else:
            try:
                return json.loads(self.rfile.read(int(length)).decode())
            except (ValueError, RecursionError):
                self._refuse(HTTPStatus.BAD_REQUEST, "The request is no JSON.")
        return None

    def _reply(self, answer: Answer, body: Any) -> None:
        try:
            told = answer(body)
        except RefusedEditError as error:
            self._refuse(HTTPStatus.CONFLICT, str(error))
        except UnknownRequestError as error:
            self._refuse(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
        except OSError as error:  # a name that is too long, a disk that is full
            self._refuse(HTTPStatus.CONFLICT, f"This computer does not take it: {error.strerror}. Nothing was changed.")
        else:
            self._send(HTTPStatus.OK, json.dumps(told, ensure_ascii=False).encode())

    def _refuse(self, status: HTTPStatus, why: str) -> None:
        """Say why; what else the request holds is not read."""
        self.close_connection = True
        self._send(status, json.dumps({"error": why}).encode())

    def _send_asset(self, asset: Asset) -> None:
        packed = asset.is_packed and "gzip" in self.headers.get("Accept-Encoding", "")
        data = gzip.decompress(asset.data) if asset.is_packed and not packed else asset.data
        self._send(HTTPStatus.OK, data, asset.type, "gzip" if packed else "")

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
        """Say nothing: the address holds the word of this run."""
