"""Hang a room's addresses under the site that serves them."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path


def room(address: str, name: str, *, site: str) -> list[URLPattern | URLResolver]:
    """The room's list named `site` ("public" or "staff"); nothing while the room has no addresses."""
    home = f"opensdo.{name}"
    if not find_spec(home) or not find_spec(f"{home}.urls"):
        return []
    urls = import_module(f"{home}.urls")
    return [path(address, include((getattr(urls, site, []), urls.app_name)))]
