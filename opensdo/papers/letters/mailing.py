"""Hand one letter to the mail server, and tell a fault that passes from one that stays."""

from __future__ import annotations

import smtplib
from datetime import datetime
from email.utils import format_datetime, formataddr, parseaddr
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from opensdo.law.office import office
from opensdo.papers.letters.models import Enclosure, Letter
from opensdo.papers.letters.wording import Wording, as_html

SECONDS: Final = 30
MARKS: Final = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


class Unsent(Exception):
    """`code` is short and says nothing about the person. What is `final` would fail again."""

    def __init__(self, code: str, *, final: bool) -> None:
        super().__init__(code)
        self.code, self.final = code, final


def mail(letter: Letter, enclosures: list[Enclosure]) -> None:
    """Raises Unsent."""
    try:
        with get_connection(timeout=SECONDS) as connection:
            _message(letter, enclosures, connection).send()
    except smtplib.SMTPRecipientsRefused as error:
        raise _by_code(next(iter(error.recipients.values()))[0]) from None  # the original names the address
    except smtplib.SMTPResponseException as error:
        raise _by_code(error.smtp_code) from None
    except (smtplib.SMTPException, OSError) as error:
        raise Unsent(type(error).__name__[:40], final=False) from None
    except (UnicodeError, ValueError) as error:
        raise Unsent(type(error).__name__[:40], final=True) from None


def message_id(letter: Letter) -> str:
    """Made once with the letter: whoever gets it twice can tell."""
    return f"<{letter.pk}@{parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition('@')[2]}>"


def _message(letter: Letter, enclosures: list[Enclosure], connection: object) -> EmailMultiAlternatives:
    made_at: datetime = letter.made_at
    message = EmailMultiAlternatives(
        subject=letter.subject_line,
        body=letter.text,
        from_email=formataddr((office().name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        to=[letter.address],
        headers={"Message-ID": message_id(letter), "Date": format_datetime(made_at), **MARKS},
        connection=connection,
    )
    message.attach_alternative(as_html(Wording(letter.subject_line, letter.text)), "text/html")
    for enclosure in enclosures:
        message.attach(enclosure.name, bytes(enclosure.content), enclosure.content_type)
    return message


def _by_code(code: int) -> Unsent:
    """A server says 4xx for what may pass and 5xx for what stays."""
    return Unsent(str(code), final=500 <= code < 600)
