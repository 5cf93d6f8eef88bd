"""A TLS proxy before a server on a Unix socket: the servers of tests speak no TLS themselves."""

import socket
import ssl
import struct
import threading
from contextlib import suppress

SSL_REQUEST = struct.pack("!II", 8, 80877103)  # PostgreSQL 18, 54.7: the client asks for TLS


class TlsProxy:
    """Listens on a free port of this machine. is_postgres: the client first asks for TLS."""

    def __init__(self, socket_path, certificate, key, *, is_postgres=False):
        self.socket_path, self.is_postgres = str(socket_path), is_postgres
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate, key)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.plain = 0  # connections that did not ask for TLS
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self.listener.close()

    def _accept(self):
        while True:
            try:
                client, _address = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=[client], daemon=True).start()

    def _serve(self, client):
        try:
            if self.is_postgres:
                if client.recv(8) != SSL_REQUEST:
                    self.plain += 1
                    client.close()
                    return
                client.sendall(b"S")
            secure = self.context.wrap_socket(client, server_side=True)
        except OSError:
            client.close()
            return
        server = socket.socket(socket.AF_UNIX)
        server.connect(self.socket_path)
        threading.Thread(target=_carry, args=[server, secure], daemon=True).start()
        _carry(secure, server)


def _carry(source, target):
    """Carry bytes one way until either end closes."""
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for each in (source, target):
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
