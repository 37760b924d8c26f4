"""The addresses of the directory."""

from __future__ import annotations

from django.urls import path

from opensdo.programs.directory import views

app_name = "directory"
public = [
    path("", views.search, name="search"),
    path("businesses.csv", views.as_csv, name="csv"),
    path("businesses.json", views.as_json, name="json"),
    path("files/", views.files, name="files"),
    path("<slug:slug>/", views.business, name="business"),
]
