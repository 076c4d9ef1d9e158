"""The list of waiting firms matched to free plots: result, what binds, near misses, what if a firm waits, accepting."""

from collections.abc import Hashable
from typing import Any

import streamlit as st

from landuse.i18n import Catalogue
from landuse.rules.matching import load_matching_rules
from landuse.ui import cards, firm_forms, firms_tables
from landuse.ui.firms_picking import firm_table
from landuse.ui.session import Context
from landuse.units import Measure, printed_total
from landuse.views.matches import Matches, matching


def matches(context: Context) -> None:
    """Draw the matching of the whole list."""
    text = context.text
    everyone = st.checkbox(text("enterprises.matching.everyone"), key="firms_match_all")
    found = matching(context.store, as_of=context.selection.as_of, everyone=everyone)
    if found.firms.empty:
        cards.nothing(text("enterprises.matching.no_firms"), text("enterprises.matching.no_firms_next"))
        return
    _standing(text, found)
    if found.found.pairs.empty:
        cards.nothing(text("enterprises.matching.none_matched"), text("enterprises.matching.none_matched_next"))
    else:
        st.markdown(f"**{text('enterprises.matching.matched')}**")
        firm_table(context, firms_tables.matched(context, found), f"firms_matched_{everyone}")
    _why(context, found)
    if not found.found.unmatched.empty:
        st.markdown(f"**{text('enterprises.matching.unmatched')}**")
        firm_table(context, firms_tables.unmatched(context, found), f"firms_unmatched_{everyone}")
    if not found.near.empty:
        with st.expander(text("enterprises.matching.near"), icon=":material/straighten:", key="firms_near_box"):
            firm_table(context, firms_tables.near(context, found), f"firms_near_{everyone}")
    with st.expander(text("enterprises.matching.what_if"), icon=":material/hourglass_top:", key="firms_what_if_box"):
        _what_if(context, found, everyone=everyone)


def _standing(text: Catalogue, found: Matches) -> None:
    """Say whether the matching is proven best, what it reaches, and what it aims at."""
    done = found.found
    word = text("enterprises.matching.status_optimal")
    if done.status != "optimal":
        word = text("enterprises.matching.status_feasible", gap=text.percent(done.gap))
    said = text(
        "enterprises.matching.about",
        firms=len(found.firms),
        plots=len(found.plots),
        served=len(done.pairs),
        amount=text.amount(printed_total(done.pairs["area_mu"]), Measure.MU),
        rest=len(done.unmatched),
    )
    cards.headline(text, said, good=done.status == "optimal" and not done.pairs.empty, word=word)
    aims = [
        text("enterprises.matching.aim", aim=text.label("matching.aims", name), reached=aim.reached)
        for name, aim in done.aims.items()
    ]
    title = text.label("scoring.schemes", found.scheme[0])
    joined = text("lists.separator").join(aims)
    cards.note(text("enterprises.matching.goal", aims=joined, title=title, version=found.scheme[1]))


def _why(context: Context, found: Matches) -> None:
    """Draw why the firm that is picked got its plot, or none, and the way to accept."""
    text, code = context.text, context.selection.firm
    own = found.firms.loc[found.firms["credit_code"] == code].to_dict("records")
    if code is None or not own:
        cards.note(text("enterprises.matching.why_hint"))
        return
    name, plot_id = str(own[0]["name"]), found.found.plot_of.get(code)
    with st.container(border=True, key="firm_why"):
        if plot_id is None:
            title = text("enterprises.matching.why_none", firm=name)
        else:
            area = text.amount(found.plots.set_index("plot_id")["area_mu"][plot_id], Measure.MU)
            title = text("enterprises.matching.why_plot", firm=name, plot=plot_id, area=area)
        st.markdown(f"**{title}**")
        if plot_id is not None:
            firm_forms.accept_form(context, code, name, plot_id, is_ready=bool(own[0]["publicised"]))
        cards.told(_reasons(context, found, code))


def _reasons(context: Context, found: Matches, code: str) -> list[tuple[str, str]]:
    """Return each reason and what is said of it."""
    rows = found.why(code).to_dict("records")
    asked_nothing = {row["reason"] for row in rows if row["required"] is None}
    silent = asked_nothing & {"refusal", "reservation", *load_matching_rules().standards.items}
    label = context.text.label
    return [
        (label("matching.constraints", row["reason"]), _reason(context, found, row))
        for row in rows
        if row["reason"] not in silent
    ]


def _reason(context: Context, found: Matches, row: dict[Hashable, Any]) -> str:
    """Return one reason in words; the figures of a firm stay out."""
    text, reason = context.text, row["reason"]
    offered = firms_tables.brought(text, str(reason), row["offered"]) or text("common.dash")
    if reason == "score":
        rank = text("common.dash") if row["required"] is None else row["required"]
        return text("matching.score_line", score=offered, rank=rank)
    if reason == "choice":
        return text("matching.choice_line", place=row["required"], count=row["offered"])
    if reason == "taken":
        firm = found.firms.set_index("credit_code")["name"][row["other_firm"]]
        why = text.label("matching.why", row["offered"])
        return text("matching.taken_line", plot=row["plot_id"], rank=row["other_rank"], firm=firm, why=why)
    if reason == "unit":
        return _where(context, str(row["required"] or ""), str(row["offered"] or ""))
    required = firms_tables.asked(text, row["required"], row["required_to"])
    key = "why_hidden" if reason in load_matching_rules().standards.items else "why_row"
    if required is None or reason == "reservation":
        key = "why_open" if required is None else "why_kept"
    return text(f"enterprises.matching.{key}", required=required, offered=offered)


def _where(context: Context, wanted: str, offered: str) -> str:
    """Return whether a plot lies where its firm wants to be."""
    text, names = context.text, context.choices.units
    if not wanted:
        return text("enterprises.matching.why_open")
    key = "why_row" if offered in wanted.split(";") else "why_elsewhere"
    places = text("lists.separator").join(names.get(code, code) for code in wanted.split(";"))
    return text(f"enterprises.matching.{key}", required=places, offered=names.get(offered, offered))


def _what_if(context: Context, found: Matches, *, everyone: bool) -> None:
    """Draw what becomes of the list if one firm waits for a plot or a zone."""
    text, names = context.text, dict(zip(found.firms["credit_code"], found.firms["name"], strict=True))
    places = _places(context, found)
    left, right = st.columns(2)
    firm = left.selectbox(
        text("enterprises.matching.what_firm"),
        list(names),
        index=None,
        format_func=lambda code: names[code],
        placeholder=text("common.dash"),
        key=f"firms_what_firm_{everyone}",
    )
    place = right.selectbox(
        text("enterprises.matching.what_place"),
        list(places),
        index=None,
        format_func=lambda name: places[name],
        placeholder=text("common.dash"),
        key=f"firms_what_place_{everyone}",
    )
    if firm is None or place is None:
        cards.note(text("enterprises.matching.what_hint"))
        return
    again = matching(context.store, as_of=context.selection.as_of, everyone=everyone, waits={firm: place}).what_if
    if again is None:
        return
    got = again.waiting[firm]
    line = text("matching.waits_nothing", firm=names[firm])
    cards.note(line if got is None else text("matching.waits_gets", firm=names[firm], plot=got))
    if again.differences.empty:
        cards.note(text("enterprises.matching.what_same"))
        return
    counts = again.differences["change"].value_counts()
    said = {"gains": int(counts.get("gains", 0)), "losses": int(counts.get("loses", 0))}
    cards.note(text("enterprises.matching.what_changes", **said))
    firm_table(context, firms_tables.differences(context, found, again), f"firms_what_{firm}_{place}")


def _places(context: Context, found: Matches) -> dict[str, str]:
    """Return what a firm can wait for: each plot of the list, and the zones they lie in."""
    text = context.text
    places = {
        str(row["plot_id"]): " ".join([str(row["plot_id"]), row["name"] or "", text.amount(row["area_mu"], Measure.MU)])
        for row in found.plots.to_dict("records")
    }
    zones = dict.fromkeys(zone for zone in found.plots["zone_id"] if zone)
    names = context.choices.zones
    return places | {zone: text("enterprises.matching.what_zone", zone=names.get(zone, zone)) for zone in zones}
