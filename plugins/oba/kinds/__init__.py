"""The kinds of file that the warehouse takes, each in a room of its own: how it is read, checked and kept.

``strict_csv`` is the reader that the kinds of CSV file share.
"""

from oba.kinds.strict_csv import LINE, Unreadable, read_text_frame

__all__ = ["LINE", "Unreadable", "read_text_frame"]
