"""Every address of the staff site, all under /staff/."""

from __future__ import annotations

from django.urls import include, path

from opensdo.web.urls.rooms import room

urlpatterns = [
    *room("staff/", "parties.accounts", site="staff"),
    *room("staff/", "parties.personnel", site="staff"),
    path("staff/account/", include("allauth.urls")),
    *room("staff/", "web.pages", site="staff"),
    *room("staff/documents/", "papers.documents", site="staff"),
    *room("staff/certification/", "programs.certification", site="staff"),
    *room("staff/assurance/", "oversight.assurance", site="staff"),
    *room("staff/policy/", "privacy.policy", site="staff"),
]

handler400 = "opensdo.web.pages.views.bad_request"
handler403 = "opensdo.web.pages.views.forbidden"
handler404 = "opensdo.web.pages.views.not_found"
handler500 = "opensdo.web.pages.views.broken"
