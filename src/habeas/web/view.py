"""From an answer to a response: what every template is told."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

from litestar import MediaType, Request, Response
from litestar.response import Redirect, Stream

from habeas.errors import HabeasError
from habeas.languages import LANGUAGES, translations
from habeas.web.ask import Download, Go, Page
from habeas.web.frame import Frame
from habeas.web.keeper import DeskKeeper
from habeas.web.pages import render
from habeas.web.searches import Searches
from habeas.web.session import Session

LANGUAGE_COOKIE = "habeas_language"
THEME_COOKIE = "habeas_theme"
THEMES = frozenset({"light", "dark"})
AnyRequest = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Renders pages for one run of the program: its keeper and its static version."""

    keeper: DeskKeeper
    static: str
    searches: Searches = field(default_factory=Searches)

    def page(
        self,
        request: AnyRequest,
        page: Page,
        *,
        frame: Frame | None = None,
        problem: HabeasError | None = None,
    ) -> Response[str]:
        """Return a page in the reader's language, with the state of the lock."""
        language = language_of(request)
        context = {
            **self._surroundings(request),
            "frame": frame,
            "base": f"/cases/{frame.head.id}" if frame else "",
            "problem": spoken(problem, language),
            "wrong": str(problem.params.get("field", "")) if problem else "",
            **page.context,
        }
        return Response(
            render(page.template, language, context),
            media_type=MediaType.HTML,
            status_code=problem.status if problem else page.status,
        )

    def refusal(self, request: AnyRequest, error: HabeasError) -> Response[str]:
        """Return the page of an error: a sentence and the next step."""
        what, advice = error.say(translations(language_of(request)).gettext)
        page = Page("door/refusal.html", {"what": what, "advice": advice})
        return self.page(
            request, Page(page.template, page.context, status=error.status)
        )

    def download(self, answer: Download) -> Stream:
        """Return bytes that a person takes out, one piece at a time."""
        named = f"attachment; filename*=UTF-8''{quoted(answer.name)}"
        return Stream(
            self._pieces(answer.chunks),
            media_type=answer.media_type,
            headers={"content-disposition": named},
        )

    async def _pieces(self, chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
        while piece := await self.keeper.run(lambda _desk: next(chunks, b"")):
            yield piece

    def _surroundings(self, request: AnyRequest) -> dict[str, object]:
        session: Session | None = request.scope["state"].get("session")
        return {
            "static": f"/static/{self.static}",
            "csrf": session.csrf if session else "",
            "theme": theme_of(request),
            "address": address_of(request),
            "demo": self.keeper.demo,
            "leaves": self.keeper.demo and not self.keeper.entrance.demo,
            "unlocked": self.keeper.is_open and session is not None,
            "idle_seconds": int(self.keeper.idle_seconds),
            "minutes_left": max(1, round(self.keeper.seconds_left() / 60)),
        }


def go(answer: Go) -> Redirect:
    """Return a 303: the answer to a form is another page."""
    return Redirect(answer.to, status_code=303)


def spoken(error: HabeasError | None, language: str) -> tuple[str, str] | None:
    """Return an error as its two sentences."""
    return error.say(translations(language).gettext) if error else None


def language_of(request: AnyRequest) -> str:
    """Return the language chosen, else the first that the browser asks for, else en."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    asked = request.headers.get("accept-language", "")
    wanted = [
        chosen,
        *(part.partition(";")[0].strip()[:2] for part in asked.split(",")),
    ]
    return next((tag for tag in wanted if tag in LANGUAGES), "en")


def theme_of(request: AnyRequest) -> str:
    """Return 'light', 'dark', or '' for what the machine prefers."""
    theme = request.cookies.get(THEME_COOKIE, "")
    return theme if theme in THEMES else ""


def address_of(request: AnyRequest) -> str:
    """Return the path and query of a page; of a form, the page it was sent to."""
    query = request.scope["query_string"].decode("ascii", "replace")
    path = request.scope["path"]
    return f"{path}?{query}" if query else path


def quoted(name: str) -> str:
    """Return a file name as RFC 8187 writes it."""
    return "".join(
        chr(byte) if chr(byte).isalnum() and byte < 128 else f"%{byte:02X}"  # noqa: PLR2004 - ASCII
        for byte in name.encode()
    )


def local(address: str, otherwise: str = "/") -> str:
    """Return an address of ours to go to; never one that leaves."""
    safe = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if safe and address.isprintable() else otherwise
