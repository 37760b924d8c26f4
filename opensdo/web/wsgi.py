"""The door that a web server knocks at."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import connection
from django.utils.http import parse_header_parameters

from opensdo.privacy.data.epochs import say_at_start
from opensdo.privacy.data.purposes import Login

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opensdo.web.settings")


class OfficeRequest(WSGIRequest):
    """Read as UTF-8, whatever it calls itself: Django would use any codec that a sender names, and some only fail.

    The middleware `Headers` refuses one that calls itself something else.
    """

    def _set_content_type_params(self, meta: Mapping[str, Any]) -> None:
        self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))


class Door(WSGIHandler):
    request_class = OfficeRequest


django.setup(set_prefix=False)
if settings.LOGIN is Login.STAFF:
    say_at_start()
    connection.close()  # requests have their own
application = Door()
