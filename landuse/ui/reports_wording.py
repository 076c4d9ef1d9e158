"""What the figures and sentences of a document are called on the screen."""

from decimal import Decimal

from landuse.papers import Figure
from landuse.ui.session import Context
from landuse.units import rounded


def figure_name(context: Context, figure: Figure) -> str:
    """Return a figure's name: of what, what of it, and of whom."""
    text = context.text
    thing, _, of = figure.figure_id.partition("@")
    noun, _, what = thing.partition(".")
    family = "indicators" if text.has(f"indicators.{noun}") else "reports.noun"
    parts = [text.label(family, noun)]
    if what != "actual":
        parts.append(text.label("areas" if text.has(f"areas.{what}") else "reports.what", what))
    parts += [scope_name(context, pair) for pair in filter(None, of.split(","))]
    return text("reports.joint").join(parts)


def scope_name(context: Context, pair: str) -> str:
    """Return the name of whom a figure is of (``unit=TQ``); a code without a name is its own."""
    scope, _, key = pair.partition("=")
    names = {"unit": context.choices.units, "zone": context.choices.zones}.get(scope, {})
    return names.get(key, key)


def passage_name(context: Context, name: str) -> str:
    """Return what a sentence is called: the part of the document where it stands."""
    part, _, rest = name.partition(".")
    label = context.text.label("reports.part", part)
    number = rest.rpartition(".")[2]
    return context.text("reports.named_part", part=label, number=number) if number.isdigit() else label


def printed(context: Context, figure: Figure, *, marks: bool = True) -> str:
    """Return a figure as the ledger gives it, with its unit; without *marks* only its digits."""
    if not marks:
        return "" if figure.value is None else f"{rounded(figure.value, figure.places):f}"
    return with_unit(context, figure.value, figure.measure, figure.places)


def with_unit(context: Context, value: Decimal | None, measure: str, places: int = 2) -> str:
    """Return a number with its unit."""
    text = context.text
    if value is None:
        return text("common.dash")
    return text("common.amount", number=text.number(value, places), unit=text.label("measures", measure))
