"""企地匹配: the firms that may be offered land against the plots nobody is meant for, matched as one list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import pandas as pd

from landuse.core.fits import Fits, fits
from landuse.core.matching import Matching, explain, match
from landuse.core.misfits import binding, near_misses
from landuse.core.replay import Replay, replay
from landuse.core.statements import latest_statements
from landuse.errors import ArgumentsError
from landuse.model import Layer
from landuse.rules.eligibility import load_eligibility
from landuse.rules.matching import load_matching_rules
from landuse.schema import TABLES
from landuse.store import Store, Tables
from landuse.units import mu_from_m2, rounded
from landuse.views.enterprises import GONE, firms_of, intended, publicised
from landuse.views.plots import plots_on
from landuse.views.schedule import schedules
from landuse.views.scores import ASKING, scheme_of, scores

FIRM_COLUMNS = [
    "credit_code",
    "name",
    "unit",
    "industry",
    "demand_m2",
    "need_mu",
    "needed_by",
    "score",
    "rank",
    "publicised",
]
PLOT_COLUMNS = ["plot_id", "name", "unit", "zone_id", "stage", "area_m2", "area_mu", "industries", "ready_on"]
#: The newest offer that a firm has not answered keeps the plot for it.
OFFERED = "offered"


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """
    The list matched on a day.

    ``firms`` (:data:`FIRM_COLUMNS`) and ``plots`` (:data:`PLOT_COLUMNS` and ``reserved_for``) are those that take part;
    ``found`` is the matching, ``near`` the pairs that miss by one constraint, ``bound`` what binds each firm that fits
    nothing (``core.misfits``), ``what_if`` the list matched again where a firm was asked to wait. What a firm brings
    for a 标准地 item follows from its figures and is restricted: ``offered`` and ``short_by`` of those are None.
    """

    scheme: tuple[str, str]
    firms: pd.DataFrame
    plots: pd.DataFrame
    fit: Fits
    found: Matching
    near: pd.DataFrame
    bound: pd.DataFrame
    what_if: Replay | None

    def why(self, credit_code: str) -> pd.DataFrame:
        """Return why a firm got its plot, or none (``core.matching.explain``), without restricted figures."""
        rows = explain(self.found, self.firms, self.plots, self.fit, credit_code)
        return _discreet(rows, "reason", ("offered",))


def matching(store: Store, *, as_of: date, everyone: bool = False, waits: Mapping[str, str] | None = None) -> Matches:
    """
    Match the firms whose publicity is over, and that no plot is meant for, to the plots that nobody is meant for.

    Parameters
    ----------
    store : Store
    as_of : date
        The day everything is looked at; later events and statements are left out.
    everyone : bool
        Take every firm that asks for land and has none, reviewed or not.
    waits : mapping, optional
        For some firms the plot, or the zone, that they wait for: the list is matched a second time, and
        ``Matches.what_if`` says who gains and who loses.

    Returns
    -------
    Matches
        Kept for the ledger's revision.

    Raises
    ------
    ArgumentsError
        ``firm_not_matched`` for a firm that waits and takes no part, ``unknown_place`` for what is neither a plot nor
        a zone.
    RefusedError
        If the workspace's own schemes are not what they should be.
    """
    scheme = scheme_of(store, None, None, as_of=as_of).key
    return _matching(store, store.tables(), scheme, as_of, everyone, tuple(sorted((waits or {}).items())))


@lru_cache(maxsize=8)
def _matching(
    store: Store,
    tables: Tables,
    scheme: tuple[str, str],
    as_of: date,
    everyone: bool,  # noqa: FBT001 - a key of the cache
    waits: tuple[tuple[str, str], ...],
) -> Matches:
    rules = load_matching_rules()
    firms = _firms(store, tables, scheme, as_of, everyone=everyone)
    plots = _plots(store, tables, as_of)
    given = {
        "offers": _offers(tables, firms, as_of.year - 1),
        "thresholds": _thresholds(tables, plots),
        "declined": _declined(tables, as_of),
    }
    fit = fits(firms, plots, rules, **given)
    wanted = {firm: _awaited(tables, firms, firm, place) for firm, place in waits}
    again = None
    if wanted:
        # Who says he will wait for a place does not ask for it by the day he named before.
        days = firms["needed_by"].where(~firms["credit_code"].isin(wanted), None)
        patient = fits(firms.assign(needed_by=days), plots, rules, **given)
        again = replay(firms, plots, fit, rules.priorities, waits=wanted, patient=patient)
    bound = binding(fit)
    restricted = [bool(set(row) & _restricted()) for row in bound["constraints"]]
    return Matches(
        scheme=scheme,
        firms=firms,
        plots=plots,
        fit=fit,
        found=again.before if again else match(firms, plots, fit, rules.priorities),
        near=_discreet(near_misses(fit), "constraint", ("offered", "short_by")),
        bound=bound.assign(short_by=bound["short_by"].mask(pd.Series(restricted, dtype=bool), None)),
        what_if=again,
    )


def _firms(store: Store, tables: Tables, scheme: tuple[str, str], as_of: date, *, everyone: bool) -> pd.DataFrame:
    """Return the firms that may be offered land: their demand, the day they need it, score and rank."""
    through = publicised(tables, as_of)
    wanted = firms_of(tables, ASKING, as_of) if everyone else frozenset(through)
    served = set(intended(tables, as_of)["credit_code"])
    register = tables.enterprises
    own = register.loc[register["credit_code"].isin(wanted - served)]
    found = scores(store, scheme_of(store, *scheme, as_of=as_of), as_of=as_of).ranking.set_index("credit_code")
    codes = own["credit_code"].tolist()
    areas = own["demand_area_m2"].tolist()
    rows = {
        "credit_code": codes,
        **{name: _known(own[name]) for name in ("name", "unit", "industry", "needed_by")},
        "demand_m2": areas,
        "need_mu": [None if pd.isna(area) else rounded(mu_from_m2(area)) for area in areas],
        "score": [found["score"].get(code) for code in codes],
        # Places within a unit cannot be set against those of another one; a plot takes firms of all units.
        "rank": [found["district_rank"].get(code) for code in codes],
        "publicised": [code in through for code in codes],
    }
    return pd.DataFrame(rows, columns=FIRM_COLUMNS, dtype=object).reset_index(drop=True)


def _plots(store: Store, tables: Tables, as_of: date) -> pd.DataFrame:
    """Return the plots that nobody is meant for and whose notice is not out, with the day they are usually ready."""
    rule = load_eligibility().plots
    plots = plots_on(tables, as_of)
    meant = set(intended(tables, as_of)["plot_id"])
    uses = [
        rule.unknown == "in" if pd.isna(use) else any(word in str(use).casefold() for word in rule.uses)
        for use in plots["use"]
    ]
    free = plots["winning_bidder"].isna() & ~plots["plot_id"].isin(meant)
    own = plots.loc[plots["stage"].isin(rule.stages) & pd.Series(uses, index=plots.index) & free]
    year = store.settings.year or as_of.year
    ready = {one.plot_id: one.usual.reached_on for one in schedules(store, year=year, as_of=as_of)}
    kept = _kept(tables, as_of)
    rows = {name: _known(own[name]) for name in PLOT_COLUMNS if name != "ready_on"}
    rows |= {name: [place.get(plot_id) for plot_id in own["plot_id"]] for name, place in (("ready_on", ready),)}
    rows["reserved_for"] = [kept.get(plot_id) for plot_id in own["plot_id"]]
    return pd.DataFrame(rows, columns=[*PLOT_COLUMNS, "reserved_for"], dtype=object).reset_index(drop=True)


def _offers(tables: Tables, firms: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return what each firm brings for each item: restricted, never to be shown."""
    figures = tables.figures.loc[tables.figures["year"] == year]
    keys = figures[["credit_code", "figure"]].itertuples(index=False, name=None)
    known = dict(zip(keys, figures["value"].astype(float), strict=True))
    register = tables.enterprises.set_index("credit_code")
    for code, need in zip(firms["credit_code"], firms["need_mu"], strict=True):
        known[code, "investment_wan_yuan"] = float(register.loc[code, "investment_wan_yuan"])
        known[code, "demand_mu"] = float("nan") if need is None else float(need)
    nothing = float("nan")
    rows = [
        (code, item, known.get((code, offer.numerator), nothing) / below)
        for code in firms["credit_code"]
        for item, offer in load_eligibility().offers.items()
        if (below := known.get((code, offer.denominator), nothing)) > 0
    ]
    return pd.DataFrame(rows, columns=["credit_code", "item", "value"])


def _thresholds(tables: Tables, plots: pd.DataFrame) -> pd.DataFrame:
    agreed = tables.standards.loc[tables.standards["plot_id"].isin(plots["plot_id"]), ["plot_id", "item", "agreed"]]
    return agreed.loc[agreed["agreed"].notna()]


def _declined(tables: Tables, as_of: date) -> pd.DataFrame:
    stated = latest_statements(tables.intentions, TABLES[Layer.INTENTIONS].series, as_of=as_of)
    return stated.loc[stated["state"].isin(GONE), ["credit_code", "plot_id"]]


def _kept(tables: Tables, as_of: date) -> dict[str, str]:
    """Return for which firm a plot is kept: the last that was offered it and has not answered."""
    stated = latest_statements(tables.intentions, TABLES[Layer.INTENTIONS].series, as_of=as_of)
    offers = stated.loc[stated["state"] == OFFERED].sort_values(["stated_on", "recorded_at"], kind="stable")
    return dict(zip(offers["plot_id"], offers["credit_code"], strict=True))


def _awaited(tables: Tables, firms: pd.DataFrame, firm: str, place: str) -> frozenset[str]:
    """Return the plots that a firm waits for: one, or those of a zone."""
    if not (firms["credit_code"] == firm).any():
        raise ArgumentsError("firm_not_matched", firm=firm)
    if (tables.plots["plot_id"] == place).any():
        return frozenset({place})
    if not (tables.zones["zone_id"] == place).any():
        raise ArgumentsError("unknown_place", place=place)
    return frozenset(tables.plots.loc[(tables.plots["zone_id"] == place).fillna(value=False), "plot_id"])


def _restricted() -> frozenset[str]:
    """Return the constraints in which a firm's own figures stand."""
    return frozenset(load_matching_rules().standards.items)


def _discreet(rows: pd.DataFrame, constraint: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """Return *rows* without what a firm's figures say."""
    own = rows[constraint].isin(_restricted())
    return rows.assign(**{name: rows[name].mask(own, None) for name in columns})


def _known(values: pd.Series) -> list[object]:
    return [None if pd.isna(value) else value for value in values]
