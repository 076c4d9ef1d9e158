"""What may stand behind an option: days, moments, amounts, boxes, pairs; each refused with a sentence that says why."""

from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

import click

from landuse.errors import ArgumentsError


class _Parsed(click.ParamType[Any]):
    """A parameter type whose errors are ours."""

    def wrong(self, value: object) -> ArgumentsError:
        """Return the error that says what was expected."""
        return ArgumentsError(f"wrong_{self.name}", value=value)


class Day(_Parsed):
    """A day, ``YYYY-MM-DD``."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ARG002
        """Parse a day."""
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise self.wrong(value) from None


class Moment(_Parsed):
    """An ISO instant; one without a zone is local time, a bare day means its end."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:  # noqa: ARG002
        """Parse a moment."""
        try:
            moment = datetime.fromisoformat(value)
            if len(value) <= len("2023-05-31"):
                moment = datetime.combine(moment, time.max)
            return moment.astimezone()
        except (ValueError, OverflowError):
            raise self.wrong(value) from None


class Amount(_Parsed):
    """A number as written, exactly."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:  # noqa: ARG002
        """Parse an amount."""
        try:
            return Decimal(value)
        except InvalidOperation:
            raise self.wrong(value) from None


class Box(_Parsed):
    """West, south, east, north in degrees."""

    name = "box"

    def convert(
        self,
        value: Any,
        param: click.Parameter | None,  # noqa: ARG002 - click's signature
        ctx: click.Context | None,  # noqa: ARG002
    ) -> tuple[float, float, float, float]:
        """Parse a box."""
        try:
            west, south, east, north = (float(edge) for edge in value.split(","))
        except ValueError:
            raise self.wrong(value) from None
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise self.wrong(value)
        return west, south, east, north


class EditPair(_Parsed):
    """``id:=text``: what of a document is printed otherwise."""

    name = "edit"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:  # noqa: ARG002
        """Parse an edit."""
        name, mark, words = value.partition(":=")
        if not mark or not name.strip():
            raise self.wrong(value)
        return name.strip(), words.strip()


class Pair(_Parsed):
    """``name=value``."""

    name = "pair"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:  # noqa: ARG002
        """Parse a pair."""
        name, equals, rest = value.partition("=")
        if not equals or not name.strip():
            raise self.wrong(value)
        return name.strip(), rest.strip()
