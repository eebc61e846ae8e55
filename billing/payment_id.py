"""Payment ids for Danish payment slips of type +71 (FIK)."""

from stdnum import luhn


def fik_payment_id(year: int, counter: int) -> str:
    """Return 15 digits: the year and a running number, filled with zeros to 14, and the check digit (modulus 10).

    Raises ValueError when the year has not four digits or the counter is not between 1 and 99,999.
    """
    if not 1000 <= year <= 9999 or not 1 <= counter <= 99_999:
        raise ValueError(f"no payment id for year {year} and number {counter}")
    digits = f"{year:04d}{counter:05d}".zfill(14)
    return digits + luhn.calc_check_digit(digits)


def fik_line(payment_id: str, creditor_number: str) -> str:
    """Return the line that a payer types or scans: `+71<000002027000013+81234567<`."""
    return f"+71<{payment_id}+{creditor_number}<"
