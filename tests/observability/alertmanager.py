"""A real Alertmanager with deploy/loki/alertmanager.yaml, and the receiver of what it sends."""

import http.server
import json
import subprocess
import threading
import urllib.request

from harness.waiting import eventually

from deploy import LOKI, free_port, replaced


class Receiver:
    """Takes webhooks, as the people who are called; `messages`: the path and body of each."""

    def __init__(self):
        self.messages = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(handler):  # noqa: N802, N805 (its base's names)
                body = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
                self.messages.append((handler.path, body))
                handler.send_response(200)
                handler.end_headers()

            def log_message(handler, *_):  # noqa: N805
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Alertmanager:
    """`wait`: how long it waits for more alerts of a group; the only other thing that is changed is where it sends."""

    def __init__(self, directory, receiver, wait="1s"):
        self.address = f"127.0.0.1:{free_port()}"
        config = directory / "alertmanager.yaml"
        config.write_text(replaced((LOKI / "alertmanager.yaml").read_text(encoding="utf-8"), {
            "127.0.0.1:5001": receiver.address, "group_wait: 10s": f"group_wait: {wait}"}), encoding="utf-8")
        self.log = open(directory / "alertmanager.log", "wb")
        self.process = subprocess.Popen(
            ["prometheus-alertmanager", f"--config.file={config}", f"--storage.path={directory / 'alerts'}",
             f"--web.listen-address={self.address}", "--cluster.listen-address="], stdout=self.log, stderr=self.log)
        eventually(self._is_ready, "Alertmanager")

    def _is_ready(self):
        assert self.process.poll() is None, "Alertmanager does not start; alertmanager.log says why"
        try:
            return self._ask("/-/ready").status == 200
        except OSError:
            return False

    def _ask(self, path):
        return urllib.request.urlopen(f"http://{self.address}{path}", timeout=10)

    def alerts(self):
        """What has arrived and is not over: labels, annotations, status."""
        with self._ask("/api/v2/alerts") as answer:
            return json.load(answer)

    def close(self):
        self.process.terminate()
        self.process.wait(30)
        self.log.close()
