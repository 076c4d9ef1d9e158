"""Keep an office's own template: through the gate like every file from outside, then under its digest."""

from pathlib import Path

from landuse.errors import InputError
from landuse.intake.upload import receive
from landuse.reports.workbook_parts import Parts
from landuse.store import Store
from landuse.store.keeping import TEMPLATES, keep_file

#: A template of an office is a page of cells, in bytes.
LARGEST = 16 * 1024 * 1024


def keep_template(store: Store, path: Path, *, name: str | None = None) -> str:
    """
    Return the SHA-256 under which a template is kept in the workspace.

    Parameters
    ----------
    store : Store
    path : Path
    name : str, optional
        What its owner calls it, where that is not the path's own name.

    Raises
    ------
    InputError
        Those of the gate; ``template_form`` for a file that is no xlsx or too large.
    RefusedError
        ``template_unreadable``, ``template_has_macros``.
    """
    upload = receive(path, name=name)
    if upload.suffix != ".xlsx" or upload.path.stat().st_size > LARGEST:
        raise InputError("template_form", file=upload.name)
    content = upload.path.read_bytes()
    Parts(content)
    return keep_file(store, TEMPLATES, content, "xlsx")
