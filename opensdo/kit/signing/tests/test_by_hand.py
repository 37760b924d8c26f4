"""What the guide for auditors tells to type, typed: a receipt is checked with openssl and the tools of the system."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from opensdo.kit import merkle
from opensdo.kit.signing import check_receipt, keys
from opensdo.kit.signing.receipts import Pinned, Receipted, sign_checkpoint, sign_receipt
from tests.house.sources import ROOT

DAY = date(2026, 11, 23)
TOOLS = ("bash", "openssl", "basenc", "sha256sum")
TOLD = (
    '1795445232.123456\ncertification.submitted\n{"papers": 4, "note": "a \\"quote\\", a \\\\ and a \\n", "who": "Zoë"}'
)


@pytest.fixture
def proof(tmp_path: Path) -> dict[str, object]:
    listed = keys.make(tmp_path / "keys", office='Office of "Ñandú" & Co', on=DAY)
    (tmp_path / keys.PUBLISHED).write_text(listed.document())
    receipt = Receipted(TOLD, bytes(range(32)), 4, bytes(32))
    tree = merkle.grow([*(bytes([number]) * 32 for number in range(5)), receipt.leaf], b"s" * 16)
    slot, path = tree.path(5)
    pinned = Pinned(5, datetime(2026, 11, 23, 14, 50, tzinfo=UTC), tree.root, bytes([7]) * 32)
    signers = {use: keys.current(tmp_path / "keys", use) for use in keys.Use}
    return {
        "what": "A receipt and its proof.",
        "receipt": sign_receipt(receipt, on=DAY, signer=signers[keys.Use.RECEIPTS]),
        "leaf": receipt.leaf.hex(),
        "slot": slot,
        "path": [step.hex() for step in path],
        "checkpoint": sign_checkpoint(pinned, on=DAY, signer=signers[keys.Use.CHECKPOINTS]),
    }


def typed(folder: Path, proof: dict[str, object]) -> str:
    (folder / "proof.json").write_text(json.dumps(proof, indent=1) + "\n")
    guide = (ROOT / "docs" / "guides" / "auditor.md").read_text()
    [lines] = re.findall(r"```bash\n(.*?)```", guide, re.DOTALL)
    done = subprocess.run(["bash", "-c", lines], cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@pytest.mark.skipif(not all(map(shutil.which, TOOLS)), reason="the guide names tools that this machine lacks")
def test_what_the_guide_tells_to_type_proves_a_receipt_and_nothing_else(
    proof: dict[str, object], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = typed(tmp_path, proof)
    assert said.count("Signature Verified Successfully") == 2, said
    assert "The entry is in the list." in said
    assert check_receipt.main([str(tmp_path / "proof.json"), str(tmp_path / keys.PUBLISHED)]) == 0
    checkpoint = said.splitlines()[-1]
    assert check_receipt.groups(bytes.fromhex(checkpoint)) in capsys.readouterr().out
    slot, receipt = int(str(proof["slot"])), str(proof["receipt"])
    for spoiled in ({"slot": slot ^ 1}, {"path": ["00" * 32] * 20}):
        assert "The entry is NOT in the list." in typed(tmp_path, proof | spoiled)
    other = receipt[:-20] + ("A" if receipt[-20] != "A" else "B") + receipt[-19:]
    assert typed(tmp_path, proof | {"receipt": other}).count("Signature Verified Successfully") == 1
