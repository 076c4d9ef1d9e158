"""Contiguous groups in words: whether the area asked for is reached, and where neighbours hardly meet."""

from landuse.i18n import Catalogue
from landuse.views.clusters import Cluster, Sliver


def reach_words(text: Catalogue, one: Cluster) -> str:
    """Return whether a group is as large as the rule asks, and how much is missing."""
    if one.least_mu is None:
        return text("common.dash")
    if one.reaches:
        return text("clusters.reaches", least=one.least_mu)
    missing = one.least_mu - (one.area_mu - one.shared_mu)
    return text("clusters.falls_short", least=one.least_mu, missing=text.number(missing))


def sliver_words(text: Catalogue, sliver: Sliver) -> tuple[str, str, str, str, str]:
    """Return what a sliver is, between whom, how wide and long, and where."""
    place = sliver.place
    return (
        text.label("clusters.kinds", sliver.kind),
        text("clusters.pair", a=sliver.a, b=sliver.b),
        text("clusters.centimetres", width=text.number(sliver.width_m * 100, 1)),
        text("clusters.metres", length=text.number(sliver.length_m, 1)),
        "" if place is None else f"{place.lng:.6f}, {place.lat:.6f}",
    )


def sliver_line(text: Catalogue, sliver: Sliver) -> str:
    """Return a sliver in one line."""
    return text("clusters.sliver_joint").join(word for word in sliver_words(text, sliver) if word)
