"""`python3 run.py bench`: speed, memory, digits, draws, and how long a check takes."""

import argparse

from benchmarks import (
    checks,
    digits,
    hierarchies,
    larger_than_memory,
    least_squares,
    leave_one_out,
    likelihood,
    posterior,
    replication,
)


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(prog="run.py bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a million rows in place of ten")
    parser.add_argument("--rows", type=int, help="any other number of rows")
    options = parser.parse_args()
    rows = options.rows or (10**6 if options.quick else 10**7)
    print(f"Measuring with {rows:,} rows, which takes many minutes in all.", flush=True)
    print(least_squares.table(rows), flush=True)
    print(larger_than_memory.table(10 * rows), flush=True)
    print(replication.table(), flush=True)
    print(likelihood.table(min(rows, 10**6)), flush=True)
    print(posterior.rows_table(rows), flush=True)
    print(posterior.table(), flush=True)
    print(hierarchies.table(), flush=True)
    print(leave_one_out.table(), flush=True)
    print(leave_one_out.rows_table(min(rows, 10**6)), flush=True)
    print(digits.table(), flush=True)
    print(checks.table(), flush=True)
    print(checks.unnamed(), flush=True)


if __name__ == "__main__":
    main()
