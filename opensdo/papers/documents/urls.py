"""Files that staff may see and take. The public site holds no key that opens one."""

from __future__ import annotations

from django.urls import path

from opensdo.papers.documents import views

app_name = "documents"
public: list[object] = []
staff = [
    path("<str:reference>/file/", views.download, name="download"),
    path("<str:reference>/page/", views.page, name="page"),
]
