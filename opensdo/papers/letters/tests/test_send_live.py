"""A real worker, a real mail server, real commits."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.psycopg_connector import PsycopgConnector
from pytest_django import Settings

from opensdo.papers.letters import actions, tasks
from opensdo.papers.letters.models import Letter
from opensdo.parties.accounts.models import User
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import APPLY, Login
from opensdo.privacy.data.vault import open_subject
from tests import databases
from tests.stages import first_policy

pytestmark = pytest.mark.whole
AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


class Mailbox:
    """Takes every letter; says what it is told to say first."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.first_answers: list[str] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.first_answers:
            return self.first_answers.pop(0)
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


class Post(NamedTuple):
    database: str
    mailbox: Mailbox
    letter_id: UUID


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    mailbox = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(mailbox, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    yield mailbox
    server.stop()


@pytest.fixture
def post(live: str, mailbox: Mailbox, settings: Settings) -> Post:
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [Path(__file__).with_name("templates")]}]
    with databases.using(live):
        first_policy()
        ada = User.objects.create_user("ada@example.org")
    with databases.using(live, Login.PUBLIC), acting(ada, APPLY):
        letter = actions.post(
            "letters.asked",
            to="ada@example.org",
            subject=open_subject(),
            context={"name": "Łukasz 漢", "what": "the lease"},
            attachments=[actions.Attachment("receipt.pdf", b"%PDF-1.7")],
            at=AT,
        )
    return Post(live, mailbox, letter.pk)


def work(database: str) -> None:
    with databases.using(database, Login.WORKER):
        connector = PsycopgConnector(kwargs=connector_params())
        with app.replace_connector(connector) as worker:
            worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def test_the_letter_arrives_with_its_words_and_its_paper(post: Post) -> None:
    work(post.database)
    (letter,) = post.mailbox.letters
    assert letter["To"] == "ada@example.org"
    assert letter["Message-ID"] == f"<{post.letter_id}@sdo.example.org>"
    body = letter.get_body(("plain",))
    assert body is not None
    assert "Dear Łukasz 漢," in body.get_content()
    (paper,) = letter.iter_attachments()
    assert paper.get_content() == b"%PDF-1.7"


def test_a_busy_server_gets_it_at_the_next_try_with_the_same_number(post: Post) -> None:
    post.mailbox.first_answers.append("451 Try again later")
    work(post.database)
    with databases.using(post.database):
        letter = Letter.objects.get()
        assert (letter.sent_at, letter.last_error, letter.tries) == (None, "451", 1)
        job = ProcrastinateJob.objects.get(task_name="letters.send")
        assert job.status == "todo"
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL")  # no waiting in a test
    work(post.database)
    assert [letter["Message-ID"] for letter in post.mailbox.letters] == [f"<{post.letter_id}@sdo.example.org>"]


def test_what_a_killed_worker_left_lying_is_taken_up(post: Post) -> None:
    with databases.using(post.database), connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL")
    with databases.using(post.database, Login.WORKER), suppress(AlreadyEnqueued):  # the worker's timetable may be first
        tasks.take_up.configure().defer(timestamp=0)
    work(post.database)
    work(post.database)
    assert len(post.mailbox.letters) == 1
