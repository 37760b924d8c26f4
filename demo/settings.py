"""The office's own settings, with a cast that signs in by one click and a mailbox that delivers to nobody."""

from __future__ import annotations

import os

os.environ.setdefault("OPENSDO_DATABASE", "opensdo_demo")

from opensdo.privacy.data.purposes import Login
from opensdo.web.settings import *  # noqa: F403
from opensdo.web.settings import INSTALLED_APPS, LOGIN

DEMONSTRATION = True  # these processes refuse a database that was not made for it, and an office refuses one that was
INSTALLED_APPS = ["demo", *INSTALLED_APPS]
ROOT_URLCONF = "demo.urls.staff" if LOGIN is Login.STAFF else "demo.urls.public"
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
EMAIL_HOST = "127.0.0.1"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # browsers let http://localhost have passkeys, and no other plain address
