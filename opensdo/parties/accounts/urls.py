"""Pages of one's own account, beside the sign-in pages of allauth."""

from __future__ import annotations

from django.urls import path

from opensdo.parties.accounts import views

app_name = "accounts"
public = [path("", views.home, name="home")]
staff = [path("second-factor/", views.second_factor, name="second_factor")]
