"""The list of tasks of a draft: what is done, what is left, what to have ready."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from opensdo.law.checklist import Needed
from opensdo.programs.certification.casefile import CaseFile
from opensdo.programs.certification.rules import problems

WORDS = {
    "done": "Completed",
    "begun": "In progress",
    "open": "Not started",
    "free": "Optional",
    "wait": "Cannot start yet",
}


@dataclass(frozen=True)
class Task:
    """Without a `url` it cannot be started yet."""

    name: str
    state: str
    url: str = ""
    note: str = ""

    @property
    def words(self) -> str:
        return WORDS[self.state]


@dataclass(frozen=True)
class Group:
    title: str
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class TaskList:
    groups: tuple[Group, ...]
    send: Task

    @property
    def all(self) -> tuple[Task, ...]:
        return tuple(task for group in self.groups for task in group.tasks if task.state != "free")

    @property
    def done(self) -> int:
        return sum(task.state == "done" for task in self.all)

    @property
    def begun(self) -> bool:
        return any(task.state != "open" for task in self.all)


def task_list(case: CaseFile, today: date) -> TaskList:
    groups = [_section(case, index, today) for index in range(len(case.questions.sections))]
    groups.append(Group("Papers", _papers(case)))
    found = TaskList(tuple(groups), Task("", "wait"))
    left = len(found.all) - found.done
    ready = not left
    words = f"Opens when the {left} tasks above are done" if left > 1 else "Opens when the task above is done"
    send = Task(
        "Check your answers and send",
        "open" if ready else "wait",
        reverse("certification:check_answers", args=[case.application.reference]) if ready else "",
        "" if ready else words,
    )
    return TaskList(tuple(groups), send)


def _section(case: CaseFile, index: int, today: date) -> Group:
    section = case.questions.sections[index]
    reference = case.application.reference
    tasks = [
        Task(page.task, case.state(page), reverse("certification:question", args=[reference, page.code]))
        for page in section.pages
    ]
    if index == len(case.questions.sections) - 1 and case.works_for_profit is not False:
        tasks.insert(0, _owners(case, today))
    return Group(section.title, tuple(tasks))


def _owners(case: CaseFile, today: date) -> Task:
    url = reverse("certification:owners", args=[case.application.reference])
    wrong = [each for each in problems(case.facts(), today) if each.where.startswith("owner")]
    if not case.owners:
        return Task("Owners and their shares", "open", url)
    note = f"{wrong[0].words}." if wrong else f"{len(case.owners)} named"
    return Task("Owners and their shares", "begun" if wrong else "done", url, note)


def _papers(case: CaseFile) -> tuple[Task, ...]:
    if not case.checklist:
        return (Task("Papers", "wait", note="Choose the legal form first: the list follows from it"),)
    return tuple(_paper(case, need) for need in case.checklist)


def _paper(case: CaseFile, need: Needed) -> Task:
    given = len(case.given(need.document.code))
    url = reverse("certification:paper", args=[case.application.reference, need.document.code])
    note = need.reason if not given else f"{given} file{'s' if given > 1 else ''} given"
    state = "done" if given else "open" if need.required else "free"
    return Task(need.document.name, state, url, note)
