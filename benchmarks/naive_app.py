"""The map a beginner would build, as the benchmark's peer: every parcel as GeoJSON in a folium map."""

import os
from datetime import date

import folium
import geopandas as gpd
import streamlit as st
from streamlit_folium import st_folium

import landuse

COLOURS = {"registered": "#d3d7dd", "launched": "#f6e3a1", "signed": "#f0cd62", "vacated": "#e0a92e"}


@st.cache_data
def parcels() -> gpd.GeoDataFrame:
    """Read the parcels of the workspace, in degrees."""
    workspace = landuse.open(os.environ["LANDUSE_WORKSPACE"])
    columns = ["parcel_id", "name", "stage", "area_mu", "geometry"]
    return workspace.parcels(as_of=date(2023, 5, 31))[columns].to_crs(4326)


st.set_page_config(layout="wide")
found = parcels()
west, south, east, north = found.total_bounds
zoom = int(os.environ["NAIVE_ZOOM"])
district = folium.Map([(south + north) / 2, (west + east) / 2], zoom_start=zoom, tiles=None)
folium.GeoJson(
    found,
    style_function=lambda feature: {
        "fillColor": COLOURS.get(feature["properties"]["stage"], "#e2452f"),
        "color": "#4a4f57",
        "weight": 1,
        "fillOpacity": 0.85,
    },
    tooltip=folium.GeoJsonTooltip(["parcel_id", "name"]),
).add_to(district)
pressed = st_folium(district, height=480, use_container_width=True)
picked = (pressed or {}).get("last_active_drawing")
if picked:
    st.html(f"<code class='card-key'>{picked['properties']['parcel_id']}</code>")
    st.dataframe(found.loc[found["parcel_id"] == picked["properties"]["parcel_id"]].drop(columns="geometry"))
