"""The directory: search, one business, and the same as files. Public fields only, so no purpose is needed."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date

from opensdo.privacy.data.middleware import purpose
from opensdo.programs.directory import access, queries
from opensdo.programs.directory.caching import kept_by_edition
from opensdo.programs.directory.files import COLUMNS, cells, public
from opensdo.programs.directory.forms import SearchForm
from opensdo.programs.directory.pages import Listing, Standing


@purpose(None)
@kept_by_edition
def search(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET, today=timezone.localdate())
    if not form.is_valid():
        return render(request, "directory/search.html", {"form": form}, status=422)
    wanted = form.search()
    found = queries.find(wanted)
    listing = Listing(wanted, found, queries.kinds())
    context: dict[str, Any] = {"form": form, "search": wanted, "listing": listing, "at": timezone.now()}
    if not found.count and wanted.q:
        context |= {"meant": queries.meant(wanted), "alike": queries.alike(wanted.q, wanted.on)}
    return render(request, "directory/search.html", context)


@purpose(None)
@kept_by_edition
def business(request: HttpRequest, slug: str) -> HttpResponse:
    today = timezone.localdate()
    entry = access.entry(slug)
    standing = Standing.of(entry, _asked(request, today), today)
    return render(request, "directory/business.html", {"entry": entry, "standing": standing, "at": timezone.now()})


@purpose(None)
def files(request: HttpRequest) -> HttpResponse:
    return render(request, "directory/files.html", {"columns": COLUMNS})


@purpose(None)
@kept_by_edition
def as_csv(request: HttpRequest) -> HttpResponseBase:
    return _file(request, _csv, "text/csv; charset=utf-8", "businesses.csv")


@purpose(None)
@kept_by_edition
def as_json(request: HttpRequest) -> HttpResponseBase:
    return _file(request, _json, "application/json", "businesses.json")


def _file(request: HttpRequest, write: Any, kind: str, name: str) -> HttpResponseBase:
    form = SearchForm(request.GET, today=timezone.localdate())
    if not form.is_valid():
        words = [str(error) for errors in form.errors.values() for error in errors]
        return HttpResponse("\n".join(words), status=422, content_type="text/plain; charset=utf-8")
    wanted = form.search()
    businesses = queries.matching(wanted)
    response = StreamingHttpResponse(
        write(queries.in_full(businesses, wanted.on), wanted.on, len(businesses)), content_type=kind
    )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class _Line:
    """What csv.writer writes to: it hands the line back."""

    def write(self, line: str) -> str:
        return line


def _csv(rows: Iterator[dict[str, Any]], on: date, count: int) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow([name for name, _ in COLUMNS])
    for row in rows:
        yield writer.writerow(cells(row, on))


def _json(rows: Iterator[dict[str, Any]], on: date, count: int) -> Iterator[str]:
    yield f'{{"as_of": "{on}", "count": {count}, "businesses": ['
    for number, row in enumerate(rows):
        yield (",\n" if number else "\n") + json.dumps(public(row, on), ensure_ascii=False)
    yield "\n]}\n"


def _asked(request: HttpRequest, today: date) -> date:
    """A day that cannot be read, or is still to come, is today: the page says which day it speaks of."""
    try:
        asked = parse_date(request.GET.get("on", ""))
    except ValueError:
        asked = None
    return min(asked or today, today)
