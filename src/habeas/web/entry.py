"""Coming in: the launch link, the static files, language and style."""

from typing import Any

from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from habeas.languages import LANGUAGES
from habeas.web.ask import Go, Page
from habeas.web.forms import Form
from habeas.web.gate import OURS
from habeas.web.refusals import UsedLinkError
from habeas.web.session import COOKIE, Sessions
from habeas.web.static_files import StaticFiles
from habeas.web.view import (
    LANGUAGE_COOKIE,
    THEME_COOKIE,
    THEMES,
    AnyRequest,
    Viewer,
    go,
    local,
)

YEAR = 365 * 24 * 3600


def handlers(
    viewer: Viewer, sessions: Sessions, static: StaticFiles
) -> list[HTTPRouteHandler]:
    """Return the handlers that work without an opened vault."""
    return [*_launch(viewer, sessions, static), *_display()]


def _launch(
    viewer: Viewer, sessions: Sessions, static: StaticFiles
) -> list[HTTPRouteHandler]:
    @get("/open/{token:str}")
    async def launch(request: AnyRequest) -> Response[Any]:
        session = sessions.redeem(str(request.path_params["token"]))
        if session is None:
            raise UsedLinkError
        cookie = Cookie(COOKIE, value=session.key, httponly=True, samesite="strict")
        if request.headers.get("sec-fetch-site", "none") in OURS:
            return Redirect("/", status_code=303, cookies=[cookie])
        # A strict cookie is not sent on a redirect that began on another page.
        response = viewer.page(request, Page("door/welcome.html"))
        response.cookies = [cookie]
        return response

    @get("/static/{version:str}/{path:path}")
    async def assets(request: AnyRequest) -> Response[bytes]:
        version, path = (str(request.path_params[one]) for one in ("version", "path"))
        found = static.get(version, path.lstrip("/"))
        caching = {"cache-control": "public, max-age=31536000, immutable"}
        return Response(found.content, media_type=found.media_type, headers=caching)

    return [launch, assets]


def _display() -> list[HTTPRouteHandler]:
    @get("/")
    async def home() -> Response[Any]:
        return go(Go("/today?start=1"))

    @post("/display", status_code=200)
    async def display(request: AnyRequest) -> Response[Any]:
        """Keep the chosen language or style in a cookie; neither says who reads."""
        form: Form = request.scope["state"]["form"]
        kept = []
        if form.get("lang") in LANGUAGES:
            kept.append((LANGUAGE_COOKIE, form.get("lang")))
        if "theme" in form and form.get("theme") in {*THEMES, ""}:
            kept.append((THEME_COOKIE, form.get("theme")))
        return Redirect(
            local(form.get("back")),
            status_code=303,
            cookies=[
                Cookie(
                    name, value=value, samesite="strict", httponly=True, max_age=YEAR
                )
                for name, value in kept
            ],
        )

    return [home, display]
