"""Faults of which the intake does not yet make what the specification asks; each must fail until it does."""

_BY_REASON: dict[str, tuple[str, ...]] = {
    "what cannot have been yet, or not before a birth, is not told": (
        "Annex A List 7.xlsx | Child Protection Plan Start Date of List 7: before the child was born, by years",
        "cin_2024 in brief.xml | a day of reference years from now",
        "cin_2024 in brief.xml | a death before the birth",
        "FGC Children.xlsx | Month of birth of Children: years from now",
    ),
    "an event is made of a cell that could not be read": ("List 10.csv | Date of Adoption Order of List 10: a word",),
    "an identifier is any text": (
        "training.csv | Team of training: a name",
        "ssd_linked_identifiers.csv | link_identifier_type: a name",
    ),
    "a table that is there twice is loaded twice": (
        "Annex A.xlsx | a sheet twice",
        "Annex A.xlsx | a sheet twice with other rows",
        "ssda903.zip | a copy of a file with another name",
    ),
    "a header that is missing is not told": ("Annex A.xlsx | no column of a code",),
    "a file of which no row can be loaded is taken": (
        "Annex A.xlsx | a column more without a header",
        "Annex A.xlsx | more columns than the header in a row",
    ),
    "rows of one key that differ are not told": (
        "Annex A.xlsx | a child twice with two sexes",
        "FGC Referrals.xlsx | Referral ID of Referrals: that of the row before",
        "FGC Meetings.xlsx | Meeting number of Meetings: that of the row before",
    ),
    "another table under the rows is read as rows": ("Annex A.xlsx | a second table under the first",),
    "what is no child in a tree is neither counted nor told": (
        "payload.json | no child where one was",
        "payload.json | a text where a child was",
        "payload.json | a list where a child was",
        "cin_2024.xml | a child without identifiers",
    ),
    "a word of a council's own may hold a name": ("training.csv | Course of training: a sentence with a name",),
    "a line of the wrong form is not told": (
        "episodes.csv | episodes: a quote within a cell",
        "episodes.csv | episodes: a line too short",
    ),
}
NOT_YET = {place: reason for reason, places in _BY_REASON.items() for place in places}
