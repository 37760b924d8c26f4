"""A case at each step of its life, brought there by the real actions."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone

from conftest import officer
from opensdo.parties.accounts.models import Role, User
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import ALLOT, CERTIFY, Login
from opensdo.programs.certification.actions import reviewing
from opensdo.programs.certification.criteria import Found
from opensdo.programs.certification.desk import asked_of
from opensdo.programs.certification.models import Application
from tests.processes import logged_in


def address(application: Application) -> str:
    return f"/staff/certification/{application.reference}/"


@pytest.fixture
def nia(db: None) -> User:
    """Another supervisor."""
    return officer("Nia Okafor", Role.SUPERVISOR)


@pytest.fixture
def handed(submitted: Application, sol: User, rosa: User) -> Application:
    """A case that Sol handed to Rosa."""
    with logged_in(Login.STAFF), acting(sol, ALLOT):
        return reviewing.assign(submitted.pk, rosa.pk, by=sol, at=timezone.now())


Assess = Callable[..., Application]


@pytest.fixture
def assessed(handed: Application, rosa: User) -> Assess:
    """Every criterion is met but those named."""

    def assess(*against: str) -> Application:
        with logged_in(Login.STAFF), acting(rosa, CERTIFY):
            for each in asked_of(handed):
                found = Found.NOT_MET if each.code in against else Found.MET
                words = f"Finding on {each.code}."
                reviewing.assess(handed.pk, each.code, found, words, by=rosa, at=timezone.now())
        return handed

    return assess


@pytest.fixture
def recommended(assessed: Assess, rosa: User, sol: User) -> Assess:
    def recommend(*against: str) -> Application:
        case = assessed(*against)
        with logged_in(Login.STAFF), acting(rosa, CERTIFY):
            return reviewing.recommend(case.pk, sol.pk, "It follows from the papers.", by=rosa, at=timezone.now())

    return recommend
