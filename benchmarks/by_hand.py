"""Values, intervals, comparisons and ranks of every measure, written by hand: what an analyst would write with DuckDB.

Usage: ``python benchmarks/by_hand.py INPUTS OUTPUT``: the folder ``build/inputs`` of a work folder, and the Parquet
file to write, one row per measure, place and period. It is the yardstick of ``scorecards.py`` and assumes what holds of
the DfE's files: no file amended within a release. Measures with a count from another feed are left out, and named.
"""

import sys
from zlib import crc32

import duckdb
import numpy as np
import pandas as pd
from scipy.special import gammaincinv

DRAWS = 2_000
TABLES = (
    "observation",
    "neighbour",
    "release_file",
    "measure",
    "measure_component",
    "feed",
    "geography_successor",
    "doubted_figure",
)
Z = "1.959963984540054"

# The newest release of the first source that has any figure; a figure beside its counts.
VALUES = f"""
create table recode as
with recursive followed as (
    select predecessor_code as old, successor_code as new from geography_successor where change_kind = 'recode'
    union
    select old, successor_code from followed
    join geography_successor on new = predecessor_code and change_kind = 'recode'
)
select old, new from followed where new not in (from (select old from followed));

create table figure as
with found as (
    select
        measure_id as measure, preference, file_id, release, landed_at, geographic_level, region_code, location_code,
        time_period,
        max(case when component = 'value' then raw_value end) as raw,
        max(case when component = 'value' then try_cast(raw_value as decimal(28, 8)) end) as value,
        max(case when component = 'numerator' then try_cast(raw_value as decimal(28, 8)) end) as numerator,
        max(case when component = 'denominator' then try_cast(raw_value as decimal(28, 8)) end) as denominator,
        max(doubt_reason) is not null as is_doubted,
        observation.period_end_date as period
    from observation
    join component using (feed, data_column, breakdown)
    left join doubted_figure as doubted
        on (observation.feed, observation.data_column, observation.breakdown, location_code)
        = (doubted.feed, doubted.data_column, doubted.breakdown, doubted.geography_code)
        and observation.period_end_date = doubted.period_end_date
        and try_cast(raw_value as decimal(28, 8)) = try_cast(doubted.doubted_figure as decimal(28, 8))
    join (select release_file_id as file_id, release_name as release, landed_at from release_file) using (file_id)
    group by all
    having raw is not null
),
newest as (
    from found
    qualify preference = min(preference) over (partition by measure)
    and file_id = first_value(file_id) over (
        partition by measure, preference, period order by release desc, landed_at desc
    )
),
recoded as (
    select newest.*, coalesce(new, location_code) as code from newest left join recode on location_code = old
    qualify row_number() over (
        partition by measure, code, period order by value is null, new is not null, location_code desc
    ) = 1
)
select
    measure, code, period, geographic_level, is_doubted, value, numerator, denominator, interval, multiplier, polarity,
    cast(numerator as double) as x, cast(denominator as double) as n,
    case when interval = 'count' then cast(value as double) else x end as events,
    -- Counts that give the published figure.
    case when abs(100 * x / n - value) > 0.5000001 * 0.1 ^ decimal_places then value * n / 100 else x end as k,
    case
        when interval = 'count' then 1 when x > 0 and value > 0 then cast(value as double) / x else multiplier / n
    end as scale,
    case
        when value is null then null
        when interval = 'wilson' and n > 0 and x between 0 and n
            then greatest(0, 100 * (2 * k + {Z} ^ 2 - {Z} * sqrt({Z} ^ 2 + 4 * k * (1 - k / n))) / (2 * (n + {Z} ^ 2)))
        when interval in ('byar', 'count') and events >= 10
            then scale * events * (1 - 1 / (9 * events) - {Z} / (3 * sqrt(events))) ^ 3
        when interval in ('byar', 'count') then scale * poisson.low
    end as low,
    case
        when value is null then null
        when interval = 'wilson' and n > 0 and x between 0 and n
            then least(100, 100 * (2 * k + {Z} ^ 2 + {Z} * sqrt({Z} ^ 2 + 4 * k * (1 - k / n))) / (2 * (n + {Z} ^ 2)))
        when interval in ('byar', 'count') and events >= 10
            then scale * (events + 1) * (1 - 1 / (9 * (events + 1)) + {Z} / (3 * sqrt(events + 1))) ^ 3
        when interval in ('byar', 'count') then scale * poisson.high
    end as high
from recoded
join (
    select measure_id as measure, interval_method as interval, multiplier, polarity, decimal_places from measure
) using (measure)
left join poisson on whole = case when interval = 'count' then value else numerator end;
"""

# Three-digit codes of neighbours mean the area that had them at the end of the set's year.
NEIGHBOURS = """
create table authority as
select location_code as code, arg_max(old_la_code, (release, time_period)) as old_la_code
from observation join (select release_file_id as file_id, release_name as release from release_file) using (file_id)
where geographic_level = 'Local authority'
group by all;

create table pair as
with living as (
    select file_id, cast(release_name as integer) as year, code, old_la_code
    from (select distinct file_id from neighbour)
    join release_file on file_id = release_file_id
    cross join authority
    left join (select successor_code, min(change_date) as began from geography_successor group by all)
        on code = successor_code
    left join (select predecessor_code, max(change_date) as ended from geography_successor group by all)
        on code = predecessor_code
    where coalesce(began <= make_date(year, 12, 31), true) and coalesce(ended > make_date(year, 12, 31), true)
)
select coalesce(recode.new, one.code) as code, coalesce(recoded.new, other.code) as neighbour, one.year
from neighbour
join living as one using (file_id, old_la_code)
join living as other on neighbour.file_id = other.file_id and neighbour_old_code = other.old_la_code
left join recode on one.code = recode.old
left join recode as recoded on other.code = recoded.old
qualify one.year = max(one.year) over (partition by coalesce(recode.new, one.code));

create table ranked as
with scored as (
    select *, case when polarity = 'lower_is_better' then -1 else 1 end * cast(value as double) as score
    from figure
    where geographic_level = 'Local authority' and interval <> 'count' and value is not null and not is_doubted
)
select
    scored.*,
    authorities,
    rank() over (partition by measure, period order by score desc) as place,
    case
        when authorities < 4 then null when score >= upper then 1 when score >= middle then 2 when score >= lower then 3
        else 4
    end as quartile,
    period = max(period) over (partition by measure) as is_newest
from scored
join (
    select
        measure, period, count(*) as authorities, quantile_cont(score, 0.25) as lower,
        quantile_cont(score, 0.5) as middle, quantile_cont(score, 0.75) as upper
    from scored
    group by all
) using (measure, period);

create table beside as
select
    measure, pair.code, period,
    avg(cast(value as double)) as neighbours_mean, quantile_cont(cast(value as double), 0.5) as neighbours_median
from ranked join pair on ranked.code = pair.neighbour
group by all;
"""

ALL = """
select
    measure as measure_id, code as geography_code, period as period_end_date, figure.value, figure.numerator,
    figure.denominator, figure.low as interval_low, figure.high as interval_high, neighbours_mean, neighbours_median,
    quartile, place as authority_rank, authorities as ranked_of, rank_low, rank_high
from figure
left join beside using (measure, code, period)
left join ranked using (measure, code, period)
left join drawn using (measure, code, period)
"""


def ranks_of(measure: str, rows: pd.DataFrame) -> pd.DataFrame | None:
    """Return the middle 95% of the ranks of one measure's authorities; None where no count is known."""
    rows = rows.sort_values("code")
    x, n, kind = rows["x"].to_numpy(float), rows["n"].to_numpy(float), rows["interval"].iloc[0]
    known = (x >= 0) & (n > 0) & (x <= n if kind == "wilson" else kind == "byar")
    if not known.any():
        return None
    random, shape = np.random.default_rng(crc32(measure.encode())), (DRAWS, known.sum())
    figures = np.tile(rows["value"].to_numpy(float), (DRAWS, 1))
    if kind == "wilson":
        figures[:, known] = 100 * random.beta(x[known] + 0.5, n[known] - x[known] + 0.5, shape)
    else:
        figures[:, known] = rows["multiplier"].iloc[0] * random.gamma(x[known] + 0.5, 1 / n[known], shape)
    ranks = (figures if rows["polarity"].iloc[0] == "lower_is_better" else -figures).argsort(axis=1).argsort(axis=1)
    ordered = np.sort(ranks[:, known] + 1, axis=0)
    low, high = ordered[DRAWS // 40 - 1], ordered[DRAWS - DRAWS // 40 - 1]
    return rows.loc[known, ["measure", "code", "period"]].assign(rank_low=low, rank_high=high)


def main() -> None:
    """Compute everything and write it."""
    inputs, output = sys.argv[1:]
    connection = duckdb.connect()
    for name in TABLES:
        connection.sql(f"create view {name} as from read_parquet('{inputs}/{name}/*.parquet')")
    elsewhere = connection.sql(
        "select distinct measure_id from measure_component where is_from_another_feed or is_summed"
    ).df()
    print(
        "left out, with a count from another feed or a sum of rows:",
        ", ".join(sorted(elsewhere["measure_id"])) or "none",
    )
    connection.execute("create table component as from measure_component where measure_id not in (from elsewhere)")
    events = np.arange(10.0)
    low = np.where(events > 0, gammaincinv(np.maximum(events, 1), 0.025), 0)  # half a chi-squared quantile
    poisson = pd.DataFrame({"whole": events, "low": low, "high": gammaincinv(events + 1, 0.975)})
    connection.register("poisson", poisson)
    connection.execute(VALUES)
    connection.execute(NEIGHBOURS)
    newest = connection.sql("select * from ranked where is_newest").df()
    drawn = pd.concat([ranks_of(str(measure), rows) for measure, rows in newest.groupby("measure")])
    connection.register("drawn", drawn.astype({"period": "datetime64[s]"}))
    connection.execute(f"copy ({ALL}) to '{output}' (format parquet)")


if __name__ == "__main__":
    main()
