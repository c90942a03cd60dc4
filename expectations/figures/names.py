"""The codes and names that a file of figures is written in; part of its suite ``lists``.

Rule numbers are those of the screening rules in the DfE's data-file standard, listed in docs/gates.md.
"""

from great_expectations import expectations as gxe

from oba.definitions.places import Places

ASK = "ask the publisher, or fetch the file again if others see it whole."
# The longest that the service takes of each.
LONGEST = {"code": 30, "place_name": 120, "column_name": 50}
# Whole words that name children by a characteristic, so that a column named by one is a filter spread over columns.
CHARACTERISTICS = "male|female|boys?|girls?|white|black|asian|mixed|chinese|gypsy|roma"
# The harmonised names of filters; any other name that starts in the same way is a near miss of one.
HARMONISED = "ethnicity_(?:major|minor|detailed)|sen_(?:provision|primary_need|status)|establishment_type(?:_group)?"
ALIKE = "ethnic|sen_|sen$|establishment"


def names(places: Places) -> list:
    """Return the expectations about codes and names."""
    return [
        gxe.ExpectColumnValuesToBeInSet(
            column="old_code",
            value_set=[f"{code} {old_code}" for code, old_code in sorted(places.old_codes())],
            meta={
                "rule": "an authority's old_la_code is the one of its new_la_code (rule 11)",
                "why": "The old code joins an authority to its figures before a recode; a wrong one joins another's.",
                "mend": f"if the authority is new, add it with its old_code to data/definitions/places.yml; else {ASK}",
            },
        ),
        gxe.ExpectColumnValuesToNotMatchRegex(
            column="place",
            regex=r"^(?:National|Regional|Local authority) (?:x (?!Not available$)|(?!x )\S+ Not available$)",
            meta={
                "rule": "the code x goes with the name Not available, and with no other (rule 12)",
                "why": "One without the other is a place whose code or name was lost.",
                "mend": ASK,
            },
        ),
        gxe.ExpectColumnValuesToNotMatchRegex(
            column="time_or_place",
            regex=r"(?i)^\s*(?:total|all)\s*$",
            meta={
                "rule": "no Total or All in a column of time or place (rule 16)",
                "why": "A sum over places has a level of its own; as a place it would be counted twice.",
                "mend": ASK,
            },
        ),
        gxe.ExpectColumnValuesToBeUnique(
            column="plain_member",
            meta={
                "rule": "members differ in more than case and punctuation (rule 18)",
                "why": "Two spellings of one member split its figures.",
                "mend": f"if both are meant, ask the publisher to name them apart; otherwise {ASK}",
            },
        ),
        gxe.ExpectColumnValuesToNotMatchRegex(
            column="figure_column",
            regex=rf"(?i)(?<![a-z])(?:{CHARACTERISTICS})(?![a-z])",
            meta={
                "rule": "no column of figures is named by a characteristic of children (rule 6)",
                "why": "Such a column is a member of a filter; declared as a column it never meets its total.",
                "mend": "ask the publisher for the file with the characteristic as a filter; where the word is none of "
                "children, as in female_genital_mutilation, say so in names_no_characteristic of the column.",
            },
        ),
        gxe.ExpectColumnValuesToNotMatchRegex(
            column="filter_name",
            regex=rf"^(?!(?:{HARMONISED})$)(?:{ALIKE})",
            meta={
                "rule": "a filter that has a harmonised name goes by it (rule 24)",
                "why": "Ethnicity, special needs and kind of school are compared across files by one name each.",
                "mend": "rename the filter in data/definitions/publications and keep its own name in published_as.",
            },
        ),
        *[
            gxe.ExpectColumnValueLengthsToBeBetween(
                column=column,
                max_value=most,
                meta={
                    "rule": f"a {column.replace('_', ' ')} has at most {most} characters (rule 23)",
                    "why": "The service takes no longer one, so it is not what it should be.",
                    "mend": ASK,
                },
            )
            for column, most in LONGEST.items()
        ],
    ]
