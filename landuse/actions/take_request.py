"""What a document's request brings along before it is made: a template kept by its digest, restricted figures noted."""

import re
from dataclasses import replace
from pathlib import Path

from landuse.actions.export_list import note_restricted
from landuse.errors import InputError
from landuse.intake.upload import receive
from landuse.model import Layer
from landuse.reports.issue import DocumentRequest
from landuse.reports.office_writer import RESTRICTED, TEMPLATE
from landuse.reports.workbook_parts import Parts
from landuse.store import Store
from landuse.store.keeping import TEMPLATES, keep_file, kept_path

#: A template of an office is a page of cells.
_LARGEST = 16 * 1024 * 1024


def take_request(store: Store, request: DocumentRequest, *, actor: str) -> DocumentRequest:
    """
    Return a request that can be made and made again: its template kept in the workspace and named by its SHA-256.

    Asking for restricted figures is written to the audit trail.

    Raises
    ------
    InputError
        Those of the gate; ``template_form`` for a file that is no xlsx or too large.
    RefusedError
        ``template_unreadable``, ``template_has_macros``.
    """
    options = dict(request.options)
    if options.get(RESTRICTED) == "yes":
        of = {"document": request.kind, "period": request.period.code, "as_of": request.as_of.isoformat()}
        note_restricted(store, Layer.ENTERPRISES, actor=actor, action="report_restricted", of=of)
    given = options.get(TEMPLATE)
    if given is None or _is_kept(store, given):
        return request
    upload = receive(Path(given))
    if upload.suffix != ".xlsx" or upload.path.stat().st_size > _LARGEST:
        raise InputError("template_form", file=upload.name)
    content = upload.path.read_bytes()
    Parts(content)
    options[TEMPLATE] = keep_file(store, TEMPLATES, content, "xlsx")
    return replace(request, options=tuple(options.items()))


def _is_kept(store: Store, given: str) -> bool:
    return re.fullmatch("[0-9a-f]{64}", given) is not None and kept_path(store, TEMPLATES, given, "xlsx").is_file()
