"""Which layer a file feeds, by its headings."""

from collections.abc import Collection

from landuse.intake.mapping import fields_of, proposals, recognises
from landuse.model import Layer
from landuse.schema import TABLES

#: What a column that names the records themselves counts more than another: a list of events names parcels, too.
_OWN_KEY = 0.5


def layers_for(headings: Collection[str]) -> tuple[tuple[Layer, float], ...]:
    """
    Return the layers that know some of a file's headings, each with how much it knows, the likeliest first.

    Examples
    --------
    >>> [layer.value for layer, _ in layers_for(["地块编号", "事项", "发生日期"])][0]
    'events'
    >>> [layer.value for layer, _ in layers_for(["地块编号", "地块名称", "属地", "证载面积(亩)"])][0]
    'parcels'
    """
    scores = [(layer, _score(layer, headings)) for layer in Layer]
    known = [(layer, score) for layer, score in scores if score > 0]
    return tuple(sorted(known, key=lambda one: (-one[1], one[0] is not Layer.PARCELS)))


def _score(layer: Layer, headings: Collection[str]) -> float:
    known = [heading for heading in headings if recognises(layer, heading)]
    if not known:
        return 0
    fields = fields_of(layer)
    columns = {fields[one.field].column for one in proposals(layer, known, {}) if one.field is not None}
    missing = [column for column in TABLES[layer].columns if column.required and column.name not in columns]
    return len(known) + (_OWN_KEY if TABLES[layer].key in columns else 0) - len(missing) * _OWN_KEY / 2
