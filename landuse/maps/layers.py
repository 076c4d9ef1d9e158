"""What we put into a folium map: the ledger's layers, and the message that changes them."""

from collections.abc import Mapping

from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template

from landuse.maps.offline import ASSETS_URL
from landuse.maps.scripts import BUNDLE


class LedgerLayers(JSCSSMixin):
    """
    Zones, parcels and plots as vector tiles, with local base layers below, drawn by ``assets/landuse-*.js``.

    The script is a few hundred bytes whatever the ledger holds, and says nothing about selection, filter or data:
    streamlit-folium mounts the map anew whenever its script changes.

    Parameters
    ----------
    language : str
        In which the map itself speaks; another one mounts it anew.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            landuseMap.mount({{ this._parent.get_name() }}, {{ this.language|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, language: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "LedgerLayers"
        self.default_js = [("landuse", f"{ASSETS_URL}{BUNDLE}")]
        self.default_css = [("landuse-map-css", f"{ASSETS_URL}landuse-map.css")]
        self.language = language


class Message(MacroElement):
    """
    One message to the mounted map, as a child of the ``feature_group_to_add`` that streamlit-folium evaluates.

    Parameters
    ----------
    content : mapping
        What ``landuseMap.update`` reads; JSON types only.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            landuseMap.update({{ this.content|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, content: Mapping[str, object]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Message"
        self.content = dict(content)
