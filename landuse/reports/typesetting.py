"""
Typst sets what is printed: templates that read every text as a value, fonts that come with the packages.

No template loads a package or a font of the machine; the same values give the same bytes.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

import typst

from landuse.reports.sheet_letters import font_folders

FORMS = ("pdf", "png")
#: Dots per inch of a PNG: small type stays sharp on an office printer.
PPI = 200


def typeset(
    templates: Sequence[str],
    values: Mapping[str, object],
    *,
    drawings: Mapping[str, str],
    form: str,
    made_at: int = 0,
    ppi: float = PPI,
) -> bytes:
    """
    Return a document as PDF, or its one page as PNG.

    Parameters
    ----------
    templates : sequence of str
        Names in this folder, read one after another.
    values : mapping
        What stands in it, as ``sys.inputs.sheet`` (JSON).
    drawings : mapping
        SVGs by the name of their input.
    form : str
        One of :data:`FORMS`.
    made_at : int
        What the PDF says of its making, in seconds since 1970.
    ppi : float
        Of a PNG.
    """
    folder = resources.files("landuse.reports")
    template = b"\n".join((folder / name).read_bytes() for name in templates)
    compiler = typst.Compiler(
        template,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"sheet": json.dumps(values, ensure_ascii=False), **drawings},
    )
    made = (
        compiler.compile(format="png", ppi=ppi) if form == "png" else compiler.compile(format="pdf", timestamp=made_at)
    )
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> typst.Fonts:
    folders = [str(folder) for folder in font_folders()]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
