"""Choose, preview and export a bundle that a stranger can check."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from habeas.actions.bundle_page import build_page
from habeas.actions.bundle_papers import REPORT, report_of
from habeas.actions.bundle_stamps import enclosed
from habeas.actions.choosing import Chosen, require_identities, with_needs
from habeas.actions.consents import permissions
from habeas.actions.desk import Desk
from habeas.actions.documents import text_of
from habeas.actions.protected import allowed, protected
from habeas.actions.record import put
from habeas.actions.sealed import record_all, sealed_file, unseen
from habeas.case.facts.access import Look
from habeas.case.rules.consent import Permission, Verdict
from habeas.crypto.digest import new_sha256
from habeas.errors import RefusedError
from habeas.log.checkpoint import log_vkeys
from habeas.papers.bundle.model import (
    BundleEntry,
    BundleExhibit,
    BundleLog,
    BundleRequest,
)
from habeas.papers.bundle.write import Preview, preview_bundle, write_bundle
from habeas.vault import read
from habeas.views.cases import case_head
from habeas.views.documents import document
from habeas.views.records import (
    RecordView,
    record,
)
from habeas.words import N_, Tell, silent

_CHUNK = 1 << 20
_MEGABYTE = 1_000_000
_GATHERED = N_("Entries gathered")
_SEARCHED = N_("Megabytes of exhibits searched and written")


@dataclass(frozen=True)
class Outlook:
    """What an export would hold, before anything is written.

    `permissions` are one per complainant; `by_compartment` counts chosen records that
    are not in the ordinary compartment; `preview` is the writer's own account, leaks
    included.
    """

    disclosed: tuple[RecordView, ...]
    withheld: int
    permissions: tuple[Permission, ...]
    by_compartment: dict[str, int] = field(default_factory=dict)
    preview: Preview | None = None

    @property
    def permitted(self) -> bool:
        """Whether everybody whose case this is agreed."""
        return bool(self.permissions) and all(
            one.verdict is Verdict.GIVEN for one in self.permissions
        )


def outlook(
    desk: Desk, case: str, chosen: Chosen, language: str, tell: Tell = silent
) -> Outlook:
    """Say what an export would hold and what stands against it; writes nothing.

    Raises:
        NotFoundError: a chosen record is not in this case.
        BadInputError: nothing was chosen, or no recipient named.
    """
    views = with_needs(desk, case, chosen)
    request = gather(desk, case, chosen, language, tell)
    entries = [one for log in request.logs for one in log.entries]
    places = [view.compartment for view in views if view.compartment != "case"]
    return Outlook(
        disclosed=tuple(views),
        withheld=sum(one.body is None for one in entries),
        permissions=_permissions(desk, case, chosen),
        by_compartment={place: places.count(place) for place in sorted(set(places))},
        preview=preview_bundle(request),
    )


def export(  # noqa: PLR0913 - what leaves, where to, who is told
    desk: Desk,
    case: str,
    chosen: Chosen,
    language: str,
    target: Path,
    *,
    tell: Tell = silent,
) -> str:
    """Write the bundle (a folder, or a zip if `target` ends in .zip) and record that.

    Returns the id of the bundle's record. Nothing is left at `target` on any failure.

    Raises:
        RefusedError: a consent is missing, refused or withdrawn.
        LeakFoundError: a protected name stands in what would be written.
        BadInputError: `target` exists.
        NotShownError: it could not be recorded which files leave.
    """
    _require_consent(desk, case, chosen)
    request = gather(desk, case, chosen, language, tell)
    opened = sorted({one.document_id for one in request.exhibits if not one.read_in})
    # For whom, the bundle's own record says: an access may go to the next recipient.
    write_bundle(
        request, target, before=lambda: record_all(desk, case, opened, Look.BUNDLED)
    )
    return put(desk, case, "bundle", _record_of(request, chosen, target))


def _record_of(
    request: BundleRequest, chosen: Chosen, target: Path
) -> dict[str, object]:
    """Return what the case keeps of a bundle that was written."""
    entries = [one for log in request.logs for one in log.entries]
    withheld = sum(one.body is None for one in entries)
    return {
        "use": chosen.use.value,
        "recipient": chosen.recipient.strip(),
        "sha256": _hash(target),
        "disclosed": len(entries) - withheld,
        "withheld": withheld,
        "names": sorted(chosen.names),
    }


def gather(
    desk: Desk, case: str, chosen: Chosen, language: str, tell: Tell = silent
) -> BundleRequest:
    """Collect what the bundle holds from the vault; each body is opened and checked."""
    views = with_needs(desk, case, chosen)
    head = case_head(desk.views, case)
    papers, words = report_of(desk, case, views, language)
    documents = [view for view in views if view.type == "document"]
    open_refs = {change.entry for view in views for change in view.state.history}
    return BundleRequest(
        case_title=head.title,
        created=desk.clock.now(),
        language=language,
        logs=tuple(_logs(desk, case, open_refs, tell)),
        page=build_page(desk, case, views, language),
        exhibits=tuple(_exhibits(desk, case, documents, tell)),
        timestamps=tuple(enclosed(desk, case, {view.id for view in views})),
        papers=papers,
        protected=protected(desk, case),
        allowed=allowed(desk, case, chosen.names),
        texts=(
            (REPORT, words),
            *(
                (f"{view.fields['number']}", text_of(desk, case, view.id).text)
                for view in documents
            ),
        ),
    )


def _logs(
    desk: Desk, case: str, disclosed: set[tuple[str, int]], tell: Tell
) -> Iterable[BundleLog]:
    for log in read.logs(desk.vault, bytes.fromhex(case)):
        entries = []
        for stored in read.entries(desk.vault, log.id):
            wanted = stored.index == 0 or (log.id.hex(), stored.index) in disclosed
            body = read.open_body(desk.vault, stored) if wanted else None
            entries.append(BundleEntry(stored.envelope, body))
            tell(_GATHERED, len(entries))
        yield BundleLog(
            log_id=log.id,
            entries=tuple(entries),
            checkpoint=read.head(desk.vault, log.id),
            vkeys=log_vkeys(log.id, log.mldsa44),
        )


@dataclass
class _Reading:
    """Tells how much of the exhibits was read, each time one of them is."""

    tell: Tell
    done: int = 0

    def through(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Pass the pieces on."""
        for piece in pieces:
            self.done += len(piece)
            self.tell(_SEARCHED, self.done // _MEGABYTE)
            yield piece


def _exhibits(
    desk: Desk, case: str, documents: Iterable[RecordView], tell: Tell
) -> Iterable[BundleExhibit]:
    reading = _Reading(tell)
    for view in documents:
        fields = view.fields
        yield BundleExhibit(
            number=str(fields["number"]),
            name=fields["name"],
            media_type=fields["file"]["media_type"],
            sha256=fields["file"]["sha256"],
            document_id=view.id,
            read=lambda view=view: reading.through(  # type: ignore[misc]
                unseen(desk, sealed_file(view.fields["file"]))
            ),
        )
        extract = document(desk.views, case, view.id).extract
        if extract is not None:
            file = sealed_file(extract.fields["file"])
            yield BundleExhibit(
                number=f"{fields['number']}-text",
                name="text.txt",
                media_type="text/plain",
                sha256=file.sha256,
                document_id=extract.id,
                read=lambda file=file: reading.through(  # type: ignore[misc]
                    unseen(desk, file)
                ),
                read_in=str(fields["number"]),
            )


def _permissions(desk: Desk, case: str, chosen: Chosen) -> tuple[Permission, ...]:
    named = _named(desk, case, chosen)
    return permissions(desk, case, chosen.use, chosen.recipient, named)


def _named(desk: Desk, case: str, chosen: Chosen) -> set[str]:
    """Return the people whose identities were chosen, as far as these say whose."""
    every = (record(desk.views, case, one).fields for one in chosen.names)
    return {str(fields["person"]) for fields in every if "person" in fields}


def _require_consent(desk: Desk, case: str, chosen: Chosen) -> None:
    require_identities(desk, case, chosen.names)
    permissions = _permissions(desk, case, chosen)
    if not permissions:
        raise RefusedError(
            N_("Nobody is recorded as the complainant, so nobody can have agreed."),
            advice=N_(
                "Record the person with the role ‘complainant’ and their consent."
            ),
        )
    named = _named(desk, case, chosen)
    for one in permissions:
        refusal = _refusal(one, named=one.person in named)
        if refusal is not None:
            what, advice = refusal
            person = record(desk.views, case, one.person).title
            raise RefusedError(what, advice=advice, person=person)


def _refusal(one: Permission, *, named: bool) -> tuple[str, str] | None:
    ask = N_("Ask the person, record the answer, then export. Nothing left.")
    if one.verdict is Verdict.ASK_AGAIN:
        return N_("The consent of {person} was to be asked again by now."), ask
    if one.verdict is not Verdict.GIVEN:
        return (
            N_("There is no consent of {person} for this use and this recipient."),
            ask,
        )
    if named and not one.with_name:
        return (
            N_("{person} did not agree that the name is used."),
            N_("Export under the pseudonym, or record a consent that says so."),
        )
    return None


def _hash(target: Path) -> str:
    digest = new_sha256()
    file = target if target.is_file() else target / "tagmanifest-sha256.txt"
    with file.open("rb") as stream:
        while piece := stream.read(_CHUNK):
            digest.update(piece)
    return digest.hexdigest()
