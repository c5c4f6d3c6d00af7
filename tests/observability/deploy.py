"""What deploy/ has, made ready for a test: other folders and ports, nothing else changed."""

import pathlib
import socket

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
LOKI = DEPLOY / "loki"


def documents(path):
    return [document for document in yaml.safe_load_all(pathlib.Path(path).read_text(encoding="utf-8")) if document]


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def replaced(text, replacements):
    """Every old text has to be there: one that was changed would otherwise be tested as it was meant no longer."""
    for old, new in replacements.items():
        assert old in text, f"{old} stands there no more"
        text = text.replace(old, new)
    return text


def single(alertmanager="127.0.0.1:9093", rules="${LOKI_DIR}/rules"):
    """deploy/loki/single.yaml for scripts/loki, which sets the variables."""
    return replaced((LOKI / "single.yaml").read_text(encoding="utf-8"), {
        "/var/lib/loki": "${LOKI_DIR}",
        "directory: /etc/loki/rules": f"directory: {rules}",
        "http_listen_port: 3100": "http_listen_port: ${LOKI_HTTP_PORT}",
        "grpc_listen_port: 9095": "grpc_listen_port: ${LOKI_GRPC_PORT}",
        "127.0.0.1:9095": "127.0.0.1:${LOKI_GRPC_PORT}",
        "127.0.0.1:9093": alertmanager,
    })
