"""No test reaches the outside world."""

import socket

import pytest

from tests.harness.network import OutsideWorld, is_here


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", b"127.0.0.1", "127.9.9.9", None])
def test_this_machine_is_allowed(host):
    assert is_here(host)


@pytest.mark.parametrize("host", ["192.0.2.1", "example.org", "10.0.0.1", "2001:db8::1", "localhost.example.org"])
def test_any_other_machine_is_refused(host):
    assert not is_here(host)


def test_a_connection_to_the_outside_is_refused_before_a_packet_leaves():
    with socket.socket() as plug, pytest.raises(OutsideWorld):
        plug.connect(("192.0.2.1", 80))


def test_a_look_up_of_an_outside_name_is_refused():
    with pytest.raises(OutsideWorld):
        socket.getaddrinfo("example.org", 443)
