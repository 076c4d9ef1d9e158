"""Scores of firms by a version of a scheme, two versions side by side, and the points of one firm line by line."""

import streamlit as st

from landuse.core.scoring import Scores
from landuse.i18n import Catalogue
from landuse.model import Layer
from landuse.rules.scoring import Scheme
from landuse.ui import cards, firms_tables
from landuse.ui.firms_picking import firm_table, is_shown
from landuse.ui.session import Context
from landuse.views.scores import ASKING, DATA_FOR_LAND, scheme_of, schemes_of, scores, side_by_side


def ranking(context: Context) -> None:
    """Draw the ranking by the scheme that is chosen, and the lines of the firm that is picked."""
    text, as_of = context.text, context.selection.as_of
    scheme, other = _schemes(context)
    step = None if st.checkbox(text("enterprises.scores.everyone"), key="firms_score_all") else ASKING
    found = scores(context.store, scheme, as_of=as_of, step=step)
    if found.ranking.empty:
        cards.nothing(text("enterprises.scores.nobody"), text("enterprises.scores.nobody_next"))
        return
    cards.note(_about(text, found))
    if other is None:
        firms = context.store.tables().enterprises
        names = dict(zip(firms["credit_code"], firms["name"], strict=True))
        firm_table(context, firms_tables.ranking(context, found, names), f"firms_ranking_{'_'.join(scheme.key)}")
    else:
        # From the version it is set against to the one that is chosen.
        rows = side_by_side(context.store, other, scheme, as_of=as_of, step=step)
        shown = firms_tables.versions(context, rows, other.version, scheme.version)
        firm_table(context, shown, f"firms_versions_{'_'.join(scheme.key)}_{other.version}")
    _lines(context, found)


def _schemes(context: Context) -> tuple[Scheme, Scheme | None]:
    """Draw what to score by; returns the scheme and the version it is set against, if any."""
    text, as_of = context.text, context.selection.as_of
    known = schemes_of(context.store).schemes
    left, middle, right = st.columns(3)
    ids = list(dict.fromkeys(scheme_id for scheme_id, _ in known))
    scheme_id = left.selectbox(
        text("enterprises.scores.scheme"),
        ids,
        index=ids.index(DATA_FOR_LAND) if DATA_FOR_LAND in ids else 0,
        format_func=lambda name: text.label("scoring.schemes", name),
        key="firms_scheme",
    )
    versions = [version for name, version in known if name == scheme_id]
    valid = [version for version in versions if known[scheme_id, version].valid_from <= as_of]
    current = scheme_of(context.store, scheme_id, None, as_of=as_of).version if valid else versions[0]
    version = middle.selectbox(
        text("enterprises.scores.version"),
        versions,
        index=versions.index(current),
        key=f"firms_version_{scheme_id}",
    )
    against = right.selectbox(
        text("enterprises.scores.against"),
        [name for name in versions if name != version],
        index=None,
        placeholder=text("enterprises.scores.against_none"),
        key=f"firms_against_{scheme_id}_{version}",
    )
    return known[scheme_id, version], None if against is None else known[scheme_id, against]


def _about(text: Catalogue, found: Scores) -> str:
    scheme = found.scheme
    said = text(
        "enterprises.scores.about",
        title=text.label("scoring.schemes", scheme.scheme_id),
        version=scheme.version,
        from_day=text.day(scheme.valid_from),
        year=found.year,
        firms=len(found.ranking),
    )
    parts = [said]
    if scheme.invented:
        parts.append(text("enterprises.scores.invented"))
    unscored = int(found.ranking["score"].isna().sum())
    if unscored:
        parts.append(text("enterprises.scores.unscored", count=unscored))
    return " ".join(parts)


def _lines(context: Context, found: Scores) -> None:
    """Draw the points of the firm that is picked; the figures behind them only when they are asked for."""
    text, code = context.text, context.selection.firm
    if code is None:
        cards.note(text("enterprises.scores.lines_hint"))
        return
    firms = context.store.tables().enterprises
    name = next(iter(firms.loc[firms["credit_code"] == code, "name"]), code)
    own = found.ranking.loc[found.ranking["credit_code"] == code].to_dict("records")
    if not own:
        cards.note(text("enterprises.scores.lines_absent", firm=name))
        return
    row = own[0]
    if row["score"] is None:
        said = text("enterprises.scores.lines_unscored", firm=name)
    else:
        places = {"rank": row["district_rank"], "unit_rank": row["unit_rank"]}
        said = text("enterprises.scores.lines_title", firm=name, score=row["score"], **places)
    st.markdown(f"**{said}**")
    scheme = found.scheme
    of = {"firm": code, "scheme": scheme.scheme_id, "version": scheme.version, "year": str(found.year)}
    restricted = is_shown(context, "lines", Layer.FIGURES, action="score_restricted", of=of)
    lines = found.lines.loc[found.lines["credit_code"] == code]
    shown = firms_tables.lines(context, lines, restricted=restricted)
    st.dataframe(
        shown.frame,
        key=f"firms_lines_{code}",
        column_config=shown.columns,
        hide_index=True,
        height="content",
        placeholder=text("common.dash"),
    )
