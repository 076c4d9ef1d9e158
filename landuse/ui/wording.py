"""What numbers mean in a word."""

from decimal import Decimal

from landuse.i18n import Catalogue
from landuse.model import Group, GroupBy
from landuse.units import Measure
from landuse.views.choices import Choices


def amount_of(text: Catalogue, amount: Decimal | None, measure: Measure) -> str:
    """Return an amount with its unit: land in hundredths of a 亩, floor area in whole m²."""
    return text.amount(amount, measure, 0 if measure is Measure.M2 else 2)


def place_of(text: Catalogue, groups: tuple[Group, ...], offered: Choices) -> str:
    """Return what part of the district a number speaks of."""
    names = {GroupBy.UNIT: offered.units, GroupBy.ZONE: offered.zones, GroupBy.MONTH: {}}
    parts = [
        text(f"progress.groups.no_{group.by}") if group.key is None else names[group.by].get(group.key, group.key)
        for group in groups
    ]
    return text("lists.separator").join(parts) or text("common.district")
