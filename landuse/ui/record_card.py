"""The card beside the map: everything about one parcel, plot or zone (一地一档), and writing on it."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from landuse.i18n import Catalogue
from landuse.maps.legend import LegendEntry, legend
from landuse.model import Layer, SubjectKind
from landuse.rules import load_rules
from landuse.ui import cards, forms, session
from landuse.ui.session import Context
from landuse.units import mu_from_m2
from landuse.views.parcels import Hit, RecordFile, record_file
from landuse.views.places import find

#: Facts of a record, in order; families of labels for those that hold codes.
_FACTS = ("mode", "use", "source", "plan_year", "low_efficiency_type", "batch_no", "use_change", "far")
_MORE_FACTS = ("intended_enterprise", "winning_bidder", "parents", "note")
_FAMILIES = {"mode": "modes", "low_efficiency_type": "low_efficiency_types", "source": "plot_sources"}
_MOST_RELATED = 12
_CHOICE = "card_choice"


def choice(context: Context) -> None:
    """Offer what was picked together: a stack, both sides of a border, or what a list marked."""
    text, hits, record = context.text, session.hits(), context.selection.record
    if len(hits) < 2:
        return
    is_stack = sum(hit.layer == hits[0].layer for hit in hits) > 1
    reason = "marked" if session.is_marked() else "several" if is_stack else "also_here"
    labels = {(hit.layer, hit.key): _hit_label(text, hit) for hit in hits}
    st.selectbox(
        text(f"card.{reason}", count=len(hits)),
        list(labels),
        format_func=lambda choice: labels[choice],
        key=session.hold(_CHOICE, record if record in labels else next(iter(labels))),
        on_change=_choose,
    )


def card(context: Context) -> None:
    """Draw the card of the record that is picked, or say how to pick one."""
    text, chosen = context.text, context.selection
    if chosen.record is None:
        cards.nothing(text("card.nothing"), text("card.nothing_next"))
        return
    file = record_file(context.store, *chosen.record, as_of=chosen.as_of)
    name = file.record.get("name")
    here = {entry.stage: entry for entry in legend(text, [stage for stage, _ in file.way] + [file.stage])}
    forms.notice("void")
    with cards.one_piece():
        cards.record_head(text.label("layers", file.layer), str(name or file.key), file.key, here.get(file.stage))
        cards.facts(_facts(context, file))
        _areas(text, file)
    forms.record_form(context, file)
    with cards.one_piece():
        _strip(text, file, here)
        cards.part(text("card.events.title"))
        if not file.events:
            cards.note(text("card.events.none"))
    _events(context, file)
    _related(context, file)


def _choose() -> None:
    session.change(record=session.field(_CHOICE))


def _hit_label(text: Catalogue, hit: Hit) -> str:
    layer = text.label("layers", hit.layer)
    return text("card.hit", layer=layer, key=hit.key, name=hit.name) if hit.name else f"{layer} {hit.key}"


def _facts(context: Context, file: RecordFile) -> list[tuple[str, str]]:
    text, record = context.text, file.record
    unit = record.get("unit")
    pairs = [
        (text("app.filters.unit"), context.choices.units.get(str(unit), str(unit)) if unit else text("common.none"))
    ]
    if file.layer is not Layer.ZONES:
        pairs.append((text("app.filters.zone"), _zone(context, record.get("zone_id"), record.get("lies_in"))))
    for name in (*_FACTS, *_MORE_FACTS):
        value = record.get(name)
        if value is not None:
            said = text.label(_FAMILIES[name], str(value)) if name in _FAMILIES else str(value)
            pairs.append((text(f"columns.{name}"), said))
    floor = record.get("floor_area_m2")
    if isinstance(floor, float):
        pairs.append((text("columns.floor_area_m2"), text("card.areas.m2", amount=text.number(floor, 0))))
    firms = text("card.separator").join(_holder(text, row) for row in file.tenure)
    return [*pairs, (text("card.tenure"), firms)] if firms else pairs


def _holder(text: Catalogue, row: Mapping[str, Any]) -> str:
    """Return who holds a parcel, as what, and how much of it."""
    name = str(row["name"] or row["credit_code"])
    if row["role"] is None:
        return name
    share = "" if row["share"] is None else text.percent(row["share"], 0)
    return text("card.holder", name=name, role=text.label("tenure_roles", row["role"]), share=share)


def _zone(context: Context, written: object, by_ground: object) -> str:
    """Return the zone the office wrote, else those that the shape lies in, else that it is in none."""
    text, names = context.text, context.choices.zones
    if written:
        return names.get(str(written), str(written))
    if not by_ground:
        return text("common.no_zone")
    zones = text("card.separator").join(names.get(zone, zone) for zone in str(by_ground).split(";"))
    return text("card.by_ground", zones=zones)


def _areas(text: Catalogue, file: RecordFile) -> None:
    """Draw the areas by kind, each with its difference to the geometry in words."""
    status = str(file.record.get("geometry_status"))
    if status != "ok":
        cards.note(text("card.areas.status", status=text.label("geometry", status)))
    geometry = dict(file.areas).get("geometry")
    counts = file.record.get("book_area_kind") or "geometry"
    rows = []
    for kind, area in file.areas:
        label = text.label("areas", kind)
        differs = None if geometry is None or kind == "geometry" else (geometry - area) / area
        said, look = _difference(text, differs)
        rows.append(
            (
                (text("card.areas.counts", kind=label) if kind == counts else label, ""),
                (text.number(mu_from_m2(area)), ""),
                (text.number(area, 0), ""),
                (said, look),
            )
        )
    if rows:
        headings = [text(f"card.areas.{name}") for name in ("kind", "in_mu", "in_m2", "difference")]
        cards.table(headings, rows)
    else:
        cards.note(text("card.areas.none"))


def _difference(text: Catalogue, share: float | None) -> tuple[str, str]:
    if share is None:
        return text("common.dash"), ""
    said, limits = text.percent(share, 2), load_rules().difference
    if abs(share) > limits.red:
        return text("card.areas.red", share=said), "lu-behind"
    if abs(share) > limits.yellow:
        return text("card.areas.yellow", share=said), "lu-doubt"
    return said, ""


def _strip(text: Catalogue, file: RecordFile, entries: dict[str, LegendEntry]) -> None:
    stages = [stage for stage, _ in file.way]
    at = stages.index(file.stage) if file.stage in stages else -1
    reached = [
        (entries[stage], text.day(on) if on else "")
        for place, (stage, on) in enumerate(file.way)
        if on is not None or place == at
    ]
    ahead = [text.label("stages", stage) for stage in stages[at + 1 :]]
    cards.part(text("card.way"))
    cards.stage_strip(reached, ahead, text("card.next"))


def _events(context: Context, file: RecordFile) -> None:
    text = context.text
    for event in file.events:
        voided = event["voided_by"]
        reason = text("card.events.voided", event=voided, why=event["void_reason"]) if voided else None
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            day = text.day(event["occurred_on"]) if event["occurred_on"] else text.label("reasons", "missing_date")
            cards.event(
                day, text.label("kinds", event["kind"]), _amount(text, event), _details(text, file, event), reason
            )
            if voided is None:
                forms.void_form(context, event["event_id"])


def _amount(text: Catalogue, event: Mapping[str, Any]) -> str:
    land, floor = event["land_area_m2"], event["floor_area_m2"]
    if land is not None:
        return text("card.areas.mu", amount=text.number(mu_from_m2(land)))
    if floor is not None:
        return text("card.areas.m2", amount=text.number(floor, 0))
    return ""


def _details(text: Catalogue, file: RecordFile, event: Mapping[str, Any]) -> list[str]:
    other = event["subject_id"] if event["subject_id"] != file.key else None
    layer = text.label("subjects", SubjectKind(str(event["subject_kind"])))
    said = [f"{layer} {other}" if other else None, event["doc_no"], event["evidence"], event["note"]]
    return [str(event["event_id"]), *(str(value) for value in said if value is not None)]


def _related(context: Context, file: RecordFile) -> None:
    """Draw the ways to its zone, its plots or its parcels."""
    text = context.text
    if not file.related:
        return
    cards.part(text("card.related"))
    with st.container(horizontal=True, gap="small"):
        for layer, key in file.related[:_MOST_RELATED]:
            st.button(
                f"{text.label('layers', layer)} {key}",
                key=f"related_{layer}_{key}",
                type="tertiary",
                on_click=partial(_open, context, [(layer, key)]),
            )
        if len(file.related) > _MOST_RELATED:
            st.button(
                text("card.all_related", count=len(file.related)),
                key="related_all",
                type="tertiary",
                on_click=partial(_open, context, file.related),
            )


def _open(context: Context, records: Sequence[tuple[Layer, str]]) -> None:
    layers = dict.fromkeys(layer for layer, _ in records)
    hits = [hit for layer in layers for hit in find(context.store, layer, [key for at, key in records if at is layer])]
    session.look_at(hits)
