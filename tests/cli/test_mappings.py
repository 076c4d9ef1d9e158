"""``landuse mappings``: what is remembered of columns."""

from tests.intake.files import table


def test_mappings_are_listed_and_forgotten(call, tmp_path):
    """After an import its mapping is shown, as a table and as JSON; --forget drops it."""
    workspace = ["--workspace", str(tmp_path / "w")]
    assert call("init", *workspace).code == 0
    path = table(tmp_path / "a.csv", [["LC-1", 3]], ["甲", "面积"])
    done = call("import", str(path), "--layer", "parcels", "--map", "甲=parcel_id", "--answer", "面积=mu", *workspace)
    assert done.code == 0
    (one,) = call("mappings", "--json", *workspace).json
    assert one["columns"] == {"甲": "parcel_id", "面积": "certificate_area_mu"}
    assert one["answers"] == {"area_unit:面积": "mu"}
    assert "M0001" in call("mappings", *workspace).out
    assert "M0001" in call("mappings", "--forget", "M0001", *workspace).out
    assert call("mappings", "--json", *workspace).json == []
    assert call("mappings", "--forget", "M0001", *workspace).code == 2
