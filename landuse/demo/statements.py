"""The tables to which rows are only ever added: due days, checklists, standards, figures and the like."""

from collections.abc import Callable

from landuse.demo.district import District, read_table, stream
from landuse.demo.duties import milestone_rows, supervision_rows
from landuse.demo.figures import figure_rows
from landuse.demo.formats import Row
from landuse.demo.making import checklist_rows
from landuse.demo.plan import recorded_rows, recorded_target_rows, reported_rows
from landuse.demo.register import is_industry, ratios_of_plots
from landuse.demo.reviews import intention_rows
from landuse.demo.standards import standard_rows
from landuse.demo.supply import WAY, bidders
from landuse.demo.tenure import tenure_rows
from landuse.model import SubjectKind


def _milestones(district: District) -> list[Row]:
    rebuilt = {parcel.parcel_id: parcel.unit for parcel in district.rebuilt}
    zones = {zone.zone_id: zone.unit for zone in district.zones}
    return milestone_rows(district.plots, rebuilt, zones, district.duties, district.texts)


def _checklist(district: District) -> list[Row]:
    made = district.journal.days("site_preparation", SubjectKind.PLOT)
    return checklist_rows(district.plots, made, district.making, district.duties, stream("making"))


def _standards(district: District) -> list[Row]:
    ratios = ratios_of_plots(district)
    industry = {plot_id: ratios[plot_id] for plot_id, plot in district.plots.items() if is_industry(district, plot)}
    idle = frozenset(district.journal.days("suspension", SubjectKind.PLOT))
    return standard_rows(industry, _stages(district), idle, stream("standards"))


def _stages(district: District) -> dict[str, str]:
    """Return the furthest stage of each plot: its own, or where building has come to on cleared land."""
    ranks = {kind: (rank, stage) for rank, (stage, kind, _) in enumerate(WAY)}
    reached = {
        plot_id: max([(rank, stage) for rank, (stage, _, _) in enumerate(WAY) if stage == plot.stage], default=(-1, ""))
        for plot_id, plot in district.plots.items()
    }
    for entry in district.journal.entries:
        if entry.subject_kind is SubjectKind.PLOT and entry.kind in ranks:
            reached[entry.subject_id] = max(reached[entry.subject_id], ranks[entry.kind])
    return {plot_id: stage for plot_id, (_, stage) in reached.items()}


def _figures(district: District) -> list[Row]:
    """Return the figures of firms that ask for land, that only produce yet, and that are below designated size."""
    found, stages = bidders(district.plots, district.firms), _stages(district)
    winners = {found[plot_id][1] for plot_id, stage in stages.items() if stage == "in_production"}
    seats = {parcel.parcel_id for parcel in district.rebuilt}
    others = frozenset(
        firm.credit_code
        for firm in district.firms
        if firm.name in winners or seats.intersection(firm.parcels) or not firm.is_designated
    )
    parcels = {parcel.parcel_id: parcel for parcel in district.parcels}
    return figure_rows(district.firms, others, parcels, district.texts["figures"]["source"], stream("figures"))


def _tenure(district: District) -> list[Row]:
    rebuilt = frozenset(parcel.parcel_id for parcel in district.rebuilt)
    parcels = {parcel.parcel_id: parcel for parcel in district.parcels}
    return tenure_rows(district.firms, rebuilt, parcels, stream("tenure"))


def _supervision(district: District) -> list[Row]:
    units = {plot_id: plot.unit for plot_id, plot in district.plots.items()}
    return supervision_rows(
        district.duties, units | {zone.zone_id: zone.unit for zone in district.zones}, district.texts
    )


#: The rows of each of these files.
ROWS: dict[str, Callable[[District], list[Row]]] = {
    "milestones.csv": _milestones,
    "checklist.csv": _checklist,
    "standards.csv": _standards,
    "figures.csv": _figures,
    "tenure.csv": _tenure,
    "intentions.csv": lambda district: intention_rows(district.firms, district.reviews),
    "supervision.csv": _supervision,
    "recorded_targets.csv": lambda _: recorded_target_rows(read_table("plan")),
    "recorded.csv": lambda _: recorded_rows(read_table("plan")),
    "reported.csv": lambda _: reported_rows(read_table("plan")),
}
