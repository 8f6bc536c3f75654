"""Renews `bank-holidays.json` from the tables that the govuk-bank-holidays package carries; no network."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

DIVISION = "england-and-wales"
FEWEST_IN_A_FULL_YEAR = 8  # Banking and Financial Dealings Act 1971, with New Year's Day and Good Friday
TABLE = Path(__file__).with_name("bank-holidays.json")


def table() -> dict[str, Any]:
    """The England and Wales table: source, edition, the years it covers whole, one entry a holiday."""
    import govuk_bank_holidays  # noqa: PLC0415 - only a renewal needs the package
    from govuk_bank_holidays.bank_holidays import BankHolidays  # noqa: PLC0415 - as above

    held = BankHolidays(use_cached_holidays=True).get_holidays(division=DIVISION)
    in_year = Counter(holiday["date"].year for holiday in held)
    whole = sorted(year for year, count in in_year.items() if count >= FEWEST_IN_A_FULL_YEAR)
    return {
        "source": "GOV.UK bank holidays, England and Wales, as carried by the package govuk-bank-holidays",
        "edition": govuk_bank_holidays.__version__,
        "division": DIVISION,
        "years": whole,
        "holidays": [
            {"date": holiday["date"].isoformat(), "title": holiday["title"], "notes": holiday["notes"]}
            for holiday in held
            if holiday["date"].year in whole
        ],
    }


def refresh(path: Path = TABLE) -> str:
    """Rewrite the committed table; returns one line on what it now covers.

    Refuses with `ValueError` to lose a year that the table had: limits already given to people stand on it.
    """
    new = table()
    if path.exists():
        lost = sorted(set(json.loads(path.read_text("utf-8"))["years"]) - set(new["years"]))
        if lost:
            raise ValueError(
                f"the package no longer carries {lost}: keep the table, or add those years by hand"
            )
    path.write_text(json.dumps(new, indent=1, ensure_ascii=False) + "\n", "utf-8")
    first, *_, last = new["years"]
    return f"{len(new['holidays'])} bank holidays, {first} to {last}, edition {new['edition']}"
