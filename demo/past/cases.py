"""The cases of the invented people who applied before you came. When each was sent follows from when it is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import IntEnum


class Stage(IntEnum):
    """How far the office has come with it."""

    SENT = 0
    HANDED_OUT = 1
    ASKED = 2
    RECOMMENDED = 3
    DECIDED = 4


@dataclass(frozen=True)
class Holder:
    name: str
    share: str
    counts_for: tuple[str, ...]
    address: str
    citizenship: str = "citizen"


@dataclass(frozen=True)
class Asked:
    """What Rosa asked for, so many working days ago."""

    requirement: str
    what: str
    why: str
    ago: int


@dataclass(frozen=True, kw_only=True)
class Case:
    """`due_in`: working days from today to the due date, below zero when it is over. `found`: how many criteria are
    read, or all. `against`: criteria that are not met, each with the finding."""

    email: str
    firm: str
    structure: str
    founded_on: date
    street: str
    city: str
    zip_code: str
    sells: str
    codes: tuple[str, ...]
    categories: tuple[str, ...]
    contact: str
    holders: tuple[Holder, ...] = ()
    stage: Stage = Stage.HANDED_OUT
    due_in: int
    found: int = 0
    against: Mapping[str, str] = field(default_factory=dict)
    asked: Asked | None = None
    opened_because: str = ""

    @property
    def shares(self) -> Decimal:
        return sum((Decimal(each.share) for each in self.holders), Decimal(0))


ALL = 99
FIRST_DAY = 89  # of the ninety that the law gives

CASES = (
    Case(
        email="ada@example.org",
        firm="Marlowe Powder Coating LLC",
        structure="llc",
        founded_on=date(2021, 3, 8),
        street="20 Forge Lane",
        city="Worcester",
        zip_code="01608",
        sells="Powder coating of steel and aluminum parts, in any color.",
        codes=("332812",),
        categories=("WBE",),
        contact="Ada Marlowe",
        holders=(Holder("Ada Marlowe", "100", ("WBE",), "1 Forge Lane, Worcester, MA 01608"),),
        stage=Stage.DECIDED,
        due_in=48,
        found=ALL,
        opened_because="I match the number with the tax return of 2025.",
    ),
    Case(
        email="teresa@pennywhistle-drywall.example",
        firm="Pennywhistle Drywall LLC",
        structure="llc",
        founded_on=date(2016, 5, 2),
        street="4 Canal Street",
        city="Fall River",
        zip_code="02720",
        sells="Walls and ceilings for schools and offices, hung and finished.",
        codes=("238310",),
        categories=("PBE", "WBE"),
        contact="Teresa Ribeiro",
        holders=(
            Holder("Teresa Ribeiro", "60", ("PBE", "WBE"), "88 Spindle Road, Fall River, MA 02721"),
            Holder("Duarte Ribeiro", "40", ("PBE",), "88 Spindle Road, Fall River, MA 02721"),
        ),
        due_in=-3,
        found=4,
    ),
    Case(
        email="maeve@copper-beech-bindery.example",
        firm="Copper Beech Bindery, Inc.",
        structure="corporation",
        founded_on=date(2009, 10, 19),
        street="31 Mill Row",
        city="Northampton",
        zip_code="01060",
        sells="Binding and repair of library books and town records.",
        codes=("323120",),
        categories=("WBE",),
        contact="Maeve Sorrel",
        holders=(
            Holder("Maeve Sorrel", "51", ("WBE",), "7 Aster Way, Northampton, MA 01060"),
            Holder("Piet Sorrel", "49", (), "7 Aster Way, Northampton, MA 01060", "resident"),
        ),
        due_in=0,
        found=4,
    ),
    Case(
        email="hank@thornapple-snow.example",
        firm="Thornapple Snow & Sand",
        structure="sole-proprietor",
        founded_on=date(2019, 11, 4),
        street="2 Gravel Bank Road",
        city="Gardner",
        zip_code="01440",
        sells="Plowing, salting and sanding of lots and walks.",
        codes=("561790",),
        categories=("VBE", "SDVOBE"),
        contact="Hank Thornapple",
        holders=(Holder("Hank Thornapple", "100", ("VBE", "SDVOBE"), "2 Gravel Bank Road, Gardner, MA 01440"),),
        due_in=1,
        found=3,
    ),
    Case(
        email="zuri@calabash-kitchens.example",
        firm="Calabash Kitchens LLC",
        structure="llc",
        founded_on=date(2020, 2, 24),
        street="112 Lantern Street",
        city="Boston",
        zip_code="02121",
        sells="Breakfasts and lunches for schools, cooked the same day.",
        codes=("722310",),
        categories=("MBE", "WBE"),
        contact="Zuri Okonjo",
        holders=(Holder("Zuri Okonjo", "100", ("MBE", "WBE"), "9 Elm Court, Boston, MA 02121", "resident"),),
        due_in=2,
        found=2,
    ),
    Case(
        email="office@windrow-hay.example",
        firm="Windrow Hay & Feed",
        structure="partnership",
        founded_on=date(2014, 4, 1),
        street="900 Meadow Road",
        city="Hadley",
        zip_code="01035",
        sells="Hay, straw and feed for public farms and shelters.",
        codes=("424910",),
        categories=("LGBTBE",),
        contact="Robin Windrow",
        holders=(
            Holder("Robin Windrow", "50", ("LGBTBE",), "900 Meadow Road, Hadley, MA 01035"),
            Holder("Jo Larkspur", "50", ("LGBTBE",), "900 Meadow Road, Hadley, MA 01035"),
        ),
        due_in=21,
        found=1,
    ),
    Case(
        email="cyrus@tern-point-boats.example",
        firm="Tern Point Boats, Inc.",
        structure="corporation",
        founded_on=date(2011, 6, 13),
        street="1 Slip Road",
        city="Marblehead",
        zip_code="01945",
        sells="Small work boats, built and mended.",
        codes=("336612",),
        categories=("DOBE",),
        contact="Cyrus Vale",
        holders=(Holder("Cyrus Vale", "75", ("DOBE",), "14 Tern Point, Marblehead, MA 01945"),),
        due_in=63,
    ),
    Case(
        email="imani@mill-pond-weavers.example",
        firm="Mill Pond Weavers, Inc.",
        structure="corporation",
        founded_on=date(2017, 9, 5),
        street="60 Shuttle Street",
        city="Lowell",
        zip_code="01852",
        sells="Blankets and uniforms, woven and sewn to order.",
        codes=("313210", "315250"),
        categories=("MBE", "WBE"),
        contact="Imani Brook",
        holders=(Holder("Imani Brook", "80", ("MBE", "WBE"), "3 Weft Lane, Lowell, MA 01852"),),
        stage=Stage.ASKED,
        due_in=40,
        found=3,
        asked=Asked(
            "tax-returns",
            "Tax return for 2025, all pages",
            "We have the first two pages only. We need all of them to see who owns the business (Ownership).",
            4,
        ),
    ),
    Case(
        email="desk@kite-hill-day-camp.example",
        firm="Kite Hill Day Camp",
        structure="nonprofit",
        founded_on=date(2008, 1, 15),
        street="5 Kite Hill",
        city="Pittsfield",
        zip_code="01201",
        sells="Summer camps and after-school care.",
        codes=("721214",),
        categories=("WNPO",),
        contact="Una Fairweather",
        stage=Stage.ASKED,
        due_in=33,
        found=2,
        asked=Asked(
            "board-list",
            "The list of the board, with votes",
            "Two people joined the board in May. The list you sent is older (Board and members).",
            2,
        ),
    ),
    Case(
        email="leila@saffron-slate.example",
        firm="Saffron & Slate Tile LLC",
        structure="llc",
        founded_on=date(2018, 8, 20),
        street="77 Kiln Street",
        city="Springfield",
        zip_code="01105",
        sells="Tile and stone floors for public buildings.",
        codes=("238340",),
        categories=("MBE", "WBE"),
        contact="Leila Moradi",
        holders=(
            Holder("Leila Moradi", "70", ("MBE", "WBE"), "16 Grout Lane, Springfield, MA 01105"),
            Holder("Sam Slate", "30", (), "20 Grout Lane, Springfield, MA 01105"),
        ),
        stage=Stage.RECOMMENDED,
        due_in=6,
        found=ALL,
        against={
            "ownership.MBE": "The papers do not show yet to which minority group the owner belongs.",
        },
    ),
    Case(
        email="nell@hollow-oak-ladders.example",
        firm="Hollow Oak Ladders LLC",
        structure="llc",
        founded_on=date(2022, 7, 11),
        street="12 Rung Street",
        city="Athol",
        zip_code="01331",
        sells="Wooden ladders and scaffolds, made and tested.",
        codes=("321999",),
        categories=("WBE",),
        contact="Nell Harrow",
        holders=(Holder("Nell Harrow", "90", ("WBE",), "13 Rung Street, Athol, MA 01331"),),
        stage=Stage.SENT,
        due_in=FIRST_DAY,
    ),
    Case(
        email="gus@brass-button-tailors.example",
        firm="Brass Button Tailors LLC",
        structure="llc",
        founded_on=date(2015, 3, 16),
        street="40 Thimble Square",
        city="Quincy",
        zip_code="02169",
        sells="Uniforms for police, fire and transit, made to measure.",
        codes=("315210",),
        categories=("VBE",),
        contact="Gus Brandt",
        holders=(
            Holder("Gus Brandt", "55", ("VBE",), "2 Needle Court, Quincy, MA 02169"),
            Holder("Ingrid Brandt", "45", (), "2 Needle Court, Quincy, MA 02169"),
        ),
        stage=Stage.DECIDED,
        due_in=11,
        found=ALL,
        against={
            "control.VBE": "The operating agreement asks for the yes of both members for each purchase above 5,000"
            " dollars and for each new hire. So the veteran cannot make the major decisions himself."
        },
    ),
)
