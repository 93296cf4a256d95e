"""Another program that receives what hooks are sent, and does with it what a test says."""

import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from shouwang.office.kit import clock


@dataclass
class Receiver:
    address: str = ""
    host: str = ""
    """As the list of allowed ones has it."""
    answer: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    drips: bool = False
    """Sends a byte now and then, without an end."""
    certificate: Path | None = None
    """With its key, in one file: speaks TLS."""
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _body in self.got]


@contextmanager
def receiver(**how: Any) -> Iterator[Receiver]:
    made = Receiver(**how)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(made))
    server.daemon_threads = True
    made.host = f"127.0.0.1:{server.server_port}"
    if made.certificate:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(made.certificate)
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    made.address = f"http{'s' if made.certificate else ''}://{made.host}/in?for=office"
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(made: Receiver) -> Any:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            if made.drips:
                self._drip()
                return
            self.send_response(made.answer)
            for name, value in made.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def do_GET(self) -> None:
            # Nobody should ever come here: this is where a redirect would lead.
            made.got.append(({"webhook-id": "followed"}, b""))

        def _drip(self) -> None:
            for _time in range(50):
                try:
                    self.wfile.write(b"H")
                except OSError:
                    return
                time.sleep(0.05)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


def certificate(path: Path) -> Path:
    """For 127.0.0.1, signed by nobody but itself; with its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(clock.now() - timedelta(days=1))
        .not_valid_after(clock.now() + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path
