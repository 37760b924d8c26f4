"""What an action posts is sent once, from the office, in words that nobody can bend."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.locmem import EmailBackend
from django.db import DatabaseError, transaction
from django.template import TemplateDoesNotExist
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from opensdo.kit.reading import grade
from opensdo.papers.letters import actions
from opensdo.papers.letters.actions import Attachment, NotAnAddress
from opensdo.papers.letters.mailing import Unsent
from opensdo.papers.letters.models import Enclosure, Letter
from opensdo.papers.letters.wording import Unfit, Wording, as_html, subject_of
from opensdo.parties.accounts.models import User
from opensdo.parties.businesses.models import Business
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import APPLY, CERTIFY, NOTIFY, Login
from opensdo.privacy.ledger.models import Entry
from tests.processes import logged_in

AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 15, 5, tzinfo=UTC)
SAID = {"name": "Ada Marlowe", "what": "the lease of the shop", "why": "it shows who runs it"}
PDF = Attachment("receipt.pdf", b"%PDF-1.7 a receipt")


class Broken(EmailBackend):
    """A mail server that answers as the test asks."""

    fault: Exception

    def send_messages(self, messages: Any) -> int:
        raise self.fault


@pytest.fixture(autouse=True)
def templates(settings: Settings) -> None:
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [Path(__file__).with_name("templates")]}]


def post(business: Business, by: User, **changed: Any) -> Letter:
    given: dict[str, Any] = {
        "to": "ada@example.org",
        "subject": business.subject_id,
        "context": SAID,
        "at": AT,
    } | changed
    with logged_in(Login.PUBLIC), acting(by, APPLY):
        return actions.post("letters.asked", **given | changed)


def send(letter: Letter, at: datetime = LATER) -> None:
    with logged_in(Login.WORKER):
        actions.send(letter.pk, at=at)


def sent() -> list[EmailMultiAlternatives]:
    return mail.outbox  # type: ignore[return-value]


def now(letter: Letter) -> Letter:
    return Letter.objects.get(pk=letter.pk)


def test_it_is_posted_with_the_act_and_sent_by_the_worker(business: Business, ada: User) -> None:
    letter = post(business, ada, attachments=[PDF])
    assert not mail.outbox
    job = ProcrastinateJob.objects.get(task_name="letters.send")
    assert job.args == {"letter_id": str(letter.pk)}
    send(letter)
    (message,) = sent()
    assert message.to == ["ada@example.org"]
    assert message.subject == "We need one more paper from you"
    assert "Dear Ada Marlowe,\n\nWe need this: the lease of the shop\n\nWhy: it shows" in message.body
    assert message.attachments == [("receipt.pdf", PDF.content, "application/pdf")]
    assert now(letter).sent_at == LATER
    assert not Enclosure.objects.exists()


def test_it_says_where_it_comes_from_and_that_nobody_should_answer_by_machine(business: Business, ada: User) -> None:
    letter = post(business, ada)
    send(letter)
    read = message_from_bytes(sent()[0].message().as_bytes(), policy=policy.default)
    assert read["From"] == "Supplier Diversity Office <office@sdo.example.org>"
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["Message-ID"] == f"<{letter.pk}@sdo.example.org>"
    assert read["Date"].datetime == AT
    plain, html = read.get_body(("plain",)), read.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert "1 Example Plaza" in plain.get_content()
    assert "1 Example Plaza" in html.get_content()


def test_a_repeat_sends_nothing(business: Business, ada: User) -> None:
    letter = post(business, ada)
    send(letter)
    send(letter)
    assert len(mail.outbox) == 1
    assert Entry.objects.filter(kind="letter.sent").count() == 1


def test_what_is_rolled_back_is_never_sent(business: Business, ada: User) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        post(business, ada)
        _ = 1 / 0
    assert not Letter.objects.exists()
    assert not ProcrastinateJob.objects.exists()


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (ConnectionRefusedError(), "ConnectionRefusedError"),
        (TimeoutError(), "TimeoutError"),
        (smtplib.SMTPServerDisconnected(), "SMTPServerDisconnected"),
        (smtplib.SMTPRecipientsRefused({"ada@example.org": (451, b"later")}), "451"),
        (smtplib.SMTPDataError(452, b"full"), "452"),
    ],
)
def test_a_fault_that_passes_is_tried_again(
    business: Business, ada: User, settings: Settings, fault: Exception, code: str
) -> None:
    letter, backend = post(business, ada, attachments=[PDF]), settings.EMAIL_BACKEND
    Broken.fault = fault
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    with logged_in(Login.WORKER), pytest.raises(Unsent) as raised:
        actions.send(letter.pk, at=LATER)
    assert "ada" not in str(raised.value)
    assert (now(letter).last_error, now(letter).tries, now(letter).sent_at) == (code, 1, None)
    settings.EMAIL_BACKEND = backend
    send(letter)
    assert (now(letter).last_error, now(letter).tries, now(letter).sent_at) == ("", 2, LATER)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    "fault", [smtplib.SMTPRecipientsRefused({"ada@example.org": (550, b"no such")}), smtplib.SMTPDataError(554, b"no")]
)
def test_a_fault_that_stays_is_written_down_and_not_tried_again(
    business: Business, ada: User, settings: Settings, fault: Exception
) -> None:
    letter, backend = post(business, ada), settings.EMAIL_BACKEND
    Broken.fault = fault
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    send(letter)
    kept = now(letter)
    assert (kept.sent_at, kept.refused_at, kept.tries) == (None, LATER, 1)
    assert kept.last_error in ("550", "554")
    settings.EMAIL_BACKEND = backend
    send(letter)
    assert not mail.outbox


def test_a_name_stands_in_the_text_as_it_was_typed(business: Business, ada: User) -> None:
    send(post(business, ada, context=SAID | {"name": "O'Neill & <Sons>"}))
    assert "Dear O'Neill & <Sons>," in sent()[0].body
    ((html, _),) = sent()[0].alternatives
    assert "Dear O&#x27;Neill &amp; &lt;Sons&gt;," in str(html)


@given(st.text())
def test_whatever_is_typed_bends_no_header(typed: str) -> None:
    from opensdo.papers.letters.wording import word  # noqa: PLC0415

    subject_line, text = word("letters.asked", {"name": typed, "what": f"{typed}\r\nBcc: eve@example.org", "why": ""})
    assert subject_line == "We need one more paper from you"
    assert "\r" not in text
    message = EmailMultiAlternatives(subject_line, text, to=["ada@example.org"])
    assert message_from_bytes(message.message().as_bytes())["Bcc"] is None


@pytest.mark.parametrize(
    "to", ["ada@example.org\nBcc: eve@example.org", "a@example.org, eve@example.org", "Ada <a@b.org>", "", "ada"]
)
def test_an_address_is_one_address(business: Business, ada: User, to: str) -> None:
    with pytest.raises(NotAnAddress):
        post(business, ada, to=to)


@pytest.mark.parametrize(
    "source",
    ["Subject: For {{ name }}\n\nx", "Dear you", "Subject: a\nBcc: eve@example.org\n\nx", "Subject: \n\nx", ""],
)
def test_a_subject_line_is_fixed_words(source: str) -> None:
    with pytest.raises(Unfit):
        subject_of(source)


def test_a_letter_that_nobody_worded_is_not_posted(business: Business, ada: User) -> None:
    with pytest.raises(TemplateDoesNotExist), logged_in(Login.PUBLIC), acting(ada, APPLY):
        actions.post("letters.unheard", to="a@example.org", subject=business.subject_id, context={}, at=AT)


def test_only_our_own_addresses_become_links(settings: Settings) -> None:
    settings.PUBLIC_ORIGIN = settings.STAFF_ORIGIN = "https://sdo.example.org"
    typed = "https://evil.example/ <b>x</b> https://sdo.example.org.evil.example/ https://sdo.example.org/privacy/."
    html = as_html(Wording("A & B", f"{typed}\nsecond line\n\nnext"))
    assert html.count("<a ") == 1
    assert '<a href="https://sdo.example.org/privacy/">https://sdo.example.org/privacy/</a>.' in html
    assert "&lt;b&gt;" in html
    assert "<br>\nsecond line</p>" in html
    assert "<title>A &amp; B</title>" in html


def test_only_the_worker_reads_letters(assigned: Business, ada: User, rosa: User) -> None:
    letter = post(assigned, ada)
    for login, by, purpose in ((Login.PUBLIC, ada, APPLY), (Login.STAFF, rosa, CERTIFY)):
        with pytest.raises(DatabaseError), logged_in(login), acting(by, purpose):
            Letter.objects.seen_for(NOTIFY).get(pk=letter.pk)
    with logged_in(Login.WORKER), acting(None, NOTIFY):
        assert Letter.objects.seen_for(NOTIFY).get(pk=letter.pk).address == "ada@example.org"


def test_nobody_posts_a_letter_about_somebody_else(business: Business, eve: User) -> None:
    with pytest.raises(DatabaseError):
        post(business, eve)


def test_the_ledger_has_the_kind_and_never_the_words(business: Business, ada: User) -> None:
    letter = post(business, ada)
    send(letter)
    entries = Entry.objects.filter(kind__startswith="letter.").order_by("pk")
    assert [(entry.kind, entry.about) for entry in entries] == [
        ("letter.posted", business.subject_id),
        ("letter.sent", business.subject_id),
    ]
    assert not any("ada" in str(entry.detail) or "lease" in str(entry.detail) for entry in entries)


def worded() -> Iterator[Path]:
    for config in apps.get_app_configs():
        if config.name.startswith("opensdo."):
            yield from Path(config.path).glob("templates/*/letters/*.txt")


def test_every_letter_of_the_office_has_a_fixed_subject_and_plain_words() -> None:
    for path in [*worded(), *Path(__file__).parent.glob("templates/*/letters/*.txt")]:
        source = path.read_text()
        assert subject_of(source), path
        assert grade(source.partition("\n\n")[2]) <= 8, path
