"""The public site with its cast and its mailbox."""

from __future__ import annotations

from django.urls import include, path

from demo import views
from opensdo.web.urls.public import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

pages = [
    path("", views.people, name="people"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("mail/", views.mail, name="mail"),
    path("mail/<str:name>/", views.letter, name="letter"),
    path("mail/<str:name>/<int:number>/", views.attachment, name="attachment"),
]
urlpatterns = [path("demo/", include((pages, "demo"))), path("", include("opensdo.web.urls.public"))]
