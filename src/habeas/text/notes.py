"""The sentences that reading a file may leave for a person, as message ids.

A child process is not trusted, so the parent accepts these sentences and no others.
"""

from habeas.words import N_

NO_TEXT_LAYER = N_(
    "This PDF has no text layer: it is kept and shown as it is; typing or OCR comes"
    " separately."
)
SOME_PAGES_EMPTY = N_("Some pages have no text layer; their text is missing here.")
PICTURE = N_(
    "This is a picture: it is kept and shown as it is; typing or OCR comes separately."
)
RECORDING = N_(
    "This is a recording: it is kept as it is and can be played; what is said in it has"
    " to be typed."
)
UNKNOWN_KIND = N_(
    "Habeas cannot read text from this kind of file. The original is kept as it is."
)
UNREADABLE = N_(
    "The text of this file could not be read: it may be damaged or made to do harm."
    " The original is kept as it is."
)
PASSWORD = N_(
    "This file is locked with a password, so its text could not be read. The original"
    " is kept as it is."
)
TOO_SLOW = N_(
    "Reading the text of this file took too long and was stopped. The original is kept"
    " as it is."
)
TOO_LARGE = N_(
    "This file is too large to read its text. The original is kept as it is."
)
TOO_MUCH_TEXT = N_(
    "This file holds more text than can be shown. The original is kept as it is."
)
NO_TEXT = N_("No text was found in this file. The original is kept as it is.")
GUESSED_ENCODING = N_(
    "The file does not say how its letters are encoded; Habeas guessed. Check that the"
    " text reads well."
)
BROKEN_LETTERS = N_(
    "Some letters could not be read and are shown as the sign of a missing letter."
)
ATTACHMENTS = N_(
    "This message has attachments: they stay inside the original. Save them and bring"
    " them in one by one."
)
ARCHIVE = N_(
    "This is an archive: it is kept closed, as it is. The text is the list of what its"
    " directory names; nothing was unpacked."
)
ARCHIVE_CUT = N_("The list is cut off: the archive names more than can be shown.")
DELETED_TEXT = N_(
    "This document holds tracked deletions; the deleted words are not in this text but"
    " stay in the original."
)
HAS_COMMENTS = N_(
    "This document holds comments or notes; they stand at the end of this text."
)
PLACE_INSIDE = N_(
    "This picture says where it was taken. Take care before you share it."
)

KNOWN = frozenset(
    {
        NO_TEXT_LAYER,
        SOME_PAGES_EMPTY,
        PICTURE,
        UNKNOWN_KIND,
        UNREADABLE,
        TOO_SLOW,
        TOO_LARGE,
        TOO_MUCH_TEXT,
        NO_TEXT,
        GUESSED_ENCODING,
        BROKEN_LETTERS,
        ARCHIVE,
        ARCHIVE_CUT,
        ATTACHMENTS,
        DELETED_TEXT,
        HAS_COMMENTS,
        PASSWORD,
        PLACE_INSIDE,
    }
)
