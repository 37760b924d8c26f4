"""Check a receipt of the ledger on any computer: needs Python 3.8 or later and nothing else, no network, no other file.

    python3 check_receipt.py FILE KEYS [--kept CHECKPOINT]

FILE        what the office's page gave you: the proof, or your receipt while you wait for the next list
KEYS        the office's public keys (signing-keys.json). Get them from a place that you trust, and keep them
CHECKPOINT  a checkpoint that you, a newspaper or somebody else kept: a text in which it stands, as the office signed it

It ends with 0: all is proven. 1: something does not fit. 2: genuine, and not in a published list yet. 3: not readable.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
import re
import sys
from typing import Any, Dict, Tuple  # noqa: UP035  (for older Pythons than ours)

Said = Dict[str, Any]  # noqa: UP006
Point = Tuple[int, int, int, int]  # noqa: UP006
TOKEN = re.compile(r"SDO1\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)")
DEPTH = 20  # every list is a tree of this depth, however much is in it
LARGEST = 5_000_000
RECEIPTS = "proof.json, or receipt.json from the office's e-mail"
KEYS = "signing-keys.json from the office's page of keys"
USES = {"receipt": "receipts", "checkpoint": "checkpoints"}
P = 2**255 - 19  # from here on: the numbers of Ed25519, RFC 8032, section 5.1
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


class Wrong(Exception):
    """Something does not fit; the words say what."""


class Unreadable(Exception):
    """A file cannot be used; the words say what to do."""


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


# Points are kept as X, Y, Z, T with x = X/Z, y = Y/Z, x*y = T/Z (RFC 8032, 5.1.4).
def add(a: Point, b: Point) -> Point:
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n: int, point: Point) -> Point:
    total = (0, 1, 1, 0)
    while n:
        if n & 1:
            total = add(total, point)
        point, n = add(point, point), n >> 1
    return total


def point_of(data: bytes) -> Point:
    """RFC 8032, 5.1.3."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        raise Wrong("The key or the signature is not a point of the curve.")
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def same(a: Point, b: Point) -> bool:
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """RFC 8032, 5.1.7."""
    if len(public) != 32 or len(signature) != 64:
        return False
    base = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
    s = int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % Q
    other = add(point_of(signature[:32]), times(h, point_of(public)))
    return s < Q and same(times(s, base), other)


def decoded(part: str) -> bytes:
    data = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    if base64.urlsafe_b64encode(data).decode().rstrip("=") != part:
        raise Wrong("A character at its end was changed.")
    return data


def statement(text: str, keys: Said, kind: str) -> Said:
    """What the office signed: words, then a signature over exactly these words."""
    found = TOKEN.search(text)
    if not found:
        raise Wrong(f"There is no whole {kind} in it: a part is missing.")
    try:
        words, signature = decoded(found[1]), decoded(found[2])
        said = json.loads(words)
    except (ValueError, RecursionError) as error:
        raise Wrong(f"The {kind} is damaged: a character is wrong, or somebody changed it.") from error
    key = next((key for key in keys["keys"] if key["id"] == said.get("key")), None)
    if key is None or said.get("office") != keys["office"]:
        raise Wrong(f"The {kind} was signed with key {said.get('key')}, and this office never published that key.")
    public = bytes.fromhex(key["public"])
    if not hashlib.sha256(public).hexdigest().startswith(key["id"]):
        raise Wrong(f"The key {key['id']} was exchanged: its name does not follow from it.")
    if not signed(public, b"opensdo statement 1\n" + words, signature):
        raise Wrong(f"The signature on the {kind} does not fit: somebody changed it, or a character is wrong.")
    if said.get("kind") != kind or key["use"] != USES[kind]:
        raise Wrong(f"This is not a {kind}, or its key is for something else.")
    if key["revoked_on"]:
        raise Wrong(f"The office took the key {key['id']} back on {key['revoked_on']}: what it signed does not count.")
    if not key["since"] <= said["issued_on"] <= (key["until"] or "9999"):
        raise Wrong(f"The key {key['id']} was not in use on {said['issued_on']}, the day on the {kind}.")
    return dict(said)


def climbed(leaf: bytes, slot: int, path: list[str]) -> bytes:
    """The top of the tree that this path leads to. A leaf is hashed after a byte 0, two neighbours after a byte 1."""
    if len(path) != DEPTH or not 0 <= slot < 2**DEPTH:
        raise Wrong(f"The path has to have {DEPTH} steps.")
    so_far = sha256(b"\0" + leaf)
    for height, step in enumerate(path):
        neighbour = bytes.fromhex(step)
        so_far = sha256(b"\1" + (neighbour + so_far if slot >> height & 1 else so_far + neighbour))
    return so_far


def chained(said: Said) -> bytes:
    """The hash of a checkpoint: of the hash before it, its number, its moment and its root."""
    numbers = said["number"].to_bytes(8, "big") + said["at"].to_bytes(8, "big")
    return sha256(bytes.fromhex(said["before"]) + numbers + bytes.fromhex(said["root"]))


def moment(seconds: float) -> str:
    at = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)  # noqa: UP017  (for older Pythons)
    return f"{at.day} {at:%B %Y, %H:%M:%S} UTC"


def groups(data: bytes) -> str:
    return " ".join(data.hex()[start : start + 4] for start in range(0, 2 * len(data), 4))


def say(words: str) -> None:
    letters = sys.stdout.encoding or "ascii"  # of a console that lacks some of ours
    sys.stdout.write(words.encode(letters, "backslashreplace").decode(letters) + "\n")


def check_receipt(proof: Said, keys: Said) -> Tuple[bytes, int]:  # noqa: UP006
    """The fingerprint of the entry, and the number of the last list that was published before it."""
    if "receipt" not in proof:
        say("1. This file has no signed receipt. It speaks of one entry by its fingerprint only.")
        return bytes.fromhex(proof.get("leaf") or proof["code"]), 0
    said = statement(proof["receipt"], keys, "receipt")
    at, kind, details = said["told"].split("\n", 2)
    say(f"1. The receipt is genuine: {said['office']} signed it on {said['issued_on']} with key {said['key']}.")
    say(f"   It says that this was entered in the ledger on {moment(float(at))}:\n   {kind} {details}")
    leaf = sha256(said["told"].encode() + bytes.fromhex(said["rest"]))
    say(f"2. Its fingerprint, made again from these words:\n   {groups(leaf)}")
    if proof.get("leaf", leaf.hex()) != leaf.hex():
        raise Wrong("The proof is for another entry: the fingerprints differ.")
    return leaf, int(said["number"])


def check_proof(proof: Said, keys: Said, leaf: bytes, after: int, kept: str) -> int:
    if "path" not in proof:
        say("There is no proof in this file yet. After the next list, in ten minutes, the office's page gives you one.")
        return 2
    said = statement(proof["checkpoint"], keys, "checkpoint")
    if climbed(leaf, proof["slot"], proof["path"]).hex() != said["root"]:
        raise Wrong(f"The path does not lead from the entry to list {said['number']}: the entry is not in it.")
    if said["number"] <= after:
        raise Wrong(f"The receipt names list {after} as published before it, so it cannot be in list {said['number']}.")
    say(f"3. The fingerprint is in list number {said['number']}: the {DEPTH} steps of the path lead to its root.")
    say(f"4. That list was published for {moment(said['at'])}, and signed with key {said['key']}. Its checkpoint:")
    say(f"   {said['number']} · {groups(chained(said))}")
    if not kept:
        say("   Compare it with one that you, a newspaper or anybody else kept: then nobody can have made it later.")
        return 0
    other = statement(kept, keys, "checkpoint")
    if other["number"] != said["number"]:
        raise Wrong(f"What was kept is checkpoint {other['number']}, and the proof is for {said['number']}.")
    if chained(other) != chained(said):
        raise Wrong(
            f"Checkpoint {said['number']} was published twice, with different contents. Keep both, and show them."
        )
    say("5. It is the one that was kept.")
    return 0


def read(path: str, what: str) -> str:
    try:
        with open(path, "rb") as file:
            data = file.read(LARGEST + 1)
        text = data.decode("utf-8-sig")
    except FileNotFoundError:
        raise Unreadable(f"There is no file {path}. Compare the name, and the folder that you are in.") from None
    except IsADirectoryError:
        raise Unreadable(f"{path} is a folder. Name the file in it: {what}.") from None
    except PermissionError:
        raise Unreadable(f"You may not read {path}. Copy it to a folder of yours, or ask whose it is.") from None
    except UnicodeError:
        kind = "a PDF" if data.startswith(b"%PDF-") else "no text"
        raise Unreadable(f"{path} is {kind}. Choose {what}.") from None
    except (OSError, ValueError) as error:
        raise Unreadable(f"{path} cannot be read: {error}.") from None
    if not text.strip() or len(data) > LARGEST:
        raise Unreadable(f"{path} is {'too large' if text.strip() else 'empty'}. Choose {what}, or save it again.")
    return text


def unpacked(text: str, path: str, what: str) -> Said:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Unreadable(f"{path} is cut off, or it is another kind of file. Choose {what}, or save it again.")
    return found


def opened(file: str, keys: str) -> Tuple[Said, Said]:  # noqa: UP006
    """The proof and the keys."""
    given, listed = read(file, RECEIPTS), unpacked(read(keys, KEYS), keys, KEYS)
    if "keys" not in listed:
        raise Unreadable(f"{keys} holds no public keys. The receipt comes first, then {KEYS}.")
    if not given.lstrip().startswith("{"):
        return {"receipt": given}, listed
    proof = unpacked(given, file, RECEIPTS)
    if not {"receipt", "leaf", "code"} & set(proof):
        raise Unreadable(f"{file} holds no receipt and no proof. Choose {RECEIPTS}.")
    return proof, listed


def main(arguments: list[str]) -> int:
    files = [each for each in arguments if each != "--kept"]
    if len(files) != 2 + ("--kept" in arguments) or (len(files) == 3 and arguments[-2] != "--kept"):
        say(__doc__ or "")
        return 3
    try:
        proof, keys = opened(files[0], files[1])
        kept = read(files[2], "the text with the checkpoint that was kept") if len(files) == 3 else ""
        result = check_proof(proof, keys, *check_receipt(proof, keys), kept)
    except Wrong as wrong:
        say(f"NOT PROVEN. {wrong}")
        return 1
    except Unreadable as unreadable:
        say(f"NOT READABLE. {unreadable}")
        return 3
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        say(f"NOT READABLE. A part is missing or was changed ({type(error).__name__} {error}). Save the files again.")
        return 3
    say("PROVEN. The entry is in the published list, and nobody can change it unseen." if result == 0 else "NOT YET.")
    return result


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
