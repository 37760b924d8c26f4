"""Every move that the table does not name is refused, in Python and by the database; of two deciders one decides."""

from __future__ import annotations

import re
import threading
from contextvars import copy_context

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conftest import officer
from opensdo.kit.lifecycle import NotAllowed
from opensdo.oversight.assurance import cast as applying
from opensdo.parties.accounts.models import Role, User
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.models import Assignment
from opensdo.privacy.data.purposes import ALLOT, CERTIFY, Login
from opensdo.programs.certification.actions import deciding, reviewing
from opensdo.programs.certification.criteria import Found
from opensdo.programs.certification.desk import asked_of
from opensdo.programs.certification.models import Application, Certificate
from opensdo.programs.certification.states import LIFE, Status
from tests import databases
from tests.processes import Process
from tests.stages import first_policy

QUEUE = "/staff/certification/"
PAIRS = [(start, end) for start in Status for end in Status if start != end]
MOVES = set(LIFE.moves())


@pytest.mark.parametrize(("start", "end"), [pair for pair in PAIRS if pair not in MOVES])
def test_the_database_refuses_what_no_verb_does(submitted: Application, start: str, end: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE certification_application DISABLE TRIGGER life")
        Application.objects.filter(pk=submitted.pk).update(status=start, submitted_at=timezone.now(), **_people(start))
        cursor.execute("ALTER TABLE certification_application ENABLE TRIGGER life")
    with pytest.raises(IntegrityError, match="may not go from"), transaction.atomic():
        Application.objects.filter(pk=submitted.pk).update(status=end)


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("verb", list(LIFE.verbs))
def test_a_verb_starts_only_where_its_table_says(verb: str, status: str) -> None:
    case = Application(status=status)
    sources, target = LIFE.verbs[verb]
    if status in sources:
        LIFE.move(case, verb)
        assert case.status == target
    else:
        with pytest.raises(NotAllowed):
            LIFE.move(case, verb)
        assert case.status == status


def test_a_queue_of_fifty_asks_the_database_as_often_as_a_queue_of_one(
    handed: Application, rosa: User, desk: Process
) -> None:
    desk.sign_in(rosa)
    desk.get(QUEUE)  # the first page fills what is remembered
    with CaptureQueriesContext(connection) as one:
        desk.get(QUEUE)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("DROP INDEX a_business_has_one_open_application")
    copy = Application.objects.get(pk=handed.pk)
    for n in range(60):
        copy.pk, copy.reference, copy.status = None, f"CERT-{n:04}", "draft"
        copy.save(force_insert=True)
    Application.objects.filter(status="draft").update(status="submitted")
    Application.objects.filter(status="submitted").update(status="under_review")
    with CaptureQueriesContext(connection) as many:
        page = desk.get(QUEUE).content.decode()
    assert len(many) <= len(one)
    assert page.count("Day 0 of 90") == 50
    rest = desk.get(f"{QUEUE}?{re.findall(r'after=[A-Z0-9-]+', page)[0]}").content.decode()
    assert rest.count("Day 0 of 90") == 11


@pytest.mark.whole
def test_of_two_supervisors_who_decide_at_once_one_does(live: str) -> None:
    """Each on a connection of its own: the second waits for the row, and finds it decided."""
    with databases.using(live):
        deciders, case = _whole_case(live)
    done: list[str] = []

    def decide(by: User) -> None:
        try:
            with acting(by, CERTIFY):
                deciding.decide(case, by=by, at=timezone.now())
            done.append("decided")
        except NotAllowed:
            done.append("too late")
        finally:
            connection.close()

    with databases.using(live, Login.STAFF):
        people = [threading.Thread(target=copy_context().run, args=[decide, by]) for by in deciders]
        for each in people:
            each.start()
        for each in people:
            each.join()
    assert sorted(done) == ["decided", "too late"]
    with databases.using(live):
        assert Certificate.objects.count() == len(Application.objects.get(pk=case).categories)


def _whole_case(live: str) -> tuple[list[User], int]:
    """Applied for, handed out, assessed and recommended, by the real logins; two supervisors may decide it."""
    first_policy()
    ada, now = User.objects.create_user("ada@example.org"), timezone.now()
    rosa = officer("Rosa Medeiros", Role.CERTIFICATION_OFFICER)
    sol, nia = officer("Sol Abara", Role.SUPERVISOR), officer("Nia Okafor", Role.SUPERVISOR)
    Assignment.objects.create(actor=sol, purpose=ALLOT.code)
    with databases.using(live, Login.PUBLIC):
        case = applying.fill(applying.begin(ada, now), by=ada, at=now).application
        applying.submit(case, by=ada, at=now)
    with databases.using(live, Login.STAFF):
        with acting(sol, ALLOT):
            reviewing.assign(case.pk, rosa.pk, by=sol, at=now)
        with acting(rosa, CERTIFY):
            for each in asked_of(Application.objects.seen_for(CERTIFY).get(pk=case.pk)):
                reviewing.assess(case.pk, each.code, Found.MET, "Seen.", by=rosa, at=now)
            reviewing.recommend(case.pk, sol.pk, "It follows from the papers.", by=rosa, at=now)
    Assignment.objects.create(actor=nia, purpose=CERTIFY.code, subject_id=case.subject_id)
    return [sol, nia], case.pk


def _people(status: str) -> dict[str, object]:
    if status not in (Status.CERTIFIED, Status.DENIED):
        return {}
    first, second = (User.objects.create_user(f"{n}@example.org", is_staff=True) for n in ("one", "two"))
    return {"recommended_by": first, "decided_by": second, "decided_at": timezone.now()}
