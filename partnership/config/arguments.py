"""How commands read their arguments."""

import datetime as dt
from argparse import ArgumentTypeError


def iso_date(value: str) -> dt.date:
    """Read a date. Raises ArgumentTypeError."""
    try:
        return dt.date.fromisoformat(value)
    except ValueError as error:
        raise ArgumentTypeError(f"{value!r} is not a date; write it as 2027-10-01") from error
