"""Layouts and lists of codes: what a council's file looks like, as data."""

from oba.local_mi.layouts.catalogue import Layouts, Rules, read_layouts, refused_layouts
from oba.local_mi.layouts.codes import CodeList
from oba.local_mi.layouts.layout import (
    Births,
    Brought,
    Format,
    Given,
    Header,
    Layout,
    Table,
    Window,
    header_key,
    headers_of,
)

__all__ = [
    "Births",
    "Brought",
    "CodeList",
    "Format",
    "Given",
    "Header",
    "Layout",
    "Layouts",
    "Rules",
    "Table",
    "Window",
    "header_key",
    "headers_of",
    "read_layouts",
    "refused_layouts",
]
