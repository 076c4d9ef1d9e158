"""Choosing things whose amounts add up to a total, to the hundredth."""

from collections.abc import Sequence


def exact_sum(amounts: Sequence[int], total: int) -> list[int]:
    """
    Return the places of *amounts* that add up to *total*, earlier ones kept before later ones.

    All reachable sums of each beginning are kept as the bits of one whole number; the shortest beginning that reaches
    the total is walked back.

    Raises
    ------
    ValueError
        If no choice adds up.

    Examples
    --------
    >>> exact_sum([5, 3, 8, 2], 10)
    [0, 1, 3]
    >>> exact_sum([4, 4], 6)
    Traceback (most recent call last):
        ...
    ValueError: nothing adds up to 6
    """
    reachable = [1]
    for amount in amounts:
        if reachable[-1] >> total & 1:
            break
        reachable.append(reachable[-1] | reachable[-1] << amount)
    if not reachable[-1] >> total & 1:
        raise ValueError(f"nothing adds up to {total}")
    chosen = []
    for place in range(len(reachable) - 2, -1, -1):
        if not reachable[place] >> total & 1:
            chosen.append(place)
            total -= amounts[place]
    return chosen[::-1]


def shared_out(weights: Sequence[float], total: int, step: int) -> list[int]:
    """
    Share a *total* out by weights in whole steps; the largest share takes what rounding leaves.

    Examples
    --------
    >>> shared_out([1.0, 2.0, 1.0], 1010, 10)
    [250, 510, 250]
    """
    whole = sum(weights)
    shares = [round(total * weight / whole / step) * step for weight in weights]
    shares[weights.index(max(weights))] += total - sum(shares)
    return shares
