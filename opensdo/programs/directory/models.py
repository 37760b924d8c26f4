"""The public copy: what a stranger may read about a firm, and nothing else. Triggers keep it true."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F

from opensdo.parties.businesses.models import FILE
from opensdo.privacy.data.declare import Access, Audience, Category, personal


class Days(models.Field[str, str]):
    """A set of days, gaps and all. Only SQL reads and writes it."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "datemultirange"


class Entry(models.Model):
    """A firm that holds or has held a certificate. Written by the triggers of directory.sql alone."""

    business = models.BigIntegerField(primary_key=True)
    slug = models.TextField(unique=True)
    name = personal(models.TextField(), Category.ORGANIZATION, keep=FILE, clause="no-sale", audience=Audience.LISTED)
    trade_name = models.TextField()
    description = models.TextField()
    city = models.TextField()
    county = models.TextField()
    state = models.TextField()
    zip_code = models.TextField()
    website = models.TextField()
    street = personal(models.TextField(), Category.HOME, keep=FILE, clause="no-sale", audience=Audience.LISTED)
    phone = personal(models.TextField(), Category.PHONE, keep=FILE, clause="no-sale", audience=Audience.LISTED)
    email = personal(models.TextField(), Category.EMAIL, keep=FILE, clause="no-sale", audience=Audience.LISTED)
    contact_name = personal(models.TextField(), Category.NAME, keep=FILE, clause="no-sale", audience=Audience.LISTED)
    codes = models.JSONField()  # [[scheme, code, title], …]
    kinds = ArrayField(models.TextField())  # NAICS sectors
    sort_name = models.TextField()
    newest = models.DateField()
    certified = Days()
    words = SearchVectorField()

    access: ClassVar = Access(
        plain="slug trade_name description city county state zip_code website codes kinds sort_name newest certified"
        " words",
        base="SELECT",
    )

    class Meta:
        indexes = (
            GinIndex(fields=["words"], name="entry_by_word", gin_pending_list_limit=1024),
            GinIndex(
                OpClass(F("sort_name"), name="gin_trgm_ops"), name="entry_by_likeness", gin_pending_list_limit=1024
            ),
            models.Index(fields=["sort_name", "business"], name="entry_by_name"),
        )

    def __str__(self) -> str:
        return f"entry {self.pk}"


class Certificate(models.Model):
    """One standing, with its first day, its last, and the first day without it."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="certificates", db_index=False)
    category = models.TextField()
    number = models.TextField(unique=True)
    since = models.DateField()
    through = models.DateField()
    ended_on = models.DateField(null=True)
    until = models.DateField()
    access: ClassVar = Access(plain="entry category number since through ended_on until", base="SELECT")

    class Meta:
        indexes = (
            models.Index(fields=["entry"], include=["category", "since", "until"], name="certificates_of_an_entry"),
        )

    def __str__(self) -> str:
        return f"certificate {self.number}"

    def stands(self, on: object) -> bool:
        return bool(self.since <= on < self.until)  # type: ignore[operator]


class Word(models.Model):
    """A word of the code lists, for whoever mistypes one."""

    word = models.TextField(primary_key=True)
    access: ClassVar = Access(base="SELECT")

    class Meta:
        indexes = (GinIndex(OpClass(F("word"), name="gin_trgm_ops"), name="word_by_likeness"),)

    def __str__(self) -> str:
        return self.word


class Edition(models.Model):
    """How often the public copy has changed: the sum over all rows. Several rows, so that writers need not queue."""

    changes = models.BigIntegerField(default=0)
    access: ClassVar = Access(plain="changes", base="SELECT")

    def __str__(self) -> str:
        return f"edition {self.pk}: {self.changes}"
