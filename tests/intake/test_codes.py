"""Codes of firms and their check digits."""

import pytest

from landuse.intake.codes import is_credit_code
from landuse.model import Layer
from tests.intake.files import codes, read, table

RIGHT = "91330302DEM000014G"


@pytest.mark.parametrize("place", range(18))
def test_one_wrong_character_is_found(place):
    """A change of any single character breaks the check digit."""
    wrong = RIGHT[:place] + ("7" if RIGHT[place] != "7" else "8") + RIGHT[place + 1 :]
    assert is_credit_code(RIGHT)
    assert not is_credit_code(wrong)


def test_a_register_of_firms_as_the_office_keeps_it(tmp_path):
    """Sheet E: money is read with its unit; a code of 17 characters and a day that is none are doubted, the firm stays."""
    headings = [
        "企业名称",
        "信用代码",
        "镇街",
        "行业",
        "上年产值(万元)",
        "近三年产值",
        "亩均税收(万元/亩)",
        "R&D占比",
        "有无自有厂房",
        "现租面积(㎡)",
        "需求(亩)",
        "拟投资",
        "是否规上",
        "要求用地时间",
        "得分",
        "匹配地块",
    ]
    rows = [
        [
            "甲公司",
            RIGHT,
            "双屿",
            "制鞋",
            12000,
            "",
            22.3,
            "3%",
            "无",
            800,
            15,
            "1.2亿元",
            "是",
            "2023-12-31",
            90,
            "G1",
        ],
        ["乙公司", RIGHT[:-1], "", "", "", "", "", "", "有", "", "", "", "", "年底", "", ""],
    ]
    found = read(table(tmp_path / "e.csv", rows, headings), Layer.ENTERPRISES)
    firm = found.frame.iloc[0]
    assert (found.accepted, codes(found)) == (2, [(3, "not_a_day"), (3, "credit_code_digit")])
    assert (firm["own_plant"], firm["designated_size"], firm["demand_area_m2"]) == (False, True, 10_000)
    assert (firm["output_wan_yuan"], firm["investment_wan_yuan"]) == (12_000, 12_000)
    assert str(firm["needed_by"]) == "2023-12-31"
