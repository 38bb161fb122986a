"""The files of reports: lines of tab-separated values, told apart by their place only. There is no header."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_ENTITY = ("date", "customerId", "campaignId", "adgroupId", "keywordId", "adId", "channelId")
_WHERE = ("mediaCode", "pcMobile")
_DELIVERY = ("imp", "clk", "cost", "sumOfAdRank", "viewCnt")


@dataclass(frozen=True)
class Report:
    """A kind of report and its columns in order; `may_lack` is the last column of those that older files lack."""

    name: str
    columns: tuple[str, ...]
    may_lack: str | None = None

    @property
    def widths(self) -> tuple[int, ...]:
        """How many columns a line may have."""
        return tuple(range(len(self.columns) - (self.may_lack is not None), len(self.columns) + 1))


AD = Report("AD", (*_ENTITY, *_WHERE, *_DELIVERY), may_lack="viewCnt")
AD_DETAIL = Report("AD_DETAIL", (*_ENTITY, "hour", "regionCode", *_WHERE, *_DELIVERY), may_lack="viewCnt")
AD_CONVERSION = Report("AD_CONVERSION", (*_ENTITY, *_WHERE, "convMethod", "convType", "convCount", "salesByConversion"))

CAMPAIGN_ID = "[A-Za-z0-9_-]{2,64}"
DAY_FORM = "%Y%m%d"


def is_cut_short(text: str) -> bool:
    """Whether a file ends within a line: without a line end, and with fewer columns than the lines before."""
    whole, _, last = text.rpartition("\n")
    return last != "" and last.count("\t") < max(line.count("\t") for line in whole.split("\n"))


def records(report: Report, day: dt.date, text: str) -> Iterator[dict[str, Any]]:
    """One record a line of the report of a day: `report`, then the columns by name, each as it was written.

    Every line of a file is as wide as most of them are. One that is not, or is of another day, keeps its text and says
    first, in `problem`, what is wrong with it, so that nothing is ever shifted.
    """
    own_day = day.strftime(DAY_FORM)
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    known = Counter(width for line in lines if (width := line.count("\t") + 1) in report.widths)
    width = max(known, key=lambda width: (known[width], width), default=0)
    for number, line in enumerate(lines, 1):
        values = line.split("\t")
        if values == [""]:
            continue
        if len(values) != width:
            expected = width or " or ".join(map(str, report.widths))
            problem = f"expected {expected} columns, got {len(values)}"
        elif values[0] != own_day:
            problem = f"expected the day {own_day}, got {values[0]:.20}"
        else:
            yield {"report": report.name, **dict(zip(report.columns, values, strict=False))}
            continue
        yield {
            "problem": f"{report.name} of {day}, line {number}: {problem}",
            "report": report.name,
            "statDt": own_day,
            "text": line,
        }
