"""A tiny HTTP server that answers as AWS would, or a broken network: each test brings its answers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs

Form = dict[str, str]
# The answer to one request: status, body, and how many bytes the header promises beyond those that come.
Answer = tuple[int, str, int]


def _form(text: str) -> Form:
    return {key: values[0] for key, values in parse_qs(text).items()}


@contextmanager
def answering(answer: Callable[[Form], Answer]) -> Iterator[str]:
    """Yields the address of a server that answers each form as the function says.

    A form is what was posted (AWS's query protocol), or what a GET has behind its question mark. A body that is no
    form, such as JSON, comes as the form's only key.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer({body: ""} if body.startswith("{") else _form(body))

        def do_GET(self) -> None:
            self._answer(_form(self.path.partition("?")[2]))

        def _answer(self, form: Form) -> None:
            status, text, missing = answer(form)
            content = text.encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content) + missing))
            self.send_header("x-amzn-RequestId", "request-1")
            with suppress(ConnectionError):  # whoever asked may have lost patience
                self.end_headers()
                self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet: the test says what matters."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
