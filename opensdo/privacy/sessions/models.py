"""Sessions that no process can list, and what each site signs with. All of it is reached by functions only."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Session(models.Model):
    """Named by the hash of a hash of the cookie. What is in it is encrypted under a key that only the cookie gives.

    One that has ended stays until it would have expired, so that nothing brings it back.
    """

    name = models.BinaryField(primary_key=True)
    site = models.TextField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    second_factor = models.BooleanField(default=False)
    content = models.TextField()
    expires = models.DateTimeField()
    ended = models.BooleanField(default=False)

    class Meta:
        indexes = (models.Index(fields=["expires"], name="sessions_that_expire"),)

    def __str__(self) -> str:
        return f"a session of {self.site}"


class SiteKey(models.Model):
    """What a site vouches with that it has seen a password: the two padded blocks of its HMAC key."""

    site = models.TextField(primary_key=True)
    inner_pad = models.BinaryField()
    outer_pad = models.BinaryField()

    def __str__(self) -> str:
        return f"the key of {self.site}"
