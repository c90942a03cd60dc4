"""What the data must satisfy: the suites of the gate in, one module a kind of file, and those of the gate out.

A suite of the gate in is made by ``suites(feed, release, definitions)``, which returns the expectations for one file by
the frame they are about, in the order of checking; a later one presumes that the earlier ones passed. Those of the gate
out, ``published_marts`` with ``programme_marts``, are about every mart and need nothing to be made; ``claims`` has the
expectations that many of them share. Each expectation carries in its ``meta`` the rule, why it matters and what to do
when it fails.
"""
