"""The whole file of one application, read in a fixed number of queries, as one purpose sees it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import Prefetch

from opensdo.law.categories import Category, categories
from opensdo.law.checklist import Needed, documents_for, structures
from opensdo.law.office import office
from opensdo.law.parameters import parameter
from opensdo.papers.documents.models import Document
from opensdo.papers.questions.bindings import Records, begun, missing
from opensdo.papers.questions.shape import Page, Questionnaire
from opensdo.parties.businesses.models import Business, Owner, Sells
from opensdo.privacy.data.purposes import APPLY, Purpose
from opensdo.programs.certification.models import Application, Paper
from opensdo.programs.certification.questionnaire.application import application_questions
from opensdo.programs.certification.questionnaire.owner import owner_questions
from opensdo.programs.certification.rules import Facts, OwnerFacts, Wanted


@dataclass(frozen=True)
class CaseFile:
    application: Application
    business: Business
    owners: tuple[Owner, ...]
    papers: tuple[Paper, ...]
    sells: tuple[Sells, ...]

    @cached_property
    def day(self) -> date:
        """The law of the day on which the application was begun applies to what it asks."""
        return self.application.begun_at.astimezone(office().zone).date()

    @property
    def records(self) -> Records:
        return {"certification.Application": self.application, "businesses.Business": self.business}

    @cached_property
    def questions(self) -> Questionnaire:
        return application_questions(self.application.questionnaire, self.day)

    @cached_property
    def owner_pages(self) -> Questionnaire:
        return owner_questions(self.day, tuple(self.application.categories))

    @cached_property
    def categories(self) -> tuple[Category, ...]:
        return tuple(each for each in categories(on=self.day) if each.code in self.application.categories)

    @cached_property
    def works_for_profit(self) -> bool | None:
        known = {each.code: each.for_profit for each in structures(on=self.day)}
        return known.get(self.business.structure)

    @cached_property
    def checklist(self) -> tuple[Needed, ...]:
        """Empty until the legal form is known."""
        if self.works_for_profit is None:
            return ()
        return documents_for(self.business.structure, [each.code for each in self.categories], self.day)

    def given(self, requirement: str) -> tuple[Paper, ...]:
        return tuple(paper for paper in self.papers if paper.requirement == requirement)

    def requirement_name(self, code: str) -> str:
        names = {each.document.code: each.document.name for each in self.checklist}
        return names.get(code, "An answer to a question")

    def owner(self, reference: str) -> Owner | None:
        return next((owner for owner in self.owners if str(owner.reference) == reference), None)

    def unfinished(self, owner: Owner) -> Page | None:
        """The first page of this owner that lacks an answer, or that nobody has looked at."""
        records = {"businesses.Owner": owner}
        return next((page for page in self.owner_pages.pages() if missing(page, records)), None)

    def state(self, page: Page) -> str:
        if page.code in self.application.sections_done and not missing(page, self.records):
            return "done"
        return "begun" if begun(page, self.records) else "open"

    def open_pages(self) -> dict[str, str]:
        return {page.code: page.task for page in self.questions.pages() if self.state(page) != "done"}

    def facts(self) -> Facts:
        return Facts(
            categories=tuple(Wanted(each.code, each.plain, each.for_profit) for each in self.categories),
            works_for_profit=self.works_for_profit,
            founded_on=self.business.founded_on,
            owners=tuple(self._owner_facts()),
            open_pages=self.open_pages(),
            papers_missing=tuple(
                Wanted(need.document.code, need.document.name)
                for need in self.checklist
                if need.required
                and not any(not each.document.is_wanted_again for each in self.given(need.document.code))
            ),
            least=Decimal(parameter("ownership_percent", on=self.day).share),
        )

    def _owner_facts(self) -> Iterator[OwnerFacts]:
        for owner in self.owners:
            page = self.unfinished(owner)
            yield OwnerFacts(
                key=str(owner.reference),
                name=owner.full_name,
                share=owner.share,
                since=owner.since,
                is_adult=owner.is_adult,
                citizenship=owner.citizenship,
                qualifies_for=tuple(owner.qualifies_for),
                missing=page.code if page else "",
            )


def open_file(application: Application, purpose: Purpose = APPLY) -> CaseFile:
    """Five queries, however many owners and papers there are."""
    business = Business.objects.seen_for(purpose).get(pk=application.business_id)
    return CaseFile(
        application=application,
        business=business,
        owners=tuple(Owner.objects.seen_for(purpose).filter(business=business).order_by("pk")),
        papers=tuple(
            Paper.objects.seen_for(purpose)
            .filter(application=application)
            .prefetch_related(Prefetch("document", Document.objects.seen_for(purpose)))
            .order_by("given_at", "pk")
        ),
        sells=tuple(
            Sells.objects.seen_for(purpose).filter(business=business).select_related("code").order_by("code__code")
        ),
    )
