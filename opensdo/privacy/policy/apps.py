"""Load the controls of every room that has some."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PolicyConfig(AppConfig):
    name = "opensdo.privacy.policy"

    def ready(self) -> None:
        autodiscover_modules("controls")
