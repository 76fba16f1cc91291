"""Every address of the case pages, in one table."""

from habeas.web import cases
from habeas.web.serving import Route

ROUTES: tuple[Route, ...] = (
    Route("/cases", cases.show_all),
    Route("/cases/new", cases.ask_new, cases.open_new),
    Route("/cases/{case:str}", cases.overview),
)
