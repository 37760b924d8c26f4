"""The address of the notice."""

from __future__ import annotations

from django.urls import path

from opensdo.privacy.disclosures import views

app_name = "disclosures"
public = [path("", views.notice, name="notice")]
