"""The cards of the evaluated programmes: their figures as the reports print them."""

import pytest

from oba.config import PROJECT
from oba.intake import gate_in
from oba.intake.verdict import long_file
from oba.landing import land
from oba.sources.catalogue import x
