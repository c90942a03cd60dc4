"""Files of figures: one for each place, period, combination of filter members and data column.

``checking`` runs the suites over the ``frames`` that are made of a file; ``adding_up`` works out how its figures fit
each other; ``vintages`` compares it with the accepted one before it; ``proposals`` says what a new column or member may
be; ``jumps`` finds what a person should look at in an accepted file.
"""

from oba.kinds.figures.checking import check
from oba.kinds.figures.jumps import in_words, jumps
from oba.kinds.figures.vintages import KEY, Vintage, read_vintage, revised_figures, vintage_of

__all__ = ["KEY", "Vintage", "check", "in_words", "jumps", "read_vintage", "revised_figures", "vintage_of"]
