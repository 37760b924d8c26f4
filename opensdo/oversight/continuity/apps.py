"""Whoever ends a key epoch is told which backups still need it."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig

from opensdo.privacy.data.epochs import register_backups


class ContinuityConfig(AppConfig):
    name = "opensdo.oversight.continuity"

    def ready(self) -> None:
        register_backups(import_module(f"{self.name}.queries").kept)
