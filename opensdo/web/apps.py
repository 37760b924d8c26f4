"""The front door as a Django app: templates, static files, the shared cache table."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "opensdo.web"
