"""The front door as a Django app: templates, static files, the kind of database."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings

from opensdo.web.kind import refuse_the_other_kind


class WebConfig(AppConfig):
    name = "opensdo.web"

    def ready(self) -> None:
        refuse_the_other_kind(settings.DATABASES["default"], demonstration=settings.DEMONSTRATION)
