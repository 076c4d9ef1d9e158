"""Data-for-land: the funnel, scores, reviews and intentions of firms."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from landuse.cli.events import REQUEST
from landuse.cli.frame import ACTOR, commands, verb
from landuse.cli.output import print_json, print_table, say
from landuse.cli.parameters import Day
from landuse.cli.session import Session, today
from landuse.cli.targets import AS_OF
from landuse.i18n import Catalogue
from landuse.model import Layer
from landuse.units import Measure

if TYPE_CHECKING:
    import pandas as pd

    from landuse.core.scoring import Scores
    from landuse.store import Store


@verb("funnel", AS_OF)
def funnel(session: Session, *, as_of: date | None) -> None:
    """Show how many firms and plots have come to each step."""
    from landuse.views.enterprises import funnel as funnel_of

    with session.opened() as store:
        day = as_of or store.settings.as_of or today()
        rows = funnel_of(store, as_of=day)
        synthetic = store.settings.synthetic
    if session.as_json:
        print_json(
            [
                {
                    "step": row.step,
                    "firms": row.firms,
                    "plots": len(row.plots),
                    "amount_mu": row.amount_mu,
                    "members": _records(row.members),
                    "plot_members": _records(row.plots),
                }
                for row in rows
            ]
        )
        return
    text = session.text
    say(text("cli.funnel_of", day=text.day(day)))
    if synthetic:
        say(text("common.synthetic"))
    cells = [
        [
            text.label("enterprises.steps", row.step),
            str(row.firms),
            str(len(row.plots)) if row.amount_mu is not None else "",
            text.amount(row.amount_mu, Measure.MU) if row.amount_mu is not None else "",
        ]
        for row in rows
    ]
    print_table(
        [text(f"cli.heading.{name}") for name in ("step", "firms", "plots", "amount")], cells, numbers=(1, 2, 3)
    )


@verb(
    "score",
    click.argument("firm", required=False),
    click.option("--scheme", metavar="ID"),
    click.option("--version", metavar="V"),
    click.option("--compare", metavar="V"),
    click.option("--all", "everyone", is_flag=True),
    click.option("--restricted", is_flag=True),
    AS_OF,
    ACTOR,
)
def score(
    session: Session,
    *,
    firm: str | None,
    scheme: str | None,
    version: str | None,
    compare: str | None,
    everyone: bool,
    restricted: bool,
    as_of: date | None,
    actor: str | None,
) -> None:
    """Score the firms that ask for land; with a firm and --restricted, line by line."""
    from landuse.views.scores import ASKING, scheme_of, scores, side_by_side

    with session.opened() as store:
        day = as_of or store.settings.as_of or today()
        chosen = scheme_of(store, scheme, version, as_of=day)
        step = None if everyone else ASKING
        if compare is not None:
            other = scheme_of(store, chosen.scheme_id, compare, as_of=day)
            table = side_by_side(store, chosen, other, as_of=day, step=step)
            _answer(session, table, f"{chosen.title} {chosen.version} / {compare}")
            return
        found = scores(store, chosen, as_of=day, step=step)
        if firm is None:
            _answer(session, _ranking(store, found), f"{chosen.title} {chosen.version}")
            return
        lines = _lines(store, found, firm, restricted=restricted, actor=session.actor(actor))
    _answer(session, lines, f"{chosen.title} {chosen.version} {firm}")


def _ranking(store: "Store", found: "Scores") -> "pd.DataFrame":
    firms = store.tables().enterprises.set_index("credit_code")["name"]
    table = found.ranking[["rank", "credit_code", "unit", "score", "district_rank", "unit_rank", "broken_by"]].copy()
    table.insert(2, "name", table["credit_code"].map(firms))
    return table


def _lines(store: "Store", found: "Scores", firm: str, *, restricted: bool, actor: str) -> "pd.DataFrame":
    """Return the lines of a score; the figures in them only if they are asked for, which is noted."""
    lines = found.lines.loc[found.lines["credit_code"] == firm]
    if not restricted:
        return lines[["item", "weight", "points", "state", "rule"]]
    from landuse.actions.export_list import note_restricted

    of = {"firm": firm, "scheme": found.scheme.scheme_id, "version": found.scheme.version}
    note_restricted(store, Layer.FIGURES, actor=actor, action="score_restricted", of=of)
    return lines.drop(columns=["credit_code"])


def _answer(session: Session, table: "pd.DataFrame", title: str) -> None:
    if session.as_json:
        print_json(_records(table))
        return
    text = session.text
    say(title)
    headings = [text(f"cli.heading.{name}") for name in table.columns]
    print_table(headings, [[_cell(text, name, value) for name, value in row.items()] for row in _records(table)])


def _cell(text: Catalogue, name: str, value: Any) -> str:
    if value is None:
        return ""
    families = {"item": "scoring.items", "state": "scoring.states", "rule": "scoring.rules", "broken_by": "figures"}
    return text.label(families[name], str(value)) if name in families else str(value)


def _records(table: "pd.DataFrame") -> list[dict[str, Any]]:
    known = table.astype(object).where(table.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in known.to_dict("records")]


@verb(
    "review",
    click.argument("firm"),
    click.argument("decision", type=click.Choice(["passed", "deferred", "rejected"])),
    click.option("--on", type=Day(), required=True, metavar="DATE"),
    click.option("--doc", required=True, metavar="NO"),
    click.option("--recusal", multiple=True, metavar="TEXT"),
    click.option("--score", metavar="TEXT"),
    click.option("--note"),
    REQUEST,
    ACTOR,
)
def review(
    session: Session,
    *,
    firm: str,
    decision: str,
    on: date,
    doc: str,
    recusal: tuple[str, ...],
    score: str | None,
    note: str | None,
    request_id: str | None,
    actor: str | None,
) -> None:
    """Keep what a review decided, with its minutes and who stood aside."""
    from landuse.actions.review_enterprise import review_enterprise

    with session.opened() as store:
        ids = review_enterprise(
            store,
            credit_code=firm,
            decision=f"review_{decision}",
            held_on=on,
            minutes_no=doc,
            today=today(),
            actor=session.actor(actor),
            recusals=recusal,
            score=score,
            note=note,
            request_id=request_id,
        )
    if session.as_json:
        print_json({"event": ids[0], "recusals": ids[1:], "enterprise": firm, "decision": decision, "on": on})
        return
    text = session.text
    kind = text.label("kinds", f"review_{decision}")
    say(text("cli.reviewed", event=ids[0], firm=firm, kind=kind, day=text.day(on), recusals=len(ids) - 1))


@verb(
    "intend",
    click.argument("firm"),
    click.argument("plot"),
    click.argument("state", type=click.Choice(["offered", "accepted", "declined", "withdrawn"])),
    click.option("--on", type=Day(), metavar="DATE"),
    click.option("--why", metavar="TEXT"),
    click.option("--doc", metavar="NO"),
    REQUEST,
    ACTOR,
)
def intend(
    session: Session,
    *,
    firm: str,
    plot: str,
    state: str,
    on: date | None,
    why: str | None,
    doc: str | None,
    request_id: str | None,
    actor: str | None,
) -> None:
    """Say what became of the match of a firm and a plot."""
    from landuse.actions.state_intention import state_intention

    with session.opened() as store:
        day = on or store.settings.as_of or today()
        intention = state_intention(
            store,
            credit_code=firm,
            plot_id=plot,
            state=state,
            stated_on=day,
            today=today(),
            actor=session.actor(actor),
            reason=why,
            doc_no=doc,
            request_id=request_id,
        )
    if session.as_json:
        print_json({"intention": intention, "enterprise": firm, "plot": plot, "state": state, "on": day})
        return
    text = session.text
    say(text("cli.intended", intention=intention, firm=firm, plot=plot, state=text.label("intention_states", state)))


COMMANDS = commands(funnel, score, review, intend)
