"""Disclosure control: which figures made of records may be told, so that no number of 1 to 5 can be read or worked out.

``protect`` decides, ``audit`` proves. docs/local-figures.md has the rules with an example, and what is not proved.
"""

from oba.local_mi.disclosure.audit import System, narrow
from oba.local_mi.disclosure.rule import RULE_VERSION, Rule
from oba.local_mi.disclosure.suppression import Protected, protect
from oba.local_mi.disclosure.table import Key, Printed, Sum, Table

__all__ = ["RULE_VERSION", "Key", "Printed", "Protected", "Rule", "Sum", "System", "Table", "narrow", "protect"]
