"""Whether a name of a host is this computer itself."""

from __future__ import annotations

from ipaddress import ip_address


def stays_here(host: str) -> bool:
    """Only this computer answers to this name; a path is a socket. libpq takes several names with commas between."""
    if "," in host:
        return all(map(stays_here, host.split(",")))
    if host == "localhost" or host.startswith("/"):
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
