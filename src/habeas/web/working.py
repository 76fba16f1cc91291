"""Long work: a page that says how far it is, with script and without.

What takes longer than a moment is answered with a page that is sent line by line while
the work goes on. At its end it leads to the result, which waits in memory for its one
reader, and is forgotten when the vault locks.
"""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass, field
from html import escape
from typing import Any

from babel.numbers import format_decimal
from litestar import MediaType, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.response import Stream

from habeas.errors import HabeasError
from habeas.languages import translations
from habeas.web.ask import Page
from habeas.web.dates import locale_of
from habeas.web.refusals import BrokenError, NoPageError
from habeas.web.view import AnyRequest, Viewer, language_of
from habeas.words import N_

log = logging.getLogger("habeas.web")
PATIENCE = 1.0
"""Seconds after which a page says how far the work is."""
_EVERY = 1.0
_HERE = "<!-- here -->"


@dataclass(slots=True)
class Steps:
    """What is being done and how far it is; told by one thread, read by another."""

    now: tuple[str, int] = (N_("Begun"), 0)

    def __call__(self, words: str, done: int) -> None:
        """Take note of how far the work is."""
        self.now = (words, done)

    def say(self, language: str) -> str:
        """Return it as a person reads it: 'Entries opened: 12,000'."""
        words, done = self.now
        said = translations(language).gettext(words)
        return f"{said}: {format_decimal(done, locale=locale_of(language))}"


@dataclass(slots=True)
class Results:
    """The answers that wait to be fetched, each once; a new one drops the last."""

    kept: dict[str, asyncio.Task[Response[Any]]] = field(default_factory=dict)

    def keep(self, task: asyncio.Task[Response[Any]]) -> str:
        """Keep the answer of a piece of work; return the name to fetch it by."""
        name = secrets.token_urlsafe(16)
        self.kept.clear()
        self.kept[name] = task
        return name

    def take(self, name: str) -> asyncio.Task[Response[Any]] | None:
        """Return the work of this name, if it waits; it does so no longer."""
        return self.kept.pop(name, None)


@dataclass(frozen=True, slots=True)
class Patience:
    """Answers at once what is done in a moment, and shows the progress of the rest.

    `path` is where a result is fetched; it has the case in it.
    """

    viewer: Viewer
    path: str
    more: float = 0.0
    """Seconds beyond `PATIENCE`."""
    results: Results = field(default_factory=Results)

    async def answer(
        self,
        request: AnyRequest,
        work: Coroutine[Any, Any, Response[Any]],
        steps: Steps,
    ) -> Response[Any]:
        """Return the answer of `work`, or a page that leads to it.

        Raises:
            HabeasError: as the work did, if it did so at once.
        """
        task = asyncio.create_task(work)
        task.add_done_callback(_hear)
        await asyncio.wait({task}, timeout=PATIENCE + self.more)
        if task.done():
            return await task
        page = str(self.viewer.page(request, Page("working.html")).content)
        before, _, after = page.partition(_HERE)
        place = self.path.replace(":str}", "}").format(**request.path_params)
        after = after.replace("RESULT", f"{place}/{self.results.keep(task)}")
        language = language_of(request)
        return Stream(
            _lines(task, steps, (before, after), language), media_type=MediaType.HTML
        )

    def handler(self) -> HTTPRouteHandler:
        """Return the address where a result is fetched."""

        @get(f"{self.path}/{{name:str}}")
        async def result(request: AnyRequest) -> Response[Any]:
            task = self.results.take(str(request.path_params["name"]))
            if task is None:
                raise NoPageError
            await asyncio.wait({task})
            error = task.exception()
            if error is None:
                return task.result()
            if isinstance(error, HabeasError):
                return self.viewer.refusal(request, error)
            log.error("%s in long work", type(error).__name__)
            return self.viewer.refusal(request, BrokenError())

        return result


def _hear(task: asyncio.Task[Response[Any]]) -> None:
    """Take a fault that nobody may come for: asyncio would print its words."""
    if not task.cancelled():
        task.exception()


async def _lines(
    task: asyncio.Task[Response[Any]],
    steps: Steps,
    around: tuple[str, str],
    language: str,
) -> AsyncIterator[str]:
    yield around[0]
    while not task.done():
        yield f"<p>{escape(steps.say(language))}</p>\n"
        await asyncio.wait({task}, timeout=_EVERY)
    yield around[1]
