"""The staff site with its cast."""

from __future__ import annotations

from django.urls import include, path

from demo import views

pages = [path("", views.people, name="people"), path("sign-in/", views.sign_in, name="sign_in")]
urlpatterns = [path("staff/demo/", include((pages, "demo"))), path("", include("opensdo.web.urls.staff"))]
