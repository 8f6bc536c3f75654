"""A MAPPA area is no force: 42 areas, 43 forces (C-18)."""

from datetime import date

from contracts.mappa import area_of, areas, forces_of
from contracts.parties import Nation, forces

TODAY = date(2026, 6, 1)


def test_every_territorial_force_is_of_exactly_one_area() -> None:
    territorial = {
        one.code for one in forces().values() if one.territorial and one.nation is Nation.ENGLAND_AND_WALES
    }
    placed = [force for area in areas() if area.held(TODAY) for force in area.forces]
    assert sorted(placed) == sorted(territorial)
    assert (len([area for area in areas() if area.held(TODAY)]), len(territorial)) == (42, 43)


def test_two_forces_share_london() -> None:
    assert forces_of("LONDON", TODAY) == ("01", "48")
    assert area_of("48", TODAY) == area_of("01", TODAY) == "LONDON"


def test_a_row_holds_in_its_time_alone() -> None:
    assert forces_of("AREA-46", date(1999, 1, 1)) == ()
    assert area_of("46", date(1999, 1, 1)) is None


def test_what_is_no_area_has_no_force_and_a_force_of_no_area_none() -> None:
    assert forces_of("ATLANTIS", TODAY) == ()
    assert area_of("93", TODAY) is None
