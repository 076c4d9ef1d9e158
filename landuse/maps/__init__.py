"""The map: vector tiles and stage colours served by our own process, placed by folium, drawn by our own small layer."""
