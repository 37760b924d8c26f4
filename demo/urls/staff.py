"""The staff site with its cast."""

from __future__ import annotations

from django.urls import include, path

from demo import views
from opensdo.web.urls.staff import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

pages = [path("", views.people, name="people"), path("sign-in/", views.sign_in, name="sign_in")]
urlpatterns = [path("staff/demo/", include((pages, "demo"))), path("", include("opensdo.web.urls.staff"))]
