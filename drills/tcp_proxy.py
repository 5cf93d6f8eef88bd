"""
Forward a TCP port to a server: python -m drills.tcp_proxy HOST PORT SERVER HOME

It listens in the network namespace in which it is started, so that traffic crosses a virtual link.
SERVER is a socket's path, or HOST:PORT in the namespace HOME (a path below /proc), from which it
connects.
"""

import ctypes
import socket
import sys
import threading
from contextlib import suppress
from typing import NoReturn

PART_BYTES = 65536
CLONE_NEWNET = 0x40000000  # Source: setns(2)


def copy_bytes(here: socket.socket, there: socket.socket) -> None:
    """Forward bytes until one end closes, then shut down both."""
    with suppress(OSError):
        while part := here.recv(PART_BYTES):
            there.sendall(part)
    for end in (here, there):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


def connect_to_server(server: str) -> socket.socket:
    """Connect to the server."""
    if not server.startswith("/"):
        host, port = server.split(":")
        return socket.create_connection((host, int(port)))
    there = socket.socket(socket.AF_UNIX)
    there.connect(server)
    return there


def enter_network(network: str) -> None:
    """Switch this process to a network namespace. Open sockets stay in theirs."""
    with open(network) as place:
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.setns(place.fileno(), CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), f"cannot go to {network}")


def main(host: str, port: str, target: str, home: str) -> NoReturn:
    with socket.create_server((host, int(port)), backlog=64) as door:
        enter_network(home)
        while True:
            caller, _address = door.accept()
            try:
                server = connect_to_server(target)
            except OSError:  # the server is down, which the client must notice
                caller.close()
                continue
            for ends in ((caller, server), (server, caller)):
                threading.Thread(target=copy_bytes, args=ends, daemon=True).start()


if __name__ == "__main__":
    main(*sys.argv[1:])
