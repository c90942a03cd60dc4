"""Reading one YAML file as a definition, and saying in which line of it something is wrong.

``yaml12`` reads the text, ``refusals`` holds what it says against the shape that it should have.
"""

from oba.definitions.reading.refusals import Refusal, Sheet, read_definition
from oba.definitions.reading.yaml12 import NotYaml, line_of, named_line, read_yaml, shown

__all__ = ["NotYaml", "Refusal", "Sheet", "line_of", "named_line", "read_definition", "read_yaml", "shown"]
