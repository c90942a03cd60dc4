-- Without its line in data/definitions/geography/combined_returns.yml nobody could find the members of such a code.
select geography_code
from {{ ref('dim_geography') }}
where geography_code like '% / %' and not is_combined_return
