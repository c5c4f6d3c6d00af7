#!/usr/bin/python3
"""Sums what a run of scripts/test came to: reads the folder of its results and prints `N passed, N failed[, N skipped]`.

Of every CTest test it counts the cases that its output names (Catch2's and pytest's closing lines), and one where there is
no such line. A CTest test that failed though all the cases that it named passed (a crash, a time-out, a leak) counts as one
failure more. Exit status 0 only where something passed and nothing failed.
"""

import pathlib
import re
import sys
import xml.etree.ElementTree

CATCH_ALL = re.compile(r"All tests passed \(.* in (\d+) test cases?\)")
CATCH_SOME = re.compile(r"^test cases:(.*)$", re.MULTILINE)
PYTEST = re.compile(r"^(?:=+ )?((?:\d+ \w+(?:, )?)+) in [\d.]+s", re.MULTILINE)
WORDS = {"passed": "passed", "failed": "failed", "error": "failed", "errors": "failed", "skipped": "skipped",
         "xfailed": "passed", "xpassed": "failed"}


def cases_named(output):
    """What the output says itself about its cases."""
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for found in CATCH_ALL.finditer(output):
        counts["passed"] += int(found.group(1))
    said = [found.group(1) for pattern in (CATCH_SOME, PYTEST) for found in pattern.finditer(output)]
    for number, word in re.findall(r"(\d+) (\w+)", " ".join(said)):
        if word in WORDS:
            counts[WORDS[word]] += int(number)
    return counts


def cases_of(test):
    """Of one CTest test."""
    output = "".join(part.text or "" for part in test.iter("system-out"))
    counts = cases_named(output)
    status = test.get("status")
    if status == "run":
        if not any(counts.values()):
            counts["passed"] = 1
    elif status in ("notrun", "disabled"):
        counts["failed"] += 1
    elif not counts["failed"]:
        counts["failed"] = 1
    return counts


def results_in(folder):
    for report in sorted(folder.glob("*.xml")):
        for test in xml.etree.ElementTree.parse(report).getroot().iter("testcase"):
            counts = cases_of(test)
            if counts["failed"]:
                print(f"failed: {test.get('name')} ({report.stem})")
            yield counts
    checks = folder / "form.txt"
    for line in checks.read_text().splitlines() if checks.exists() else []:
        word, what = line.split(" ", 1)
        if word == "failed":
            print(f"failed: {what}")
        yield {word: 1}


def main():
    total = {"passed": 0, "failed": 0, "skipped": 0}
    for counts in results_in(pathlib.Path(sys.argv[1])):
        for word, number in counts.items():
            total[word] += number
    line = f"{total['passed']} passed, {total['failed']} failed"
    print(line + (f", {total['skipped']} skipped" if total["skipped"] else ""))
    return 0 if total["passed"] and not total["failed"] else 1


if __name__ == "__main__":
    sys.exit(main())
