"""The logic of the scorecard warehouse as plain functions, usable without Airflow.

Modules, in the order in which a figure meets them:

- ``config``       the one place for settings and paths
- ``errors``       the errors that tell a person what to mend
- ``files``        writing by one rename, onto the disk, and holding a work folder alone
- ``paths``        what a path leads to, found out without opening it
- ``digest``       the version of the code and definitions that a result hangs on
- ``definitions``  publications, measures, scorecards and programmes, read from YAML
- ``vocabulary``   the closed lists of words that definitions, gates and pages share
- ``typed``        tables that keep the types of their columns on the way to dbt
- ``periods``      what a figure is about in time: forms, order, steps and names; the order of releases
- ``sources``      where releases come from: folders, and the DfE's service
- ``made_up``      councils that there are not, and their files
- ``local_mi``     the council's own extracts: records of children on one side, figures alone on the other
- ``landing``      keeping a release file unchanged, with its checksum, origin and time
- ``intake``       deciding whether the warehouse may use a landed file
- ``kinds``        the kinds of file: how each is read, checked and kept
- ``quoting``      how what a file holds may be told in a message
- ``gates``        running a Great Expectations suite and turning failures into plain words
- ``forecast``     baselines, how far off they have been, and the store of frozen forecasts
- ``statistics``   what SQL cannot do well, for dbt's Python models
- ``comparing``    what would have happened anyway: children of a cohort with an offer beside those without
- ``kept``         results that take seconds, kept for as long as what they hang on is the same
- ``build``        running dbt over the accepted files
- ``publication``  the gate out, what is kept and what of it is served, and its atomic replacement
- ``mending``      what a run mends of the work folder before anything else
- ``verifying``    holding every byte that is kept against its checksum
- ``changes``      what a build would take away or change of what is served, and whether anybody has to be asked
- ``language``     sentences, units and days, for the pages and the columns of sentences
- ``listing``      which pages were drawn, what each had read, and its checksum
- ``site``         the pages that people read
- ``worksheets``   workbooks in which champions fill in the words of a card: written, checked, previewed
- ``attention``    what needs a person, until it is mended, removed or decided
- ``status``       what is served, and what of it is worth a look
- ``pending``      what is left to do, from what is on disk
- ``processes``    processes forked from this one
- ``progress``     how far a long step has come
- ``steps``        what the tasks do, one function each
- ``sequence``     the steps in their order: what follows what, and what a failure stops
- ``wiring``       the DAGs made of the sequence
- ``assets``       what the two DAGs tell each other by, and how their tasks are tried again
- ``local_run``    the sequence without Airflow, and without services
- ``cli``          the command ``oba``
- ``verdict_trial``  how far verdicts hold: on the year after, and on series whose shape is known
- ``evaluation``   the printed tables of the evaluation of 2020 beside what they come to
- ``comparison_trial``  how far comparisons hold: on made-up councils, each child of which has both answers
- ``documents``    the parts of documents that commands write
"""
