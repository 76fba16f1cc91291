"""The headers that every answer carries, whoever made it."""

from litestar.types import Message, Send

HTTP_OK = 200

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
    " media-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self';"
    " frame-ancestors 'none'; base-uri 'none'"
)

ALWAYS = (
    (b"content-security-policy", CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-dns-prefetch-control", b"off"),
)
POLICY = b"camera=(%s), microphone=(), geolocation=()"
CAMERA = ("/exhibits", "/exhibits/scan", "/receipts", "/receipts/sign")
"""How the paths of pages end that may ask for the camera, to read a code."""
NO_STORE = (b"cache-control", b"no-store")


def sealing(send: Send, path: str, *, may_cache: bool) -> Send:
    """Wrap `send` so that no answer about `path` leaves without the headers above."""
    policy = POLICY % (b"self" if path.endswith(CAMERA) else b"")
    always = (*ALWAYS, (b"permissions-policy", policy))

    async def sealed(message: Message) -> None:
        if message["type"] == "http.response.start":
            cached = may_cache and message["status"] == HTTP_OK
            ours = always if cached else (*always, NO_STORE)
            names = {name for name, _ in ours} | {b"server"}
            kept = [
                (name, value)
                for name, value in message.get("headers", ())
                if name.lower() not in names
            ]
            message["headers"] = [*kept, *ours]
        await send(message)

    return sealed
