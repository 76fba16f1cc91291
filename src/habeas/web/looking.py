"""Search forms: the words are kept here, the answer is an address without them."""

from typing import Any

from jinja2.filters import do_urlencode
from litestar import Response, post
from litestar.handlers import HTTPRouteHandler

from habeas.web.ask import Go
from habeas.web.serving import SEARCH, WORDS, ask_of
from habeas.web.view import AnyRequest, Viewer, go


def handler(viewer: Viewer) -> HTTPRouteHandler:
    """Return the handler of the timeline's search form."""

    @post("/cases/{case:str}/timeline/search", status_code=200)
    async def look(request: AnyRequest) -> Response[Any]:
        ask = ask_of(viewer, request)
        asked = [pair for pair in ask.form.pairs if pair[0] not in (WORDS, "csrf")]
        words = ask.form.get(WORDS)
        if words and viewer.keeper.is_open:
            asked.append((SEARCH, viewer.searches.keep(words)))
        kept = do_urlencode([pair for pair in asked if pair[1]])
        return go(Go(f"/cases/{ask.id('case')}/timeline?{kept}"))

    return look
