"""Suppliers, the people who own them, and what they sell."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from opensdo.privacy.data.declare import Access, Audience, Category, Statute, personal
from opensdo.privacy.data.models import Collected
from opensdo.privacy.data.purposes import ALLOT, APPLY, BRING_IN, CERTIFY, DISPOSE, FIND, LOOK_IN, RECORDS
from opensdo.privacy.data.sealed import sealed

FILE = "certification file"
WORK = (APPLY, CERTIFY, BRING_IN, RECORDS)
CLOSE = (APPLY, CERTIFY, RECORDS)
NAMED = (*WORK, FIND)  # what somebody is found by
STATUTORY = (Statute.BREACH, Statute.DISPOSAL, Statute.FAIR_INFORMATION)


class Business(Collected):
    """A firm. What it lists is its choice; a sole proprietor's home is never listed by default."""

    legal_name = personal(
        models.TextField(),
        Category.ORGANIZATION,
        keep=FILE,
        clause="need-to-know",
        seen_for=(*NAMED, ALLOT, LOOK_IN),
        audience=Audience.LISTED,
    )
    trade_name = personal(
        models.TextField(blank=True),
        Category.ORGANIZATION,
        keep=FILE,
        clause="need-to-know",
        seen_for=(*NAMED, ALLOT),
        audience=Audience.LISTED,
    )
    structure = models.TextField(blank=True)  # a code of law.checklist
    founded_on = models.DateField(null=True)
    description = personal(
        models.TextField(blank=True),
        Category.CONTENT,
        keep=FILE,
        clause="need-to-know",
        seen_for=WORK,
        audience=Audience.LISTED,
    )
    street = personal(
        models.TextField(blank=True),
        Category.HOME,
        keep=FILE,
        clause="need-to-know",
        seen_for=WORK,
        audience=Audience.RELEASABLE,
    )
    city = models.TextField(blank=True)
    county = models.TextField(blank=True)
    state = models.CharField(max_length=2, blank=True)
    zip_code = models.CharField(max_length=10, blank=True)
    contact_name = personal(
        models.TextField(blank=True),
        Category.NAME,
        keep=FILE,
        clause="need-to-know",
        seen_for=NAMED,
        audience=Audience.RELEASABLE,
    )
    phone = personal(
        models.TextField(blank=True),
        Category.PHONE,
        keep=FILE,
        clause="need-to-know",
        seen_for=WORK,
        audience=Audience.RELEASABLE,
    )
    email = personal(
        models.EmailField(blank=True),
        Category.EMAIL,
        keep=FILE,
        clause="need-to-know",
        seen_for=NAMED,
        audience=Audience.RELEASABLE,
    )
    website = personal(
        models.URLField(blank=True),
        Category.ORGANIZATION,
        keep=FILE,
        clause="need-to-know",
        seen_for=WORK,
        audience=Audience.LISTED,
    )
    ein = sealed(
        Category.TAX_NUMBER, opened_for=(CERTIFY,), keep=FILE, clause="encryption", statutes=(Statute.FAIR_INFORMATION,)
    )
    has_ein = models.BooleanField(default=False)
    lists = ArrayField(models.TextField(), default=list, blank=True)
    brought_in_from = models.TextField(blank=True)
    brought_in_key = models.TextField(blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    access: ClassVar = Access(
        plain="structure founded_on city county state zip_code has_ein lists brought_in_from brought_in_key made_at",
        reads=(*NAMED, ALLOT, LOOK_IN, DISPOSE),
        only={LOOK_IN: "subject policy_version legal_name structure city state"},
        inserts=(APPLY, BRING_IN),
        updates={
            APPLY: "legal_name trade_name structure founded_on description street city county state zip_code"
            " contact_name phone email website has_ein lists",
            BRING_IN: "legal_name trade_name structure founded_on description street city county state zip_code"
            " contact_name phone email website lists",
            RECORDS: "legal_name trade_name description street contact_name phone email website",
            DISPOSE: "legal_name trade_name founded_on description street city county zip_code contact_name phone email"
            " website has_ein lists",
        },
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["brought_in_from", "brought_in_key"],
                condition=~Q(brought_in_key=""),
                name="a_business_is_brought_in_once",
            ),
        )

    def __str__(self) -> str:
        return f"business {self.pk}"


class Owner(Collected):
    """Somebody who owns a share of a business."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="owners")
    reference = models.UUIDField(default=uuid4)
    full_name = personal(
        models.TextField(),
        Category.NAME,
        keep=FILE,
        clause="need-to-know",
        seen_for=NAMED,
        statutes=(Statute.FAIR_INFORMATION,),
        audience=Audience.RELEASABLE,
    )
    share = personal(
        models.DecimalField(max_digits=5, decimal_places=2, null=True),
        Category.FINANCIAL,
        keep=FILE,
        clause="need-to-know",
        seen_for=WORK,
        audience=Audience.RELEASABLE,
    )
    since = models.DateField(null=True)
    acquired = personal(
        models.TextField(blank=True),
        Category.CONTENT,
        keep=FILE,
        clause="need-to-know",
        seen_for=WORK,
        audience=Audience.RELEASABLE,
    )
    home_address = personal(
        models.TextField(blank=True),
        Category.HOME,
        keep=FILE,
        clause="need-to-know",
        seen_for=CLOSE,
        statutes=(Statute.FAIR_INFORMATION,),
    )
    citizenship = personal(
        models.TextField(blank=True),
        Category.CITIZENSHIP,
        keep=FILE,
        clause="need-to-know",
        seen_for=CLOSE,
        statutes=(Statute.FAIR_INFORMATION,),
    )
    is_adult = models.BooleanField(null=True)
    qualifies_for = personal(
        ArrayField(models.TextField(), default=list, blank=True),
        Category.DEMOGRAPHIC,
        keep=FILE,
        clause="need-to-know",
        seen_for=CLOSE,
        statutes=(Statute.FAIR_INFORMATION,),
    )
    ssn = sealed(Category.SSN, opened_for=(CERTIFY,), keep="identity numbers", clause="encryption", statutes=STATUTORY)
    has_ssn = models.BooleanField(default=False)

    access: ClassVar = Access(
        plain="business reference since is_adult has_ssn",
        reads=(*NAMED, DISPOSE),
        inserts=(APPLY,),
        updates={
            APPLY: "full_name share since acquired home_address citizenship is_adult qualifies_for has_ssn",
            RECORDS: "full_name home_address",
            DISPOSE: "has_ssn",
        },
        deletes=(APPLY, DISPOSE),
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["business", "reference"], name="an_owner_is_added_once"),
            models.CheckConstraint(
                condition=Q(share__gte=0) & Q(share__lte=100), name="a_share_is_between_0_and_100_percent"
            ),
        )

    def __str__(self) -> str:
        return f"owner {self.pk}"


class CommodityCode(models.Model):
    """What can be sold, in the words of a published scheme. Codes are text: a leading zero is part of it."""

    scheme = models.CharField(max_length=10)
    code = models.CharField(max_length=12)
    title = models.TextField()
    access: ClassVar = Access(
        plain="scheme code title", base="SELECT", inserts=(BRING_IN,), updates={BRING_IN: "title"}
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=["scheme", "code"], name="a_code_stands_once_in_its_scheme"),)

    def __str__(self) -> str:
        return f"{self.scheme} {self.code}"


class Sells(Collected):
    """A business sells what a code names."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="sells")
    code = models.ForeignKey(CommodityCode, on_delete=models.PROTECT, related_name="+")
    access: ClassVar = Access(
        plain="business code",
        reads=(*WORK, DISPOSE),
        inserts=(APPLY, BRING_IN),
        deletes=(APPLY, BRING_IN, DISPOSE),
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=["business", "code"], name="a_business_sells_a_code_once"),)

    def __str__(self) -> str:
        return f"business {self.business_id} sells {self.code_id}"
