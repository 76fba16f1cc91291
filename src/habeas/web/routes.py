"""Every address of the case pages, in one table."""

from habeas.web import (
    bundles,
    cases,
    claims,
    consents,
    documents,
    exhibits,
    incidents,
    labels,
    notes,
    people,
    photos,
    records,
    timeline,
    verify,
)
from habeas.web.serving import Route

_CASE = "/cases/{case:str}"
_DOCUMENT = f"{_CASE}/documents/{{document:str}}"
_RECORD = f"{_CASE}/records/{{record:str}}"

ROUTES: tuple[Route, ...] = (
    Route("/cases", cases.show_all),
    Route("/cases/new", cases.ask_new, cases.open_new),
    Route(_CASE, cases.overview),
    Route(f"{_CASE}/timeline", timeline.show),
    Route(f"{_CASE}/documents", documents.show_all),
    Route(f"{_CASE}/documents/add", documents.ask_add),
    Route(_DOCUMENT, documents.show),
    Route(f"{_DOCUMENT}/claims", documents.show, claims.mark),
    Route(f"{_DOCUMENT}/original", documents.original),
    Route(f"{_DOCUMENT}/picture", documents.picture),
    Route(f"{_DOCUMENT}/boilerplate", None, documents.boilerplate),
    Route(f"{_DOCUMENT}/text", None, documents.read_it, long=True),
    Route(f"{_DOCUMENT}/date", documents.show, documents.date_it),
    Route(f"{_CASE}/claims/{{claim:str}}", claims.show),
    Route(f"{_CASE}/exhibits", exhibits.show_all),
    Route(f"{_CASE}/exhibits/new", exhibits.ask_new, exhibits.put),
    Route(f"{_CASE}/exhibits/labels", labels.ask_labels, labels.print_labels),
    Route(f"{_CASE}/exhibits/scan", exhibits.show_all, labels.scan),
    Route(f"{_CASE}/exhibits/{{exhibit:str}}", exhibits.show),
    Route(f"{_CASE}/records/{{record:str}}/receipt", labels.receipt),
    Route(f"{_CASE}/incidents", incidents.show_all),
    Route(f"{_CASE}/incidents/{{incident:str}}", incidents.show),
    Route(f"{_CASE}/people", people.show_all),
    Route(f"{_CASE}/people/{{person:str}}", people.show),
    Route(f"{_CASE}/people/{{person:str}}/identity", people.identity),
    Route(f"{_CASE}/consents", consents.show_all),
    Route(f"{_CASE}/notes", notes.show_all, notes.put),
    Route(f"{_CASE}/bundle", bundles.choose),
    Route(f"{_CASE}/bundle/back", bundles.choose, bundles.choose),
    Route(f"{_CASE}/bundle/preview", bundles.choose, bundles.preview, long=True),
    Route(f"{_CASE}/bundle/export", bundles.choose, bundles.take, long=True),
    Route(f"{_CASE}/verify", verify.show, verify.check, long=True),
    Route(f"{_CASE}/records/new/{{type:str}}", records.ask_new, records.put),
    Route(_RECORD, records.show),
    Route(f"{_RECORD}/photo", photos.show),
    Route(f"{_RECORD}/correct", records.ask_correct, records.correct),
    Route(f"{_RECORD}/withdraw", records.ask_withdraw, records.withdraw),
)
