"""A template as Excel and WPS write one, part by part: what openpyxl never writes stands in it."""

import io
import zipfile

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cf500f0003850180f4"
    "b1b2d40000000049454e44ae426082"
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_XL = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'


def _relations(*pairs: tuple[str, str]) -> str:
    inner = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(pairs, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def _strings() -> str:
    plain = ["某街道低效工业用地整治清单", "序号", None, "属地", "面积(亩)", "完成和验收", "完成月份", "折合公顷"]
    plain += ["合计", "填表人:张三", "平均"]
    rich = (
        "<si><r><rPr><b/></rPr><t>企业</t></r><r><t>/地块</t></r>"
        '<rPh sb="0" eb="2"><t>qiye</t></rPh><phoneticPr fontId="1"/></si>'
    )
    inner = "".join(rich if words is None else f"<si><t>{words}</t></si>" for words in plain)
    return f'{_HEAD}<sst xmlns="{_XL_MAIN}" count="11" uniqueCount="11">{inner}</sst>'


_XL_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_XL_MAIN}"><numFmts count="1"><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>'
    '</numFmts><fonts count="2"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="16"/><name val="方正小标宋"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="176" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles>'
    '<dxfs count="1"><dxf><font><color rgb="FF9C0006"/></font></dxf></dxfs></styleSheet>'
)
_BOOK = (
    f'{_HEAD}<workbook xmlns="{_XL_MAIN}" xmlns:r="{_RELATIONS}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x15" '
    'xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main">'
    '<fileVersion appName="xl" lastEdited="7" lowestEdited="7" rupBuild="22228"/><workbookPr defaultThemeVersion="166925"/>'
    '<mc:AlternateContent><mc:Choice Requires="x15"><x15:absPath url="C:\\报表\\" '
    'xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main"/></mc:Choice></mc:AlternateContent>'
    '<bookViews><workbookView xWindow="0" yWindow="0"/></bookViews>'
    '<sheets><sheet name="清单 &amp; 附表" sheetId="3" r:id="rId1"/><sheet name="汇总" sheetId="7" r:id="rId2"/></sheets>'
    '<definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">\'清单 &amp; 附表\'!$A$1:$F$10</definedName>'
    '<definedName name="_xlnm.Print_Titles" localSheetId="0">\'清单 &amp; 附表\'!$3:$4</definedName>'
    "<definedName name=\"总面积\">'清单 &amp; 附表'!$D$8</definedName></definedNames>"
    '<calcPr calcId="191029"/></workbook>'
)
_LIST = (
    f'{_HEAD}<worksheet xmlns="{_XL_MAIN}" xmlns:r="{_RELATIONS}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac" '
    'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac">'
    '<sheetPr codeName="Sheet1"><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1:F10"/>'
    '<sheetViews><sheetView tabSelected="1" workbookViewId="0"><pane ySplit="4" topLeftCell="A5" state="frozen"/></sheetView></sheetViews>'
    '<sheetFormatPr defaultRowHeight="14" x14ac:dyDescent="0.2"/><cols><col min="1" max="6" width="14" customWidth="1"/></cols>'
    '<sheetData><row r="1" spans="1:6" ht="30" customHeight="1" x14ac:dyDescent="0.2"><c r="A1" s="2" t="s"><v>0</v></c></row>'
    '<row r="3" spans="1:6"><c r="A3" t="s"><v>1</v></c><c r="B3" t="s"><v>2</v></c><c r="C3" t="s"><v>3</v></c>'
    '<c r="D3" t="s"><v>4</v></c><c r="E3" t="s"><v>5</v></c><c r="F3"/></row>'
    '<row r="4" spans="1:6"><c r="A4"/><c r="B4"/><c r="C4"/><c r="D4"/><c r="E4" t="s"><v>6</v></c><c r="F4" t="s"><v>7</v></c></row>'
    "{rows}"
    '<row r="8" spans="1:6"><c r="B8" t="s"><v>8</v></c><c r="D8" s="1"><f t="shared" ref="D8:F8" si="1">SUM(D5:D7)</f><v>0</v></c>'
    '<c r="E8" s="1"><f t="shared" si="1"/><v>0</v></c><c r="F8" s="1"><f t="shared" si="1"/><v>0</v></c></row>'
    '<row r="9"><c r="B9" t="s"><v>10</v></c><c r="D9" s="1"><f>AVERAGE(D5:D7)</f><v>0</v></c></row>'
    '<row r="10"><c r="A10" t="s"><v>9</v></c></row></sheetData>'
    '<mergeCells count="7"><mergeCell ref="A1:F1"/><mergeCell ref="A3:A4"/><mergeCell ref="B3:B4"/><mergeCell ref="C3:C4"/><mergeCell ref="D3:D4"/><mergeCell ref="E3:F3"/><mergeCell ref="A10:C10"/></mergeCells>'
    '<conditionalFormatting sqref="D5:D7"><cfRule type="expression" dxfId="0" priority="1"><formula>$D5&gt;$D$9</formula></cfRule></conditionalFormatting>'
    '<dataValidations count="1"><dataValidation type="list" allowBlank="1" sqref="C5:C7"><formula1>汇总!$A$1:$A$3</formula1></dataValidation></dataValidations>'
    '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
    '<pageSetup paperSize="9" orientation="landscape" r:id="rId1"/><headerFooter><oddFooter>&amp;C第 &amp;P 页</oddFooter></headerFooter>'
    '<drawing r:id="rId2"/><legacyDrawing r:id="rId4"/>'
    '<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
    '<x14:conditionalFormattings><x14:conditionalFormatting xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
    '<x14:cfRule type="dataBar" id="{0}"><x14:dataBar><x14:cfvo type="formula"><xm:f>$D$8</xm:f></x14:cfvo></x14:dataBar></x14:cfRule>'
    "<xm:sqref>D5:D7</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst></worksheet>"
)
_WAITING = (
    '<row r="{at}" spans="1:6" ht="24" customHeight="1"><c r="A{at}"><v>{number}</v></c><c r="B{at}"/><c r="C{at}"/><c r="D{at}" s="1"/>'
    '<c r="E{at}" s="2"/><c r="F{at}" s="1"><f t="shared"{first} si="0">{words}</f><v>0</v></c></row>'
)
_SUMMARY = (
    f'{_HEAD}<worksheet xmlns="{_XL_MAIN}"><sheetData><row><c><v>1</v></c><c t="str"><f>\'清单 &amp; 附表\'!A10</f><v>x</v></c></row>'
    "<row><c><f>总面积*2</f><v>0</v></c><c><f>SUM('清单 &amp; 附表'!D8:D9)</f><v>0</v></c></row></sheetData></worksheet>"
)
_DRAWING = (
    f'{_HEAD}<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">{anchors}</xdr:wsDr>'
)
_ANCHOR = (
    "<xdr:twoCellAnchor><xdr:from><xdr:col>0</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{first}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
    "<xdr:to><xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{last}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
    '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="{last}" name="章"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="rId1" '
    f'xmlns:r="{_RELATIONS}"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr>'
    "</xdr:pic><xdr:clientData/></xdr:twoCellAnchor>"
)
_REMARKS = (
    f'{_HEAD}<comments xmlns="{_XL_MAIN}"><authors><author>张三</author></authors><commentList>'
    '<comment ref="D3" authorId="0"><text><t>以证载为准</t></text></comment>'
    '<comment ref="D8" authorId="0"><text><t>核对</t></text></comment></commentList></comments>'
)
_BOXES = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">'
    "{boxes}</xml>"
)
_BOX = (
    '<v:shape id="s{row}" type="#_x0000_t202"><x:ClientData ObjectType="Note"><x:Anchor>4, 15, {row}, 2, 6, 31, {row}, 9</x:Anchor>'
    "<x:Row>{row}</x:Row><x:Column>3</x:Column></x:ClientData></v:shape>"
)
_CHAIN = '<c r="F5" i="3"/><c r="F6"/><c r="F7"/><c r="D8"/><c r="E8"/><c r="F8"/><c r="D9"/><c r="B1" i="7"/><c r="A2"/><c r="B2"/>'
_TYPES = {
    "xl/workbook.xml": f"{_XL}.sheet.main+xml",
    "xl/worksheets/sheet1.xml": f"{_XL}.worksheet+xml",
    "xl/worksheets/sheet2.xml": f"{_XL}.worksheet+xml",
    "xl/styles.xml": f"{_XL}.styles+xml",
    "xl/sharedStrings.xml": f"{_XL}.sharedStrings+xml",
    "xl/calcChain.xml": f"{_XL}.calcChain+xml",
    "xl/comments1.xml": f"{_XL}.comments+xml",
    "xl/drawings/drawing1.xml": "application/vnd.openxmlformats-officedocument.drawing+xml",
}


def excel_template() -> dict[str, bytes]:
    """Return the parts: three waiting rows whose numbers are there already, sums and a mean, a seal below them."""
    rows = "".join(
        _WAITING.format(
            at=row, number=row - 4, first=' ref="F5:F7"' if row == 5 else "", words="D5/15" if row == 5 else ""
        ).replace("></f>", "/>")
        for row in (5, 6, 7)
    )
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in _TYPES.items())
    defaults = "".join(
        f'<Default Extension="{suffix}" ContentType="{kind}"/>'
        for suffix, kind in (
            ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
            ("xml", "application/xml"),
            ("png", "image/png"),
            ("bin", f"{_XL}.printerSettings"),
            ("vml", "application/vnd.openxmlformats-officedocument.vmlDrawing"),
        )
    )
    texts = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">{defaults}{overrides}</Types>',
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": _BOOK,
        "xl/_rels/workbook.xml.rels": _relations(
            ("worksheet", "worksheets/sheet1.xml"),
            ("worksheet", "/xl/worksheets/sheet2.xml"),
            ("styles", "styles.xml"),
            ("sharedStrings", "sharedStrings.xml"),
            ("calcChain", "calcChain.xml"),
        ),
        "xl/worksheets/sheet1.xml": _LIST.replace("{rows}", rows),
        "xl/worksheets/_rels/sheet1.xml.rels": _relations(
            ("printerSettings", "../printerSettings/printerSettings1.bin"),
            ("drawing", "../drawings/drawing1.xml"),
            ("comments", "../comments1.xml"),
            ("vmlDrawing", "../drawings/vmlDrawing1.vml"),
        ),
        "xl/worksheets/sheet2.xml": _SUMMARY,
        "xl/styles.xml": _STYLES,
        "xl/sharedStrings.xml": _strings(),
        "xl/calcChain.xml": f'{_HEAD}<calcChain xmlns="{_XL_MAIN}">{_CHAIN}</calcChain>',
        "xl/comments1.xml": _REMARKS,
        "xl/drawings/drawing1.xml": _DRAWING.format(
            anchors=_ANCHOR.format(first=0, last=1) + _ANCHOR.format(first=8, last=11)
        ),
        "xl/drawings/_rels/drawing1.xml.rels": _relations(("image", "../media/image1.png")),
        "xl/drawings/vmlDrawing1.vml": _BOXES.format(boxes=_BOX.format(row=2) + _BOX.format(row=7)),
        "customXml/item1.xml": "<ds/>",
    }
    parts = {name: words.encode() for name, words in texts.items()}
    return parts | {"xl/media/image1.png": PNG, "xl/printerSettings/printerSettings1.bin": bytes(range(256))}


def packed(parts: dict[str, bytes]) -> bytes:
    """Return parts as a workbook."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return target.getvalue()
