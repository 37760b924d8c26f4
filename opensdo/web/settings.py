"""Settings of one process. OPENSDO_LOGIN says which kind it is; the rest has a default that a laptop can use."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import django_stubs_ext
from csp.constants import NONE, SELF

from opensdo.kit.hosts import stays_here
from opensdo.kit.postgres.server import Server
from opensdo.privacy.data.purposes import Login
from opensdo.privacy.data.roles import OWNER, STEWARD

django_stubs_ext.monkeypatch()


def setting(name: str, default: str) -> str:
    return os.environ.get(f"OPENSDO_{name}", default)


HOME = Path(setting("HOME", "var")).resolve()
LOGIN = Login[setting("LOGIN", "public").upper()]
DATABASE = setting("DATABASE", "opensdo")
DEMONSTRATION = False
SERVER = Server(HOME / "postgres")
PUBLIC_ORIGIN = setting("PUBLIC_ORIGIN", "http://127.0.0.1:8000")
STAFF_ORIGIN = setting("STAFF_ORIGIN", PUBLIC_ORIGIN)
OFFICE_FILE = setting("OFFICE", "")
DATABASE_HOST = setting("DATABASE_HOST", str(SERVER.socket))
if not stays_here(DATABASE_HOST):  # for libpq, and for the programs that we start: they connect as we do
    os.environ["PGSSLMODE"] = setting("DATABASE_TLS", "verify-full")
if authority := setting("DATABASE_CA", ""):
    os.environ["PGSSLROOTCERT"] = authority


def connect_as(login: str, **options: Any) -> dict[str, Any]:
    """A real server is named by OPENSDO_DATABASE_HOST and _PORT; its pass files lie in OPENSDO_HOME/postgres, too."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": DATABASE_HOST,
        "PORT": setting("DATABASE_PORT", ""),
        "NAME": DATABASE,
        "USER": login,
        "OPTIONS": {
            "passfile": str(SERVER.passfile(login)),
            "application_name": f"opensdo {LOGIN} {os.getpid()}",
            **options,
        },
    }


OWNER_DATABASE = "owner"
REVEAL_DATABASE = "reveal"
DATABASES = {
    "default": connect_as(LOGIN, pool={"min_size": 1, "max_size": 8}),
    "reveal": connect_as(LOGIN, pool={"min_size": 0, "max_size": 2}),
    "owner": connect_as(STEWARD, assume_role=OWNER),
    "keys": connect_as(Login.KEEPER),
}
KEYS_DATABASE = "keys"
KEYRING_FOLDER = Path(setting("KEYS", str(HOME / "keys")))
KEY_SERVICE = setting("KEY_SERVICE", "")  # https://keys.example.org, or unix:/run/keys.sock; empty: key files only
KEY_SERVICE_TOKEN = setting("KEY_SERVICE_TOKEN", str(HOME / "keys/service.token"))
KEY_SERVICE_CA = setting("KEY_SERVICE_CA", "")
KEY_SERVICE_PATIENCE = float(setting("KEY_SERVICE_PATIENCE", "5"))
ON_HOLD_VIEW = "opensdo.web.pages.views.on_hold"
UNOPENABLE_VIEW = "opensdo.web.pages.views.stays_shut"
SECRETS_FOLDER = KEYRING_FOLDER  # what each site signs with; a site's own machine has its own alone
FILES_FOLDER = setting("FILES", str(HOME / "files"))  # or s3://bucket/prefix
S3_ENDPOINT = setting("S3_ENDPOINT", "")
CLAMD = setting("CLAMD", "")  # a path or host:port; without it nothing is called virus-scanned
BACKUP_DAYS = int(setting("BACKUP_DAYS", "0"))  # how long a backup is kept; 0: nobody said
DRILL_DAYS = int(setting("DRILL_DAYS", "8"))  # how old the last drill may be
EXPECTED_PEOPLE = setting(
    "EXPECTED_PEOPLE", ""
)  # for the notice of c.30 s.63: how many more the office expects, in words
CRASH_SAFE: tuple[str, ...] = ("fsync", "full_page_writes", "synchronous_commit")  # the database server: on, always


def secret() -> str:
    """Kept beside the keys, one per kind of process: a cookie signed by one site is nothing to the other."""
    path = SECRETS_FOLDER / f"secret.{LOGIN}"
    return path.read_text() if path.exists() else setting("SECRET_KEY", "only until the office is set up")


SECRET_KEY = secret()
DEBUG = False
ALLOWED_HOSTS = setting("HOSTS", "localhost 127.0.0.1").split()
ROOT_URLCONF = "opensdo.web.urls.staff" if LOGIN is Login.STAFF else "opensdo.web.urls.public"
WSGI_APPLICATION = "opensdo.web.wsgi.application"
USE_TZ = True
TIME_ZONE = setting("TIME_ZONE", "America/New_York")
LANGUAGE_CODE = "en-us"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["opensdo.parties.accounts.backend.OfficeBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/staff/" if LOGIN is Login.STAFF else "/account/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = (
    True  # codes, not links: a link in a mail never acts, and no token in an address
)
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = False  # only a new account could: the page would tell who has one
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True  # the way in while somebody else types wrong passwords; a second step is asked
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/staff/account/login/" if LOGIN is Login.STAFF else "/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "opensdo.parties.accounts.forms.SignIn",
    "signup": "opensdo.parties.accounts.forms.SignUp",
    "reset_password": "opensdo.parties.accounts.forms.Forgotten",
    "reset_password_from_key": "opensdo.parties.accounts.forms.Choose",
    "change_password": "opensdo.parties.accounts.forms.Change",
    "confirm_email_verification_code": "opensdo.parties.accounts.forms.Code",
    "confirm_password_reset_code": "opensdo.parties.accounts.forms.ResetCode",
}
ACCOUNT_ADAPTER = "opensdo.parties.accounts.adapter.OfficeAdapter"
MFA_ADAPTER = "opensdo.parties.accounts.second_factors.OfficeSecondFactors"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "opensdo.parties.accounts.forms.AddPasskey",
    "authenticate": "opensdo.parties.accounts.forms.SecondStep",
}
MFA_TOTP_ISSUER = setting("NAME", "Supplier Diversity Office")
VIEWS_WITHOUT_PURPOSE = ("allauth.", "django.contrib.staticfiles.")  # signing in: base privileges only
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

TLS = PUBLIC_ORIGIN.startswith("https:")
COOKIE_PREFIX = "__Host-" if TLS else ""
SITE_WORD = "desk" if LOGIN is Login.STAFF else "site"
SESSION_ENGINE = "opensdo.parties.accounts.sessions"
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}{SITE_WORD}-session"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}{SITE_WORD}-csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = TLS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None  # it ends with the browser: the one cookie that lasts is another
SESSION_COOKIE_AGE = 12 * 3600
BEHIND_PROXY = setting("BEHIND_PROXY", "") == "1"  # one that sets X-Forwarded-Proto itself, whatever it was sent
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)  # the network of a visitor, for counting wrong passwords
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = 63_072_000 if TLS else 0
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the picture that an authenticator app scans
        "script-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 1  # each form has one field for a file: this bounds what one request holds in memory
FILE_UPLOAD_HANDLERS = ["opensdo.papers.documents.memory.InMemory"]

INSTALLED_APPS = [
    "opensdo.web",
    "opensdo.privacy.sessions",
    "opensdo.privacy.ledger",
    "opensdo.privacy.policy",
    "opensdo.privacy.data",
    "opensdo.privacy.disclosures",
    "opensdo.papers.documents",
    "opensdo.papers.letters",
    "opensdo.papers.questions",
    "opensdo.parties.accounts",
    "opensdo.parties.personnel",
    "opensdo.parties.businesses",
    "opensdo.programs.certification",
    "opensdo.programs.directory",
    "opensdo.oversight.continuity",
    "opensdo.oversight.assurance",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",  # the page of passkeys says how long ago each was used
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "opensdo.web.middleware.Headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "opensdo.web.middleware.OwnForms",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "opensdo.parties.accounts.middleware.SecondFactor",
    "opensdo.parties.accounts.middleware.OwnAccount",
    "opensdo.parties.accounts.middleware.Mistakes",
    "opensdo.privacy.data.middleware.NeedToKnow",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "opensdo.web.context.everywhere",
            ]
        },
    }
]
CSRF_FAILURE_VIEW = "opensdo.web.pages.views.form_too_old"
FORM_RENDERER = "opensdo.web.renderer.OfficeRenderer"
STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
CACHES = {  # a folder, because reading a value runs what was pickled: no database, and no other site, may write one
    "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": HOME / "cache" / LOGIN}
}

EMAIL_HOST = setting("EMAIL_HOST", "127.0.0.1")
EMAIL_PORT = int(setting("EMAIL_PORT", "25"))
EMAIL_HOST_USER = setting("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = setting("EMAIL_PASSWORD", "")
EMAIL_USE_TLS = setting("EMAIL_TLS", "") == "1"
DEFAULT_FROM_EMAIL = setting("EMAIL_FROM", "office@sdo.example.org")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
