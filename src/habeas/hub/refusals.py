"""Every refusal of a hub: a status, a word for programs, a sentence for whoever debugs.

docs/spec/hub.md, 'Addresses'. None of them holds an id, a key or an address.
"""

from collections.abc import Mapping

TYPE = "habeas.org/hub/"


class HubRefusal(Exception):  # noqa: N818 - an answer, and not a fault of the program
    """A request that a hub doesn't do. `more` joins the fields of the answer."""

    def __init__(
        self, status: int, word: str, title: str, more: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(title)
        self.status, self.word, self.title = status, word, title
        self.more = dict(more or {})

    def told(self) -> dict[str, str | int]:
        """Return the fields of the answer (RFC 9457)."""
        fields: dict[str, str | int] = {"type": TYPE + self.word, "title": self.title}
        return {**fields, "status": self.status, **self.more}


def bad_request(
    title: str = "This is not a request that a client writes.",
) -> HubRefusal:
    """Return the refusal of a form that is wrong."""
    return HubRefusal(400, "request", title)


def unsigned(word: str, title: str) -> HubRefusal:
    """Return the refusal of a request that is not signed well, in time, or anew."""
    return HubRefusal(401, word, title)


def stranger() -> HubRefusal:
    """Return one answer for what isn't here and for what is somebody else's."""
    return HubRefusal(403, "stranger", "There is nothing here for this key.")


def uninvited() -> HubRefusal:
    """Return the refusal of a new case without a fresh invitation."""
    return HubRefusal(403, "invitation", "A new case needs a fresh invitation.")


def not_found(word: str) -> HubRefusal:
    """Return the refusal of something that this key may ask for, and isn't there."""
    return HubRefusal(404, word, "There is no such thing here.")


def erased() -> HubRefusal:
    """Return the refusal of what was erased and never comes back."""
    return HubRefusal(410, "erased", "This was erased, and is not taken in again.")


def too_large() -> HubRefusal:
    """Return the refusal of a body above its limit."""
    return HubRefusal(413, "size", "This is larger than the hub takes here.")


def conflict(word: str, title: str, held: bytes, **more: str) -> HubRefusal:
    """Return the refusal of a pack that doesn't follow on the head held."""
    return HubRefusal(409, word, title, {"held": held.decode(), **more})


def wrong(word: str, title: str, **more: str) -> HubRefusal:
    """Return the refusal of content that doesn't prove what it says."""
    return HubRefusal(422, word, title, more)


def no_room() -> HubRefusal:
    """Return the refusal of what the quota of the case has no room for."""
    return HubRefusal(507, "quota", "The quota of this case has no room for it.")
