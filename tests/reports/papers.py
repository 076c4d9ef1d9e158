"""A paper with one block of each kind, for the tests of both ways of writing it."""

from landuse.reports.blocks import Grid, Heading, PageBreak, Paper, Paragraph
from landuse.reports.pictures import Bar, bars_picture

HOSTILE = '#panic("x") *b* <b>&垟𠮷\u202e'
BARS = bars_picture(
    [Bar("整治", 1.2, 0.4, "120% 超前", behind=False), Bar("再供地", None, None, "无目标", behind=True)],
    caption="图:进度",
    key="竖线为时序",
)
GRID = Grid(
    headings=(("属地", "整治", None), ("", "目标", "完成")),
    rows=tuple((f"街道{number}", f"{number}.00", "1.50") for number in range(90)),
    widths=(2, 1, 1),
    numbers=frozenset({1, 2}),
    total=("合计", "4,005.00", "135.00"),
    title="表:各属地",
    unit="单位:亩",
)
PAPER = Paper(
    title="测试通报",
    lines=("数据截至 2023年5月31日",),
    blocks=(
        Heading("一、进展"),
        Paragraph("完成再供地25亩。", notes=(1, 2)),
        Paragraph(HOSTILE, look="bullet"),
        GRID,
        BARS,
        PageBreak(),
        Heading("附图", level=2),
        Paragraph("说明一条", look="small"),
        Paragraph("要紧的话", look="lead"),
    ),
    mark="内部资料",
)
