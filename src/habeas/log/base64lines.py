"""Base64 as C2SP formats use it: standard alphabet, padded, canonical."""

import base64


def encode_line(data: bytes) -> str:
    """Return `data` as one line of padded base64, without the newline."""
    return base64.b64encode(data).decode("ascii")


def decode_line(text: str, size: int | None = None) -> bytes | None:
    """Return the bytes, or None: another spelling than the one, or another size."""
    try:
        data = base64.b64decode(text)
    except ValueError:
        return None
    # whatever the decoder overlooked, it would not have written
    if encode_line(data) != text or (size is not None and len(data) != size):
        return None
    return data
