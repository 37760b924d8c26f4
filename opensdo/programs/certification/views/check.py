"""The eligibility check: anonymous, nothing stored. The answers travel in the page itself."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from opensdo.kit import references
from opensdo.kit.forms import One, Page, Some
from opensdo.law.authorities import authority
from opensdo.law.eligibility import Outcome, Question, Verdict, check, questions
from opensdo.law.parameters import parameter
from opensdo.privacy.data.middleware import purpose
from opensdo.programs.certification import carried
from opensdo.programs.certification.actions import checking
from opensdo.programs.certification.views.application import CARRIED, CARRIED_PATH

SALT = "certification.check"
SENT = "sent"  # the cookie that shows her reference once more
STEP, BACK, CHANGE = "step", "back", "change"


@purpose(None)
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "rule": parameter("decision_days", on=today),
        "workshop": parameter("workshop_required", on=today),
        "signup": f"{reverse('account_signup')}?next={reverse('certification:new')}",
    }
    return render(request, "certification/applicant/start.html", context)


@purpose(None)
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Every page brings the answers of those before it along as hidden fields, and sends all of them on."""
    asked = questions(on=timezone.localdate())
    step = _step(request.POST, len(asked))
    if request.method == "GET" or CHANGE in request.POST or step is None:
        return _question(request, asked, 0, None)
    if BACK in request.POST:
        return _question(request, asked, max(step - 1, 0), None)
    form = _form(asked[step], request.POST)
    if not form.is_valid():
        return _question(request, asked, step, form)
    if step + 1 < len(asked):
        return _question(request, asked, step + 1, None)
    return _result(request, asked)


def _step(posted: QueryDict, steps: int) -> int | None:
    typed = posted.get(STEP, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 and int(typed) < steps else None


def _form(question: Question, data: Any = None, initial: Any = None) -> Page:
    choices = [(option.code, option.label) for option in question.options]
    words = "Choose at least one answer" if question.many else "Choose one answer"
    field = (Some if question.many else One)(
        label=question.text, help_text=question.help, choices=choices, missing=words
    )
    made: Page = type("CheckForm", (Page,), {question.code: field})(data, initial=initial)
    return made


def _answers(posted: QueryDict, asked: tuple[Question, ...]) -> dict[str, list[str]]:
    """Only what is offered: a form can be made up by anybody."""
    found = {}
    for question in asked:
        offered = {option.code for option in question.options}
        if chosen := [code for code in dict.fromkeys(posted.getlist(question.code)) if code in offered]:
            found[question.code] = chosen if question.many else chosen[:1]
    return found


def _question(request: HttpRequest, asked: tuple[Question, ...], step: int, form: Page | None) -> HttpResponse:
    question, given = asked[step], _answers(request.POST, asked)
    if form is None:
        chosen = given.get(question.code, [])
        form = _form(question, initial={question.code: chosen if question.many else "".join(chosen)})
    context = {
        "question": question,
        "authority": authority(question.authority),
        "step": step,
        "number": step + 1,
        "of": len(asked),
        "form": form,
        "before": [(code, value) for code, values in given.items() if code != question.code for value in values],
        "crumbs": [("Get certified", reverse("certification:start"))],
    }
    return render(request, "certification/applicant/check.html", context, status=422 if form.errors else 200)


def _result(request: HttpRequest, asked: tuple[Question, ...]) -> HttpResponse:
    given = _answers(request.POST, asked)
    outcomes = check(given, on=timezone.localdate())
    groups = [
        (verdict, [(each, _reasons(each)) for each in outcomes if each.verdict is verdict])
        for verdict in (Verdict.LIKELY, Verdict.TALK, Verdict.NOT_LIKELY)
    ]
    context = {
        "groups": [(verdict, found) for verdict, found in groups if found],
        "best": next((verdict for verdict, found in groups if found), Verdict.TALK),
        "given": [(code, value) for code, values in given.items() for value in values],
        "answers": [
            (q, [o for o in q.options if o.code in given.get(q.code, ())], authority(q.authority)) for q in asked
        ],
        "token": signing.dumps(references.new("CHECK"), salt=SALT),
        "kept_for": checking.KEPT.days,
        "crumbs": [("Get certified", reverse("certification:start"))],
    }
    return render(request, "certification/applicant/result.html", context)


def _reasons(outcome: Outcome) -> list[tuple[str, str]]:
    """Each reason once, with its rule."""
    return list(
        dict.fromkeys((r.says, f"{authority(r.authority).short}, section {r.section}") for r in outcome.deciding)
    )


@purpose(None)
@require_http_methods(["GET", "POST"])
def carry(request: HttpRequest) -> HttpResponse:
    """Into a cookie of her own browser; whether they go into the application is asked there."""
    if request.method == "GET":
        return redirect("certification:check")
    given = _answers(request.POST, questions(on=timezone.localdate()))
    response = redirect("certification:new")
    carried.put(response, CARRIED, given, path=CARRIED_PATH)
    return response


@purpose(None)
@require_http_methods(["GET", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """The one way into the office's own files. No name goes with it."""
    if request.method == "GET":
        return redirect("certification:check")
    given = _answers(request.POST, questions(on=timezone.localdate()))
    try:
        reference = str(signing.loads(request.POST.get("token", ""), salt=SALT, max_age=24 * 3600))
    except signing.BadSignature:
        return redirect("certification:check")
    checking.send(reference, given, at=timezone.now())
    response = redirect("certification:sent")
    carried.put(response, SENT, reference, path=CARRIED_PATH)
    return response


@purpose(None)
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """The browser carries the reference: this page cannot be asked whether another one exists."""
    reference = carried.look(request, SENT)
    if reference is None:
        return redirect("certification:check")
    context = {"reference": reference, "kept_for": checking.KEPT.days}
    return render(request, "certification/applicant/sent.html", context)
