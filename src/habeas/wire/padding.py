"""Padmé: lengths that tell little (Nikitin et al., PoPETs 2019)."""


def padded(size: int) -> int:
    """Return the length that `size` bytes are padded to: at most 12 % more.

    It tells no more than the place of the first bit of the length, and a few behind it.

    Raises:
        ValueError: `size` is negative.
    """
    if size < 0:
        raise ValueError("a length is no less than nothing")
    if size <= 1:
        return size
    exponent = size.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (size + mask) & ~mask
