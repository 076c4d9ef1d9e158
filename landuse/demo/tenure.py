"""Who owns and who rents the parcels that firms sit on."""

from collections.abc import Mapping, Sequence

from numpy.random import Generator

from landuse.demo.firms import WITHOUT_PLANT, Firm
from landuse.demo.formats import Row
from landuse.demo.parcels import Parcel
from landuse.units import m2_from_mu

#: Owned parcels that are written down, and how many of them are let in part to firms without a plant of their own.
OWNED, LET = 60, 24
#: Every so-manieth parcel belongs to two firms, the larger part to the one that sits on it.
SHARED, LARGER = 9, 0.65


def tenure_rows(
    firms: Sequence[Firm], rebuilt: frozenset[str], parcels: Mapping[str, Parcel], rng: Generator
) -> list[Row]:
    """Return owners and lessees of parcels with their shares; the parcels *rebuilt* by their owners come first."""
    owners = [firm for firm in firms if firm.owns_plant]
    owners.sort(key=lambda firm: not rebuilt & set(firm.parcels))
    seats = [(firm, parcels[firm.parcels[0]]) for firm in owners[:OWNED]]
    rows: list[Row] = []
    for place, (firm, parcel) in enumerate(seats):
        is_shared = place % SHARED == SHARED - 1
        rows.append(_row(parcel, firm, "owner", LARGER if is_shared else 1.0))
        if is_shared:
            rows.append(_row(parcel, owners[place - 1], "owner", round(1 - LARGER, 2)))
    lettable = [parcel for _, parcel in seats if parcel.parcel_id not in rebuilt]
    tenants = firms[:WITHOUT_PLANT]
    for place, parcel in enumerate(lettable[:LET]):
        first = round(float(rng.uniform(0.2, 0.5)), 2)
        rows.append(_row(parcel, tenants[place], "lessee", first))
        if place % 4 == 0:
            rows.append(_row(parcel, tenants[WITHOUT_PLANT - 1 - place // 4], "lessee", round(0.8 - first, 2)))
    return rows


def _row(parcel: Parcel, firm: Firm, role: str, share: float) -> Row:
    return {
        "parcel_id": parcel.parcel_id,
        "credit_code": firm.credit_code,
        "role": role,
        "share": share,
        "held_area_m2": round(m2_from_mu(parcel.cents / 100) * share, 1),
        "note": None,
    }
