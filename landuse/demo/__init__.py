"""
The demo district: a synthetic campaign at Lucheng's place and size, made by pure functions from one seed.

``python -m landuse.demo FOLDER`` writes its files; the committed ones are in ``data/parcels``. Nothing in it exists.
"""

from landuse.demo.district import District, make_district
from landuse.demo.files import FILES, LAYER_FILES, write_district

__all__ = ["FILES", "LAYER_FILES", "District", "make_district", "write_district"]
