"""Plays AWS: moto behind a server with keep-alive, and an administration path. One process of several; each has its own accounts.

Called as `launcher.py STATE_FILE INSTANCE [IDLE_SECONDS]`, with the listening socket as standard input and the administration token in the
environment. It ends when idle, and when the state file goes or names another instance.
"""

import os
import signal
import sys

# A session of its own: neither the terminal's Ctrl-C nor its end reaches us. Inherited files would keep somebody waiting for their end.
os.setsid()
for descriptor in range(3, 1024):
    try:
        os.close(descriptor)
    except OSError:
        pass
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.signal(signal.SIGHUP, signal.SIG_IGN)
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))

import io
import json
import socket
import threading
import time
import traceback
from urllib.parse import parse_qsl, urlsplit
from xml.sax.saxutils import escape

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
STATE_FILE, INSTANCE = sys.argv[1:3]
IDLE_SECONDS = float(sys.argv[3]) if len(sys.argv) > 3 else 1800.0
TOKEN = os.environ.pop("TERRAPROOF_EMULATOR_TOKEN")
# All workers share one idle clock, the time of this file: an idle worker must not end while its sisters work.
CLOCK = os.path.join(os.path.dirname(os.path.abspath(__file__)), "clock")
ADMINISTRATION = "/terraproof-admin/"

import holdings
from moto.core.config import default_user_config
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import DechunkedInput, make_server

# A function or a job answers at once; nothing runs in containers.
default_user_config["lambda"] = {"use_docker": False}
default_user_config["batch"] = {"use_docker": False}


class Dispatcher(DomainDispatcherApplication):
    """Lets the host name decide where moto has only the signature to go by: an unsigned request has none."""

    def get_application(self, environ):
        host = environ.get("HTTP_HOST", "").split(":")[0]
        backend = None if "HTTP_AUTHORIZATION" in environ else self.backend_of(host)
        if backend is None:
            return super().get_application(environ)
        with self.lock:
            if backend not in self.app_instances:
                self.app_instances[backend] = self.create_app(backend)
            return self.app_instances[backend]

    def backend_of(self, host):
        return next((name for name, pattern in self.backend_url_patterns if pattern.match(f"http://{host}")), None)


class Handler(MotoRequestHandler):
    """Answers requests one after the other on one connection. werkzeug's own handler closes it after each."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 1 << 16

    def run_wsgi(self):
        touch_clock()
        if self.headers.get("Expect", "").lower().strip() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self.wfile.flush()
        # The whole body is read before anything is answered, so that the next request starts where it should.
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            body = io.BufferedReader(DechunkedInput(self.rfile)).read()
        else:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.startswith(ADMINISTRATION):
            status, headers, content = administer(self.path, self.headers.get("X-Terraproof-Token"))
        else:
            try:
                status, headers, content = self.call_moto(body)
            except Exception as error:
                traceback.print_exc()
                status, headers, content = self.refusal(error)
        self.answer(status, headers, content)

    def call_moto(self, body):
        environ = self.make_environ()
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        environ.update({"wsgi.input": io.BytesIO(body), "wsgi.input_terminated": True, "CONTENT_LENGTH": str(len(body))})
        head = []
        application = self.server.app(environ, lambda status, headers, _=None: head.append((status, headers)))
        try:
            content = b"".join(application)
        finally:
            getattr(application, "close", lambda: None)()
        status, headers = head[-1]
        return int(status.split(None, 1)[0]), headers, content

    def refusal(self, error):
        """Answers what moto cannot do. SDKs repeat a 500 for minutes, a 501 not at all."""
        text = f"the emulator cannot do this: {type(error).__name__}: {error}"
        if "X-Amz-Target" in self.headers or "json" in self.headers.get("Content-Type", ""):
            return 501, [("Content-Type", "application/x-amz-json-1.1")], json.dumps({"__type": "NotImplemented", "message": text}).encode()
        content = f"<ErrorResponse><Error><Code>NotImplemented</Code><Message>{escape(text)}</Message></Error></ErrorResponse>"
        return 501, [("Content-Type", "text/xml")], content.encode()

    def answer(self, status, headers, content):
        self.send_response(status)
        bodiless = status < 200 or status in (204, 304)
        names = {name.lower() for name, _ in headers}
        for name, value in headers:
            if name.lower() != "transfer-encoding" and (self.command == "HEAD" or name.lower() != "content-length"):
                self.send_header(name, value)
        if not bodiless and (self.command != "HEAD" or "content-length" not in names):
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD" and not bodiless:
            self.wfile.write(content)
        self.wfile.flush()

    def log_request(self, *_):
        pass


def administer(path, token):
    """Answers what the framework asks: `status`, `accounts`, `notes`, `open`, `holdings`, `drop`."""
    if token != TOKEN:
        return 403, [], b"the administration path needs the token of the state file"
    url = urlsplit(path)
    query = dict(parse_qsl(url.query))
    account = query.get("account")
    actions = {
        "status": lambda: {"instance": INSTANCE, "accounts": len(holdings.OPEN)},
        "accounts": lambda: sorted(holdings.OPEN),
        "notes": lambda: {account: note for account, note in list(holdings.OPEN.items()) if note},
        "open": lambda: holdings.open_account(account, query.get("note")),
        "holdings": lambda: holdings.of_account(account),
        "drop": lambda: holdings.drop_account(account),
    }
    action = actions.get(url.path[len(ADMINISTRATION):])
    if action is None:
        return 404, [], b"there is no such action"
    return 200, [("Content-Type", "application/json")], json.dumps(action()).encode()


def touch_clock(last=[0.0]):
    if time.monotonic() - last[0] > min(10.0, IDLE_SECONDS / 4):
        last[0] = time.monotonic()
        with open(CLOCK, "w"):
            pass


def is_wanted():
    """Tells whether the state file names this instance. It was written before we were started."""
    try:
        with open(STATE_FILE) as file:
            return json.load(file)["instance"] == INSTANCE and time.time() - os.stat(CLOCK).st_mtime < IDLE_SECONDS
    except (OSError, ValueError, KeyError):
        return False


def watch():
    while is_wanted():
        time.sleep(min(2.0, IDLE_SECONDS / 4))
    os._exit(0)


touch_clock()
threading.Thread(target=watch, daemon=True).start()
listener = socket.socket(fileno=os.dup(0))
os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
host, port = listener.getsockname()[:2]
application = Dispatcher(create_backend_app)
server = make_server(host, port, application, threaded=True, request_handler=Handler, fd=listener.fileno())
server.daemon_threads = True
server.serve_forever(poll_interval=60)
