"""The addresses of the policy and its evidence."""

from __future__ import annotations

from django.urls import path

from opensdo.oversight.assurance import views
from opensdo.oversight.assurance.receipts import urls as receipts

app_name = "assurance"
public = [
    path("privacy/", views.policy, name="policy"),
    path("privacy/versions/<int:number>/", views.version, name="version"),
    path("privacy/changes/<int:old>/<int:new>/", views.changes, name="changes"),
    path("privacy/evidence/", views.evidence, name="evidence"),
    path("privacy/evidence.json", views.evidence_data, name="evidence_data"),
    path("privacy/links/", views.links, name="links"),
    path("glossary/", views.glossary, name="glossary"),
    *receipts.public,
]
staff = [path("", views.desk, name="desk"), path("signing/", views.signing, name="signing")]
