"""Addresses of the staff's own affairs, and of the way back for whoever lost the second step."""

from __future__ import annotations

from django.urls import path

from opensdo.parties.personnel.views import coming_back, people, roles, standing_in

app_name = "personnel"
ONE = "people/<slug:reference>/"
public = [
    path("way-back/", coming_back.come_back, name="come_back"),
    path("way-back/<slug:reference>/stop/", coming_back.stop, name="stop_way_back"),
]
staff = [
    path("invitation/", roles.accept, name="accept"),
    path("stand-in/", standing_in.mine, name="stand_in"),
    path("stand-in/<slug:reference>/end/", standing_in.end, name="end_stand_in"),
    path("people/", people.people, name="people"),
    path("people/invite/", roles.invite, name="invite"),
    path("people/review/", roles.review, name="review"),
    path("people/roles/<slug:reference>/", roles.role, name="role"),
    path("people/way-back/", people.help_public, name="help_public"),
    path("people/way-back/<slug:reference>/", people.way_back, name="way_back"),
    path(ONE, people.person, name="person"),
    path(f"{ONE}role/", roles.propose, name="propose"),
    path(f"{ONE}stand-in/", standing_in.hers, name="her_stand_in"),
    path(f"{ONE}leave/", people.leave, name="leave"),
    path(f"{ONE}withdraw/", people.withdraw, name="withdraw"),
    path(f"{ONE}help/", people.help_back, name="help_back"),
]
