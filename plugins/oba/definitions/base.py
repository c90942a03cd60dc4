"""What every definition is made of."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z]\d{8}$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

# The columns that the DfE's data-file standard fixes, beside the filters and data columns of a file.
TIME_AND_PLACE = (
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "new_la_code",
    "la_name",
)
MANDATORY = TIME_AND_PLACE[:5]


class Definition(BaseModel):
    """A definition that admits no unknown field: a misspelt one is an error, never ignored. No number is endless."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
