"""The addresses of the policy and its evidence."""

from __future__ import annotations

from django.urls import path

from opensdo.oversight.assurance import views

app_name = "assurance"
public = [
    path("privacy/", views.policy, name="policy"),
    path("privacy/versions/<int:number>/", views.version, name="version"),
    path("privacy/changes/<int:old>/<int:new>/", views.changes, name="changes"),
    path("privacy/evidence/", views.evidence, name="evidence"),
    path("privacy/links/", views.links, name="links"),
    path("glossary/", views.glossary, name="glossary"),
]
staff = [path("", views.desk, name="desk")]
