"""The photo of an identity: sealed like any exhibit, in the identity compartment."""

from collections.abc import Iterable

from habeas.actions.desk import Desk
from habeas.actions.record import correct
from habeas.actions.sealed import Item, item_of
from habeas.actions.texts import sealed_value
from habeas.errors import BadInputError, NotFoundError, RefusedError
from habeas.text.kinds import sniff
from habeas.views.records import record
from habeas.words import N_

PICTURES = frozenset({"image/jpeg", "image/png"})
MOST_BYTES = 32 << 20
_HEAD = 4096


def set_photo(
    desk: Desk, case: str, identity: str, chunks: Iterable[bytes], reason: str
) -> None:
    """Put a photo to an identity; an earlier one stays in its history.

    Raises:
        BadInputError: not a JPEG or PNG picture, or larger than 32 MiB.
        NotFoundError: no such identity in this case.
    """
    if record(desk.views, case, identity).type != "identity":
        raise NotFoundError(N_("This record is not in this case."))
    intake, head, size = desk.vault.exhibits.receive(), b"", 0
    try:
        for piece in chunks:
            head += piece[: max(0, _HEAD - len(head))]
            size += len(piece)
            if size > MOST_BYTES:
                raise _not_a_picture()
            intake.write(piece)
        media_type = sniff(head, "")
        if media_type not in PICTURES:
            raise _not_a_picture()
        sealed = intake.finish()
    finally:
        intake.abort()
    photo = sealed_value(sealed, media_type)
    try:
        correct(desk, case, identity, {"photo": photo}, reason=reason)
    except (BadInputError, RefusedError):  # before anything was appended
        desk.vault.exhibits.discard(sealed)
        raise


def photo_of(desk: Desk, case: str, identity: str) -> Item:
    """Return the photo of an identity, to be opened by `habeas.actions.sealed`.

    Raises:
        NotFoundError: there is none.
    """
    found = record(desk.views, case, identity)
    photo = found.fields.get("photo")
    if found.type != "identity" or photo is None:
        raise NotFoundError(N_("There is no photo."))
    return item_of(case, identity, photo)


def _not_a_picture() -> BadInputError:
    return BadInputError(
        N_("This is not a picture that can be kept as a photo."),
        advice=N_("Use a JPEG or PNG file of at most 32 MB."),
    )
