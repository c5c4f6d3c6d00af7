"""A run's journal, read from its files as any other process may read it (docs/journal.md)."""

import json
import pathlib


class Run:
    def __init__(self, directory):
        self.directory = pathlib.Path(directory)

    @property
    def id(self):
        return self.directory.name

    def info(self):
        return json.loads((self.directory / "run.json").read_text(encoding="utf-8"))

    def segments(self):
        return sorted(self.directory.glob("[0-9]*.jsonl"))

    def sent(self):
        """What Loki has of it, as its shipper says."""
        return json.loads((self.directory / "sent.json").read_bytes().split(b"\n")[-2])

    def raw(self):
        """Every byte that was recorded, to look for what must not be there."""
        return b"".join(path.read_bytes() for path in self.directory.iterdir() if path.is_file())

    def records(self):
        """The whole records. A last line without its line feed is still being written, or was cut off by a crash."""
        records = []
        for segment in self.segments():
            for line in segment.read_bytes().split(b"\n")[:-1]:
                try:
                    records.append(json.loads(line.decode("utf-8")))
                except ValueError:
                    continue  # torn by a crash, in the middle since a later recorder went on
        return records

    def lines(self, stream=None):
        """The job's lines, pieces of long ones joined."""
        lines, open_pieces = [], {}
        for record in self.records():
            if record["kind"] == "event" or record.get("derived") or (stream and record["stream"] != stream):
                continue
            text = open_pieces.pop(record["stream"], "") + record["line"]
            if record.get("continued"):
                open_pieces[record["stream"]] = text
            else:
                lines.append(text)
        return lines + list(open_pieces.values())

    def events(self, name=None):
        events = [record for record in self.records() if record["kind"] == "event"]
        return [event for event in events if name in (None, event.get("event"))]


def runs_in(state):
    directory = pathlib.Path(state) / "runs"
    found = [Run(path) for path in directory.iterdir()] if directory.is_dir() else []
    return sorted((run for run in found if (run.directory / "run.json").exists()), key=lambda run: int(run.info()["start"]))
