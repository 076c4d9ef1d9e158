"""The card of a firm: its register entry, score and plot, its steps, and writing on it."""

import streamlit as st

from landuse.model import Layer
from landuse.ui import cards, dialogs, firm_forms
from landuse.ui.firms_picking import hide, nothing_picked
from landuse.ui.session import Context
from landuse.units import Measure, mu_from_m2
from landuse.views.firm_files import FirmFile, firm_file


def firm_card(context: Context) -> None:
    """Draw the card of the firm that is picked, or say how to pick one."""
    text, code = context.text, context.selection.firm
    if code is None:
        nothing_picked(context)
        return
    hide(context)
    file = firm_file(context.store, code, as_of=context.selection.as_of)
    cards.record_head(text.label("layers", Layer.ENTERPRISES), str(file.record["name"]), code, None)
    cards.facts(_facts(context, file))
    if file.plot is not None and st.button(
        text("enterprises.card.open_plot"), key="firm_card_plot", icon=":material/map:", type="tertiary"
    ):
        dialogs.show_on_map(context, ((Layer.PLOTS, str(file.plot["plot_id"])),))
    firm_forms.step_form(context, file)
    _steps(context, file)


def _facts(context: Context, file: FirmFile) -> list[tuple[str, str]]:
    text, record = context.text, file.record
    unit, need = record["unit"], record["demand_area_m2"]
    pairs = [
        (text("enterprises.columns.unit"), context.choices.units.get(unit, unit) or text("common.none")),
        (text("enterprises.columns.industry"), record["industry"] or text("common.none")),
        (text("enterprises.columns.own_plant"), _yes(context, record["own_plant"])),
        (text("enterprises.columns.designated"), _yes(context, record["designated_size"])),
        (
            text("enterprises.card.need"),
            text("enterprises.card.no_need") if need is None else text.amount(mu_from_m2(need), Measure.MU),
        ),
    ]
    if record["needed_by"] is not None:
        pairs.append((text("enterprises.columns.needed_by"), text.day(record["needed_by"])))
    pairs.append((text("enterprises.card.step"), text.label("enterprises.steps", record["step"])))
    if file.review is not None:
        pairs.append((text("enterprises.card.review"), text.label("kinds", file.review)))
    pairs.append((text("enterprises.card.score"), _score(context, file)))
    pairs.append((text("enterprises.card.plot"), _plot(context, file)))
    return pairs


def _score(context: Context, file: FirmFile) -> str:
    text, score = context.text, file.score
    if score is None:
        return text("enterprises.card.not_asking")
    if score.score is None:
        return text("enterprises.card.unscored")
    places = {"rank": score.district_rank, "unit_rank": score.unit_rank, "count": score.firms}
    return text("enterprises.card.score_said", score=score.score, **places)


def _plot(context: Context, file: FirmFile) -> str:
    text, plot = context.text, file.plot
    if plot is None:
        return text("enterprises.card.no_plot")
    return text(
        "enterprises.card.plot_said",
        plot=plot["plot_id"],
        name=plot["name"] or "",
        area=text.amount(plot["area_mu"], Measure.MU),
        stage=text.label("stages", plot["stage"]),
    )


def _steps(context: Context, file: FirmFile) -> None:
    """Draw what happened to the firm: days, minutes, recusals, publicity from and to, objections."""
    text = context.text
    st.markdown(f"**{text('enterprises.card.steps')}**")
    if file.events.empty:
        cards.note(text("enterprises.card.no_steps"))
        return
    for row in file.events.to_dict("records"):
        details = [str(row[name]) for name in ("doc_no", "evidence", "note") if row[name]]
        until = ""
        if row["until"] is not None:
            is_over = row["until"] <= context.selection.as_of
            key = "publicity_until" if is_over else "publicity_running"
            until = text(f"enterprises.card.{key}", day=text.day(row["until"]))
        cards.event(text.day(row["occurred_on"]), text.label("kinds", row["kind"]), until, details, None)


def _yes(context: Context, value: object) -> str:
    return context.text("common.none") if value is None else context.text("lists.yes" if value else "lists.no")
