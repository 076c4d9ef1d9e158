"""Matching: the list of waiting firms against free plots, why, what binds the others, and what if a firm waits."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from landuse.cli.frame import commands, verb
from landuse.cli.output import print_json, print_table, say
from landuse.cli.parameters import Pair
from landuse.cli.session import Session, today
from landuse.cli.targets import AS_OF
from landuse.i18n import Catalogue

if TYPE_CHECKING:
    import pandas as pd

    from landuse.core.replay import Replay
    from landuse.views.matches import Matches


@verb(
    "match",
    AS_OF,
    click.option("--all", "everyone", is_flag=True),
    click.option("--wait", type=Pair(), multiple=True, metavar="FIRM=PLOT|ZONE"),
)
def match(session: Session, *, as_of: date | None, everyone: bool, wait: tuple[tuple[str, str], ...]) -> None:
    """Match firms to plots as one list; a firm's own figures stay out of the reasons."""
    from landuse.views.matches import matching

    with session.opened() as store:
        day = as_of or store.settings.as_of or today()
        found = matching(store, as_of=day, everyone=everyone, waits=dict(wait))
        synthetic = store.settings.synthetic
    if session.as_json:
        print_json(_answer(found))
        return
    text = session.text
    status = text.label("matching.status", found.found.status)
    if found.found.gap is not None:
        status = f"{status} ({text('cli.match_gap', gap=text.percent(found.found.gap))})"
    counts = {"firms": len(found.firms), "plots": len(found.plots), "served": len(found.found.pairs)}
    say(text("cli.match_of", day=text.day(day), status=status, **counts))
    if synthetic:
        say(text("common.synthetic"))
    _print(text, found)
    if found.what_if is not None:
        _print_what_if(text, found, found.what_if)


def _answer(found: "Matches") -> dict[str, Any]:
    about = found.firms.set_index("credit_code")
    done = found.found
    matches = [
        {
            "enterprise": row["credit_code"],
            "name": about.loc[row["credit_code"], "name"],
            "plot": row["plot_id"],
            "area_mu": row["area_mu"],
            "need_mu": row["demand_mu"],
            "score": row["score"],
            "rank": row["rank"],
            "reasons": _rows(found.why(row["credit_code"]).drop(columns="credit_code")),
        }
        for row in _rows(done.pairs)
    ]
    bound = {row["credit_code"]: row for row in _rows(found.bound)}
    unmatched = [
        {
            "enterprise": row["credit_code"],
            "name": about.loc[row["credit_code"], "name"],
            "state": row["state"],
            "binding": {
                "constraints": row["constraints"],
                "opens": row["opens"],
                "plot": bound.get(row["credit_code"], {}).get("plot_id"),
                "short_by": bound.get(row["credit_code"], {}).get("short_by"),
            },
            "near_misses": _rows(
                found.near.loc[found.near["credit_code"] == row["credit_code"]].drop(columns="credit_code")
            ),
        }
        for row in _rows(done.unmatched)
    ]
    aims = {name: {"reached": aim.reached, "bound": aim.bound, "proven": aim.proven} for name, aim in done.aims.items()}
    again = found.what_if
    return {
        "status": done.status,
        "gap": done.gap,
        "objective": aims,
        "scheme": " ".join(found.scheme),
        "matches": matches,
        "unmatched": unmatched,
        "what_if": None
        if again is None
        else {"waiting": again.waiting, "status": again.after.status, "differences": _rows(again.differences)},
    }


def _print(text: Catalogue, found: "Matches") -> None:
    about = found.firms.set_index("credit_code")
    rows = [
        [
            "" if row["rank"] is None else str(row["rank"]),
            str(about.loc[row["credit_code"], "name"]),
            text.number(row["demand_mu"]),
            row["plot_id"],
            text.number(row["area_mu"]),
            text.number(row["score"]),
        ]
        for row in _rows(found.found.pairs)
    ]
    heads = ("rank", "firm", "need", "plot", "matched_area", "score")
    print_table([text(f"cli.heading.{name}") for name in heads], rows, numbers=(0, 2, 4, 5))
    bound = {row["credit_code"]: row for row in _rows(found.bound)}
    left = [
        [
            str(about.loc[row["credit_code"], "name"]),
            text.label("matching.states", row["state"]),
            text("cli.separator").join(text.label("matching.constraints", name) for name in row["constraints"]),
            str(bound.get(row["credit_code"], {}).get("plot_id") or ""),
        ]
        for row in _rows(found.found.unmatched)
    ]
    if left:
        print_table([text(f"cli.heading.{name}") for name in ("firm", "state", "binding", "nearest")], left)


def _print_what_if(text: Catalogue, found: "Matches", again: "Replay") -> None:
    names = dict(zip(found.firms["credit_code"], found.firms["name"], strict=True))
    for firm, plot in again.waiting.items():
        key = "matching.waits_nothing" if plot is None else "matching.waits_gets"
        say(text(key, firm=names[firm], plot=plot))
    for row in _rows(again.differences):
        change = text.label("matching.changes", row["change"])
        before, after = (row[name] or text("common.dash") for name in ("plot_before", "plot_after"))
        say(text("cli.match_change", firm=names[row["credit_code"]], change=change, before=before, after=after))


def _rows(table: "pd.DataFrame") -> list[dict[str, Any]]:
    known = table.astype(object).where(table.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in known.to_dict("records")]


COMMANDS = commands(match)
