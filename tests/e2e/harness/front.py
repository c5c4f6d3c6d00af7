"""What stands before a Loki: a reverse proxy that ends TLS, asks who one is, and lets only some paths through; and a proxy
on the way to it. Both note what they saw."""

import base64
import http.client
import http.server
import select
import socket
import ssl
import subprocess
import threading
import time
import typing
import urllib.parse


class Certificates(typing.NamedTuple):
    """Files (PEM). The server's is for localhost and 127.0.0.1; `ca` signed both."""

    ca: str
    server: str
    server_key: str
    client: str
    client_key: str


def make_certificates(directory):
    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], cwd=directory, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=a CA of the test's own", "-days", "2")
    for name, extra in (("server", "subjectAltName=DNS:localhost,IP:127.0.0.1"), ("client", "extendedKeyUsage=clientAuth")):
        (directory / f"{name}.ext").write_text(extra + "\n")
        openssl("req", *key, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", f"{name}.pem",
                "-days", "2", "-extfile", f"{name}.ext")
    files = ("ca.pem", "server.pem", "server.key", "client.pem", "client.key")
    for name in ("server.key", "client.key"):
        (directory / name).chmod(0o600)
    return Certificates(*(str(directory / name) for name in files))


def basic(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


class Seen(typing.NamedTuple):
    method: str
    path: str
    headers: typing.Any


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def finish_request(self, request, client_address):
        if isinstance(request, ssl.SSLSocket):
            try:
                request.do_handshake()
            except ssl.SSLError:
                # Closed with something unread it would be reset, and the client not read why.
                request.shutdown(socket.SHUT_WR)
                while request.recv(65536):
                    pass
                return
        super().finish_request(request, client_address)

    def handle_error(self, request, client_address):
        pass  # a client that breaks off is what some tests are about


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def date_time_string(self, timestamp=None):
        return super().date_time_string(time.time() + self.server.owner.clock_offset)

    def answer(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if status != 204:
            self.wfile.write(body)


class _FrontHandler(_Handler):
    def do_GET(self):
        front = self.server.owner
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        front.seen.append(Seen(self.command, self.path, self.headers))
        if front.authorization and self.headers.get("Authorization") not in front.authorization:
            # As some proxies do, which is no reason to show a secret.
            quoted = f"who are you? {self.headers.get('Authorization')} is nobody"
            return self.answer(401, quoted.encode(), [("WWW-Authenticate", 'Basic realm="loki"')])
        if front.paths is not None and urllib.parse.urlsplit(self.path).path not in front.paths:
            return self.answer(403, b"not through here")
        if any(part in self.path for part in front.too_slow):
            return self.answer(504, b"upstream request timeout")
        for part, left in front.busy.items():
            if left > 0 and part in self.path:
                front.busy[part] -= 1
                return self.answer(429, b"too many outstanding requests")
        return self.answer(*self._ask_backend(front.backend, body))

    do_POST = do_GET

    def _ask_backend(self, backend, body):
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(backend).netloc, timeout=30)
        kept = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "authorization")}
        connection.request(self.command, self.path, body or None, kept)
        answer = connection.getresponse()
        return answer.status, answer.read()


class _Listening:
    """A server on a free port of loopback, until close()."""

    clock_offset = 0  # seconds

    def _listen(self, handler, context=None, address="127.0.0.1"):
        self._server = _Server((address, 0), handler)
        self._server.owner = self
        if context:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()


class Front(_Listening):
    """Hands on to `backend` (a URL) what is let through: with one of `authorization`, and to one of `paths`, where these are
    given; of addresses with one of `too_slow` it says that the backend was, and so many times of those in `busy` that there is too much to do. `certificates`: it speaks TLS; `client_ca`: and wants a certificate that this authority signed."""

    def __init__(self, backend, certificates=None, client_ca=None, authorization=(), paths=None, too_slow=(),
                 busy=None, clock_offset=0, address="127.0.0.1"):
        self.backend = backend
        self.authorization = authorization
        self.paths = paths
        self.too_slow = too_slow
        self.busy = dict(busy or {})
        self.clock_offset = clock_offset
        self.seen = []
        context = None
        if certificates:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificates.server, certificates.server_key)
            if client_ca:
                context.verify_mode = ssl.CERT_REQUIRED
                context.load_verify_locations(client_ca)
        self._listen(_FrontHandler, context, address)
        self.url = f"{'https' if certificates else 'http'}://localhost:{self.port}"


class _ProxyHandler(_Handler):
    def _let_in(self):
        proxy = self.server.owner
        proxy.seen.append(Seen(self.command, self.path, self.headers))
        if proxy.authorization in (None, self.headers.get("Proxy-Authorization")):
            return True
        self.answer(407, b"", [("Proxy-Authenticate", "Basic")])
        return False

    def do_CONNECT(self):
        if not self._let_in():
            return
        host, _, port = self.path.rpartition(":")
        with socket.create_connection((host, int(port))) as beyond:
            self.send_response(200)
            self.end_headers()
            self._hand_on(beyond)
        self.close_connection = True

    def _hand_on(self, beyond):
        ends = {self.connection: beyond, beyond: self.connection}
        while True:
            for ready in select.select(list(ends), [], [])[0]:
                some = ready.recv(65536)
                if not some:
                    return
                ends[ready].sendall(some)

    def do_GET(self):
        if not self._let_in():
            return
        target = urllib.parse.urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        connection = http.client.HTTPConnection(target.netloc, timeout=30)
        kept = {name: value for name, value in self.headers.items() if not name.lower().startswith("proxy-")}
        connection.request(self.command, target.path, body or None, kept)
        answer = connection.getresponse()
        self.answer(answer.status, answer.read())

    do_POST = do_GET


class Proxy(_Listening):
    """An HTTP proxy. `authorization`: what it wants to be shown, else anybody may use it."""

    def __init__(self, authorization=None):
        self.authorization = authorization
        self.seen = []
        self._listen(_ProxyHandler)
        self.url = f"http://127.0.0.1:{self.port}"
