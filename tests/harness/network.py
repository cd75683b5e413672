"""Tests talk to this machine only: any other address is refused before a packet leaves."""

import ipaddress
import socket

NAMES = {"localhost", "", None}


class OutsideWorld(Exception):
    """A test tried to reach an address that is not on this machine."""


def is_here(host: object) -> bool:
    if host in NAMES:
        return True
    host = host.decode() if isinstance(host, bytes) else str(host)
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return False


def close() -> None:
    """Refuse connections and look-ups that leave the machine, in this process, from now on."""
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def check(family: int, address: object) -> None:
        if family in (socket.AF_INET, socket.AF_INET6) and not is_here(address[0]):
            raise OutsideWorld(f"Tests do not reach the outside world: {address[0]}")

    def guarded_connect(self: socket.socket, address: object) -> None:
        check(self.family, address)
        return connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: object) -> int:
        check(self.family, address)
        return connect_ex(self, address)

    def guarded_look_up(host: object, *arguments: object, **options: object) -> list:
        check(socket.AF_INET, (host,))
        return look_up(host, *arguments, **options)

    socket.socket.connect = guarded_connect
    socket.socket.connect_ex = guarded_connect_ex
    socket.getaddrinfo = guarded_look_up
