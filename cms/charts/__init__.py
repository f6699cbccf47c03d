"""Charts that are drawn on the server: pictures of numbers that somebody may see anyway, with the same numbers as a table (ADR 0024).

Who may see which number is decided before: a value that is None is drawn as not shown, never as nothing.
"""

from cms.charts.bars import bars
from cms.charts.chart import Bar, Chart, Table
from cms.charts.trend import trend

__all__ = ["Bar", "Chart", "Table", "bars", "trend"]
