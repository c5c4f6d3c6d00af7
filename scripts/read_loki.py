#!/usr/bin/python3
"""Reads a run back from Loki, for the demo.

    read_loki.py URL streams QUERY    the streams that QUERY finds: how many entries each, and its labels
    read_loki.py URL lines QUERY      the lines, in the order of their times
"""

import json
import sys
import time
import urllib.parse
import urllib.request

PAGE = 5000  # Loki's own bound on the entries of one answer
HOUR = 3600 * 10**9


def ask(url, query):
    """The entries as pairs of a time and a line, by the text of their stream's labels."""
    now = time.time_ns()
    parameters = {"query": query, "start": now - HOUR, "end": now + HOUR // 60, "limit": PAGE, "direction": "forward"}
    request = urllib.request.Request(f"{url}/loki/api/v1/query_range?{urllib.parse.urlencode(parameters)}")
    # Else structured metadata stands among the labels, and makes of every entry a stream of its own.
    request.add_header("X-Loki-Response-Encoding-Flags", "categorize-labels")
    with urllib.request.urlopen(request, timeout=60) as answer:
        result = json.load(answer)["data"]["result"]
    if sum(len(stream["values"]) for stream in result) == PAGE:
        sys.exit(f"read_loki: more than {PAGE} entries: ask for less")
    return {labels_text(stream["stream"]): [(int(value[0]), value[1]) for value in stream["values"]] for stream in result}


def labels_text(labels):
    return "{" + ", ".join(f'{name}="{value}"' for name, value in sorted(labels.items())) + "}"


def main():
    url, what, query = sys.argv[1:]
    streams = ask(url, query)
    if what == "streams":
        for labels, entries in sorted(streams.items()):
            print(f"{len(entries):6d}  {labels}")
    else:
        for _, line in sorted(entry for entries in streams.values() for entry in entries):
            print(line)


if __name__ == "__main__":
    main()
