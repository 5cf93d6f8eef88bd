"""
A line from a TCP port to a server's own socket: python -m drills.line HOST PORT SOCKET

Run in a network of its own, it puts a real cable between the service and its servers.
"""

import socket
import sys
import threading
from contextlib import suppress

PART = 65536


def carry(here, there):
    """Hand on what one end says until it ends."""
    with suppress(OSError):
        while part := here.recv(PART):
            there.sendall(part)
    for end in (here, there):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


def main(host, port, target):
    with socket.create_server((host, int(port)), backlog=64) as door:
        while True:
            caller, _address = door.accept()
            server = socket.socket(socket.AF_UNIX)
            server.connect(target)
            for ends in ((caller, server), (server, caller)):
                threading.Thread(target=carry, args=ends, daemon=True).start()


if __name__ == "__main__":
    main(*sys.argv[1:])
