"""Measure the factorisation against its peers, in one run on one machine, and write bench/results/nmf.md.

Run `python -m bench.nmf`, with `--quick` for less than a minute, or with names of parts: updates, descent,
jobs, roofline. A part alone is printed and not written.
"""

from __future__ import annotations

import argparse
import importlib
import time
from pathlib import Path

from bench._measure import Row, machine

RESULTS = Path(__file__).parent / "results" / "nmf.md"
PARTS = {"updates": "bench._updates", "descent": "bench._descent", "jobs": "bench._jobs"}


def table(rows: list[Row], command: str) -> list[str]:
    lines = ["| measure | found | asked for | |", "|---|---|---|---|"]
    marks = {True: "yes", False: "**no**", None: ""}
    lines += [f"| {row.what} | {row.found} | {row.floor} | {marks[row.reached]} |" for row in rows]
    return [*lines, "", f"Repeat with `{command}`.", ""]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, "roofline", []], help="only these")
    parser.add_argument("--quick", action="store_true", help="shorter sounds and fewer rounds")
    args = parser.parse_args()
    lines = ["# The factorisation, measured", "", f"{machine()}, on {time.strftime('%Y-%m-%d')}.", ""]
    print(*lines, sep="\n")
    flag = " --quick" if args.quick else ""
    for name in args.parts or [*PARTS, "roofline"]:
        command = f"python -m bench.nmf {name}{flag}"
        if name == "roofline":
            new = [
                "## Where the time goes",
                "",
                *importlib.import_module("bench._updates").roofline(quick=args.quick),
            ]
            new += ["", f"Repeat with `{command}`.", ""]
        else:
            found = importlib.import_module(PARTS[name]).rows(quick=args.quick)
            new = [f"## {name.capitalize()}", "", *table(found, command)]
        print(*new, sep="\n", flush=True)
        lines += new
    if not args.parts and not args.quick:
        RESULTS.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
