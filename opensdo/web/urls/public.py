"""Every address of the public site."""

from __future__ import annotations

from django.urls import include, path

from opensdo.web.urls.rooms import room

urlpatterns = [
    *room("", "web.pages", site="public"),
    *room("account/", "parties.accounts", site="public"),
    *room("account/", "parties.personnel", site="public"),
    path("account/", include("allauth.urls")),
    *room("certification/", "programs.certification", site="public"),
    *room("directory/", "programs.directory", site="public"),
    *room("privacy/data-system/", "privacy.disclosures", site="public"),
    *room("", "oversight.assurance", site="public"),
]

handler400 = "opensdo.web.pages.views.bad_request"
handler403 = "opensdo.web.pages.views.forbidden"
handler404 = "opensdo.web.pages.views.not_found"
handler500 = "opensdo.web.pages.views.broken"
