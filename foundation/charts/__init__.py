"""The one source of charts, for pages and for the PDF.

A chart function takes plain numbers and words of one language and returns a frozen `Chart`: an SVG without style or script
(it may stand inline under the strict content policy, several on a page), the table it draws, its title with the unit, and
its source with the date. The same arguments give the same bytes in every process.

Rendering loads a JavaScript engine (about 180 MB): it belongs into workers. Pages read stored SVGs and never import this
package; `markets.barometer` shows how. Maps are plain paths: pages draw them by `foundation.choropleth`.
"""

from foundation.chart_look import Chart, Look, Table
from foundation.charts.marks import Bar, Dot, Line, bar_chart, dot_plot, line_chart, stacked_bar
from foundation.choropleth import province_map

__all__ = [
    "Bar",
    "Chart",
    "Dot",
    "Line",
    "Look",
    "Table",
    "bar_chart",
    "dot_plot",
    "line_chart",
    "province_map",
    "stacked_bar",
]
