"""Prints COUNT lines, of both streams and of every kind, each with its number: log lines, metadata, lines with quotes, tabs,
blanks at the end and characters of all sizes. With PAUSE it rests that many seconds after each EVERY (100) lines."""

import json
import sys
import time

count = int(sys.argv[1])
pause = float(sys.argv[2]) if len(sys.argv) > 2 else 0
every = int(sys.argv[3]) if len(sys.argv) > 3 else 100
for i in range(count):
    if i % 10 == 3:
        print(json.dumps({"step": i, "loss": 1 / (i + 1), "name": 'quote " and \\ back'}))
    elif i % 10 == 6:
        print(f"warning {i}: J\u00fcrgen \u20ac \U0001f600 {'z' * (i % 300)}", file=sys.stderr)
    elif i % 10 == 8:
        print(f'line {i} with "quotes", \\n and blanks  ')
    else:
        print(f"line {i}\tcolumn {{brace}} '{'=' * (i % 60)}'")
    if pause and i % every == every - 1:
        sys.stdout.flush()
        time.sleep(pause)
