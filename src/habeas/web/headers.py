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
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    (b"x-dns-prefetch-control", b"off"),
)
NO_STORE = (b"cache-control", b"no-store")


def sealing(send: Send, *, may_cache: bool) -> Send:
    """Wrap `send` so that no answer leaves without the headers above."""

    async def sealed(message: Message) -> None:
        if message["type"] == "http.response.start":
            cached = may_cache and message["status"] == HTTP_OK
            ours = ALWAYS if cached else (*ALWAYS, NO_STORE)
            names = {name for name, _ in ours} | {b"server"}
            kept = [
                (name, value)
                for name, value in message.get("headers", ())
                if name.lower() not in names
            ]
            message["headers"] = [*kept, *ours]
        await send(message)

    return sealed
