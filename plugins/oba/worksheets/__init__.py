"""A way in for those who write no YAML: worksheets for a place, written, looked at and previewed before they land.

- ``template``  an empty worksheet of a place, with what its champions have entered already
- ``looking``   what is wrong with one, in seconds
- ``preview``   the pages of the place as one would make them
- ``commands``  the commands ``oba worksheet``

The layout, the rules and the reading are of ``oba.kinds.worksheets``, by which the gate judges the same file.
"""
