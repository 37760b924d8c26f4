"""What signing in needs, and who works for the office."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.db import connection, models

from opensdo.privacy.data.declare import Access, Audience, Category, personal
from opensdo.privacy.data.purposes import DISPOSE
from opensdo.privacy.sessions.keys import vouch

WHILE_OPEN = "while the account is open"


class ChangedMeanwhile(Exception):
    """Somebody has set another password since this account was read."""


class Users(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, *, is_staff: bool = False) -> User:
        user = User(email=self.normalize_email(email).lower(), is_staff=is_staff)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Somebody who signs in, at the public or at the staff site, never at both. No name: every process reads it."""

    email = personal(models.EmailField(unique=True), Category.EMAIL, keep=WHILE_OPEN, clause="need-to-know")
    password = personal(models.CharField(max_length=128), Category.CREDENTIAL, keep=WHILE_OPEN, clause="need-to-know")
    password_at = models.DateTimeField(null=True)  # when its holder chose it; null since the account was opened
    signed_in_at = models.DateTimeField(null=True)  # the database sets it when a session gets a name
    last_login = None  # Django would write it from here
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = Users()
    access: ClassVar = Access(
        plain="password_at signed_in_at is_active is_staff joined_at",
        base="SELECT (id, email, password_at, signed_in_at, is_active, is_staff, joined_at), INSERT",
    )

    USERNAME_FIELD = "email"

    def __str__(self) -> str:
        return f"user {self.pk}"

    def check_password(self, raw_password: str | None) -> bool:
        """Hashed anew when the way of hashing has changed."""
        return check_password(raw_password, self.password, lambda same: self._keep("same password", same))

    def change_password(self, raw_password: str) -> None:
        """The database takes it from the site of this account only, and in place of the one that was read."""
        self._keep("password", raw_password)

    def _keep(self, what: str, raw_password: str) -> None:
        known = self.password
        self.set_password(raw_password)
        with connection.cursor() as cursor:
            mac = vouch(what, self.pk, known, self.password)
            cursor.execute("SELECT change_password(%s, %s, %s, %s)", [self.pk, known, self.password, mac])
            if not cursor.fetchone()[0]:
                raise ChangedMeanwhile
        self._password = None  # Django's own note that a save has to tell the validators


class Role(models.TextChoices):
    CERTIFICATION_OFFICER = "certification officer", "Certification officer"
    SUPERVISOR = "supervisor", "Certification supervisor"
    PRIVACY_OFFICER = "privacy officer", "Privacy officer"
    SECURITY_OFFICER = "security officer", "Security officer"
    RECORDS_OFFICER = "records access officer", "Records access officer"
    PURCHASER = "purchaser", "Purchaser"
    AUDITOR = "auditor", "Auditor"
    READER = "reader", "Reader for another agency"
    ADMINISTRATOR = "administrator", "Administrator"


class Officer(models.Model):
    """A public employee at work: name, title and office telephone are public record. What they may do, an appointment
    says; the title is what stands on letters."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="officer")
    reference = models.CharField(max_length=20, unique=True)
    name = personal(
        models.TextField(), Category.NAME, keep="staff record", clause="need-to-know", audience=Audience.LISTED
    )
    phone = personal(
        models.TextField(blank=True),
        Category.PHONE,
        keep="staff record",
        clause="need-to-know",
        audience=Audience.LISTED,
    )
    title = models.CharField(max_length=60)
    access: ClassVar = Access(plain="user reference title", base="SELECT", updates={DISPOSE: "phone"})

    def __str__(self) -> str:
        return f"officer {self.pk}"
