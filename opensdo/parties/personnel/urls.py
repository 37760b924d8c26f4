"""Addresses of the staff's own affairs, and of the way back in for everybody."""

from __future__ import annotations

from typing import Any

app_name = "personnel"
public: list[Any] = []
staff: list[Any] = []
