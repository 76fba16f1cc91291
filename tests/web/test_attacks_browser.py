# ruff: noqa: E501 - a page on one line
"""Another site's page, in the very browser that has an unlocked Habeas open."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from habeas.views.records import counts
from tests.web.chromium import Site, chromium, served
from tests.web.conftest import Seed
from tests.web.test_upload_watch import entered

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]


@contextmanager
def foreign(page: str) -> Iterator[int]:
    """Serve a page of somebody else on another port of this machine."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


FIELDS = "<input name=csrf value={token}><input name=text value=x><input name=text.lang value=en>"
PAGES = {
    "a form": "<form id=f method=post action={home}/cases/{case}/notes>" + FIELDS + "</form>",
    "a form of files": "<form id=f method=post enctype=multipart/form-data action={home}/cases/{case}/documents/add>" + FIELDS + "</form>",
    "a form that locks": "<form id=f method=post action={home}/lock>" + FIELDS + "</form>",
    "a frame": "<form id=f></form><iframe src={home}/cases/{case}/timeline></iframe>",
    "an object": "<form id=f></form><object data={home}/cases/{case}/timeline></object>",
    "a script": "<form id=f></form><script src={home}/cases></script>",
}  # fmt: skip


@pytest.mark.counts("hostile inputs tried")
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
@pytest.mark.parametrize("name", PAGES)
def test_another_page_in_the_same_browser(
    site: Site, browser: Browser, name: str, host: str
) -> None:
    """As another port of this machine (same site), and as another site altogether."""
    context = browser.new_context()
    page = entered(context, site.link())
    token = page.get_attribute("body", "data-csrf") or ""
    desk = site.keeper._desk
    assert desk is not None
    before = counts(desk.views, site.seed.case)
    words = {"home": site.home, "case": site.seed.case, "token": token}
    with foreign(PAGES[name].format(**words)) as port:
        page.goto(f"http://{host}:{port}/")
        page.evaluate(
            "() => { const f = document.getElementById('f'); if (f.action.includes('/cases') || f.action.includes('/lock')) f.submit(); }"
        )
        page.wait_for_timeout(300)
        shown = "".join(one.content() for one in page.frames)
    assert "officer" not in shown
    assert site.keeper._desk is desk
    assert counts(desk.views, site.seed.case) == before
    context.close()


@pytest.fixture(scope="module")
def site(copied: tuple[Path, Seed]) -> Iterator[Site]:
    with served(*copied) as site:
        yield site


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started
