"""
Shapefiles: names of ten characters, texts of 254 bytes, and beside them a dictionary that keeps what these cannot.

In UTF-8 with short ASCII names; or, for programs that know no other, in GBK with the list's Chinese headings.
"""

import tempfile
import zipfile
from functools import partial
from pathlib import Path

import pandas as pd

from landuse.reports.columns import PrintedColumn
from landuse.reports.geodata import ground, write
from landuse.reports.listing import Listing, Written
from landuse.reports.lists import write_csv
from landuse.schema import Kind

#: Names for DBF, which takes ten ASCII characters; columns that are not here keep their own.
SHORT_NAMES = {
    "approved_area_mu": "appr_mu",
    "area_mu": "counted_mu",
    "book_area_kind": "book_kind",
    "book_area_mu": "book_mu",
    "certificate_area_mu": "cert_mu",
    "contract_area_mu": "contr_mu",
    "data_for_land": "data4land",
    "difference_share": "diff_share",
    "floor_area_m2": "floor_m2",
    "geometry_area_mu": "geom_mu",
    "geometry_status": "geom_state",
    "intended_enterprise": "intended",
    "low_efficiency_type": "lowefftype",
    "planned_quarter": "quarter",
    "price_wan_yuan": "price_wan",
    "redline_area_mu": "redline_mu",
    "supply_method": "method",
    "winning_bidder": "winner",
}
#: Bytes of a DBF text field, and of a field's name.
DBF_TEXT, DBF_NAME = 254, 10
_TEXTS = frozenset({Kind.TEXT, Kind.CODE})


def write_shp(listing: Listing, path: Path, *, encoding: str = "utf-8") -> Written:
    """
    Write a list as a Shapefile in the workspace's CRS with its ``.cpg``, and beside it a data dictionary.

    Texts longer than a DBF field are cut between characters and counted; then the whole list stands beside it as CSV.

    Parameters
    ----------
    listing : Listing
    path : Path
    encoding : str
        ``utf-8``, or ``gbk``: Chinese headings of at most ten bytes; characters that GBK has not are written in four
        bytes, as GB 18030 does.
    """
    is_gbk = encoding != "utf-8"
    codec = "gb18030" if is_gbk else "utf-8"
    layer = ground(listing)
    altered = 0
    for column in listing.columns:
        if column.kind in _TEXTS:
            cut = [_cut(value, codec) for value in layer[column.name]]
            pairs = zip(layer[column.name], cut, strict=True)
            altered += sum(isinstance(value, str) and value != short for value, short in pairs)
            layer[column.name] = pd.Series(cut, index=layer.index, dtype=object)
        elif column.kind is Kind.FLAG:
            layer[column.name] = layer[column.name].astype("Int64")
    names = chinese_names(listing) if is_gbk else {column.name: short_name(column) for column in listing.columns}
    said = _said(layer.drop(columns="geometry"), [*names.values()]) if is_gbk else "UTF-8"
    write(layer.rename(columns=names), path, driver="ESRI Shapefile", layer=path.stem, encoding=codec)
    path.with_suffix(".cpg").write_text(said, encoding="ascii")
    path.with_suffix(".txt").write_text(_dictionary(listing, names), encoding="utf-8-sig")
    if altered:
        write_csv(listing, path.with_suffix(".csv"))
    return Written(altered=altered)


def write_shp_zip(listing: Listing, path: Path, *, encoding: str = "utf-8") -> Written:
    """Write a list as a zipped Shapefile, as :func:`write_shp` does."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        written = write_shp(listing, Path(folder) / f"{path.stem}.shp", encoding=encoding)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for member in sorted(Path(folder).iterdir()):
                archive.write(member, member.name)
    return written


#: The same for programs that know only GBK.
write_shp_gbk, write_shp_zip_gbk = partial(write_shp, encoding="gbk"), partial(write_shp_zip, encoding="gbk")


def short_name(column: PrintedColumn) -> str:
    """Return the name of a column in a Shapefile."""
    return SHORT_NAMES.get(column.name, column.name)


def chinese_names(listing: Listing) -> dict[str, str]:
    """Return the headings cut to what a field's name holds in GBK, no two alike."""
    names: dict[str, str] = {}
    for column in listing.columns:
        heading, number = listing.heading(column), 1
        name = _cut_to(heading, DBF_NAME, "gb18030")
        while name.lower() in {taken.lower() for taken in names.values()}:
            number += 1
            name = f"{_cut_to(heading, DBF_NAME - len(str(number)), 'gb18030')}{number}"
        names[column.name] = name
    return names


def _said(layer: pd.DataFrame, names: list[str]) -> str:
    """Return what the ``.cpg`` says: GBK where that is enough."""
    texts = [*names, *(value for name in layer for value in layer[name] if isinstance(value, str))]
    try:
        "".join(texts).encode("gbk")
    except UnicodeEncodeError:
        return "GB18030"
    return "GBK"


def _cut(value: object, codec: str) -> object:
    """Return a text cut to what a DBF field holds, between characters."""
    return _cut_to(value, DBF_TEXT, codec) if isinstance(value, str) else value


def _cut_to(text: str, size: int, codec: str) -> str:
    return text.encode(codec, errors="replace")[:size].decode(codec, errors="ignore")


def _dictionary(listing: Listing, names: dict[str, str]) -> str:
    """Return the data dictionary: what the list is, then field, column and meaning of each."""
    rows = [f"{names[column.name]}\t{column.name}\t{listing.heading(column)}" for column in listing.columns]
    return "\r\n".join([listing.title, *listing.lines(), "", *rows, ""])
