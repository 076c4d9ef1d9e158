"""Field names of a dBASE table that were cut within a character."""

import pytest

from landuse.intake.field_names import whole_name

NAMES = ["低效用地整治面积", "a地块编号名称", "ab证载面积亩数", "所在街镇名称"]


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8"])
@pytest.mark.parametrize("name", NAMES)
def test_what_is_left_of_a_name_is_its_beginning(name, encoding):
    """Whatever was cut where: what is left can be read, and is how the name began."""
    cut = name.encode(encoding)[:10]
    left = whole_name(cut).decode(encoding)
    assert name.startswith(left)
    assert len(cut) - len(whole_name(cut)) < 3


@pytest.mark.parametrize("name", [b"", b"AREA", b"TENLETTERS", "größe_flä".encode("cp1252"), b"ABCDEFGHI\xc4"])
def test_other_names_stay(name):
    """Short names, plain ones, and those of western letters are as they were."""
    assert whole_name(name) == name
