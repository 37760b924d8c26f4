"""The addresses of the ledger's public pages."""

from __future__ import annotations

from django.urls import path

from opensdo.oversight.assurance.receipts import views

HERE = "privacy/evidence/"
public = [
    path(f"{HERE}receipt/", views.receipt, name="receipt"),
    path(f"{HERE}check_receipt.py", views.script, name="script"),
    path(f"{HERE}checkpoints/", views.checkpoints, name="checkpoints"),
    path(f"{HERE}checkpoints/<int:number>/", views.checkpoint, name="checkpoint"),
    path(f"{HERE}checkpoints.atom", views.feed, name="feed"),
    path(f"{HERE}checkpoints.txt", views.newspaper, name="newspaper"),
]
