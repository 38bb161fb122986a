"""Pictures in metadata."""

import base64
import io
from collections.abc import Sequence

import dagster as dg

from resources.reports import DayFigures

CURRENCIES_SHOWN = 4
COST, REVENUE, INK = "#2a6f97", "#e09f3e", "#4a4a4a"


def spend_by_day(title: str, figures: Sequence[DayFigures]) -> dg.MarkdownMetadataValue:
    """Cost and revenue by day, a panel for each currency (they are never added), as a PNG inside the text.

    `figures` must not be empty.
    """
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
    from matplotlib.figure import Figure
    from matplotlib.ticker import EngFormatter, MaxNLocator

    currencies = sorted({figure.currency for figure in figures})[:CURRENCIES_SHOWN]
    drawing = Figure(figsize=(8, 0.6 + 1.7 * len(currencies)), dpi=90, layout="constrained")
    drawing.suptitle(title, color=INK, fontsize=11, x=0.01, ha="left")
    panels = drawing.subplots(len(currencies), sharex=True, squeeze=False)[:, 0]
    for panel, currency in zip(panels, currencies, strict=True):
        own = [figure for figure in figures if figure.currency == currency]
        days = [figure.date for figure in own]
        for label, colour, values in (
            ("cost", COST, [figure.cost for figure in own]),
            ("revenue", REVENUE, [figure.revenue for figure in own]),
        ):
            heights = [float("nan") if value is None else float(value) for value in values]
            panel.plot(days, heights, color=colour, label=label, linewidth=1.6, marker="o", markersize=2.5)
        panel.set_ylabel(currency, color=INK)
        panel.set_ylim(bottom=min(0, *panel.get_ylim()))
        panel.yaxis.set_major_locator(MaxNLocator(4))
        panel.yaxis.set_major_formatter(EngFormatter(sep=""))
        panel.grid(axis="y", color="#e5e5e5")
        panel.spines[["top", "right", "left"]].set_visible(False)
        panel.tick_params(colors=INK, length=0)
    locator = AutoDateLocator(minticks=3, maxticks=10)  # type: ignore[no-untyped-call]
    panels[-1].xaxis.set_major_locator(locator)
    panels[-1].xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    panels[0].legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, frameon=False, fontsize=8)
    picture = io.BytesIO()
    drawing.savefig(picture, format="png")
    encoded = base64.b64encode(picture.getvalue()).decode()
    return dg.MetadataValue.md(f"![{title}](data:image/png;base64,{encoded})")
