"""Addresses of the office's own pages."""

from __future__ import annotations

from django.urls import path

from opensdo.web.pages import views

app_name = "pages"
public = [
    path("", views.home, name="home"),
    path("about/", views.about, name="about"),
    path("programs/", views.programs, name="programs"),
    path("contact/", views.contact, name="contact"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
]
staff = [path("", views.desk, name="desk"), path("healthz", views.healthz, name="healthz")]
