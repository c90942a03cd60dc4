"""How often a comparison of children offered a conference and not is right: the table of docs/comparison-groups.md.

Run: ``python -m benchmarks.comparison_trial 200``. Each line is so many made-up councils, each child of which has both
answers, with the offer and without; it is printed and written into the page.
"""

import argparse
import time

from oba.comparison_trial import PART, trial_table
from oba.config import PROJECT, settings_from_environment
from oba.documents import write_part


def main() -> None:
    """Try all scenarios, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", type=int, nargs="?", default=200, help="councils of each line")
    asked = parser.parse_args()
    began = time.process_time()
    table = trial_table(settings_from_environment().definitions, asked.runs)
    print(table)
    print(f"{time.process_time() - began:.0f} seconds of processor")
    write_part(PROJECT / "docs" / "comparison-groups.md", PART, table)


if __name__ == "__main__":
    main()
