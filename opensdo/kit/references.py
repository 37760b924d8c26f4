"""Public references: random, easy to read out, forgiving to type. Never from a sequence."""

from __future__ import annotations

import re
import secrets
from typing import Final

ALPHABET: Final = "23467ACDEFGHJKMNPQRTVWX"  # 23 is prime; left out: 0 O, 1 I L, 5 S, 8 B, 9, U, Y, Z
LOOK_ALIKES: Final = str.maketrans({"Z": "2", "U": "V", "Y": "V", "O": "Q", "0": "Q"})
BODY: Final = 7


class Mistyped(ValueError):
    """The check character does not fit: this is no reference of ours, so nobody needs to look for it."""


def new(prefix: str) -> str:
    """`PREFIX-XXXX-XXXX`: seven random characters (31 bits) and one that checks them."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(BODY))
    return _written(prefix, body + _check(body))


def normal(text: str) -> str:
    """As we would write it: case, spaces, dashes and look-alikes are forgiven. Raises Mistyped."""
    typed = re.sub(r"[^A-Z0-9]", "", text.upper())
    prefix, rest = typed[: -BODY - 1], typed[-BODY - 1 :].translate(LOOK_ALIKES)
    if not prefix.isalpha() or set(rest) - set(ALPHABET) or rest[-1] != _check(rest[:-1]):
        raise Mistyped(text)
    return _written(prefix, rest)


def _written(prefix: str, rest: str) -> str:
    return f"{prefix}-{rest[:4]}-{rest[4:]}"


def _check(body: str) -> str:
    """Each place has a weight of its own, modulo a prime: one wrong or two swapped characters never go unnoticed."""
    return ALPHABET[sum(weight * ALPHABET.index(letter) for weight, letter in enumerate(body, 2)) % len(ALPHABET)]
