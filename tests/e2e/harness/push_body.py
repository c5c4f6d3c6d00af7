"""Reads the body of a push: one snappy block of protobuf (https://github.com/google/snappy, Loki's pkg/push/push.proto).

Written apart from the client's own decoder, so that both being wrong in the same way is unlikely.
"""

import typing


class Entry(typing.NamedTuple):
    ts: int
    line: str
    metadata: tuple  # pairs of name and value


class Stream(typing.NamedTuple):
    labels: str
    entries: list


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def uncompressed(data):
    size, at = varint(data, 0)
    out = bytearray()
    while at < len(data):
        tag = data[at]
        at += 1
        kind, rest = tag & 3, tag >> 2
        if kind == 0:  # a literal
            if rest >= 60:
                more = rest - 59
                rest = int.from_bytes(data[at : at + more], "little")
                at += more
            out += data[at : at + rest + 1]
            at += rest + 1
            continue
        if kind == 1:  # a copy of what came before
            length, offset = (rest & 7) + 4, (tag >> 5) << 8 | data[at]
            at += 1
        else:
            bytes_of_offset = 2 if kind == 2 else 4
            length, offset = rest + 1, int.from_bytes(data[at : at + bytes_of_offset], "little")
            at += bytes_of_offset
        assert 0 < offset <= len(out), "a copy from before the beginning"
        start = len(out) - offset
        if offset >= length:
            out += out[start : start + length]
        else:
            for i in range(length):
                out.append(out[start + i])
    assert len(out) == size, "not as long as it says"
    return bytes(out)


def fields(data):
    """Pairs of a field's number and its value, a number or bytes."""
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        if tag & 7 == 0:
            value, at = varint(data, at)
        else:
            assert tag & 7 == 2, f"wire type {tag & 7}"
            size, at = varint(data, at)
            value = data[at : at + size]
            assert len(value) == size, "cut off"
            at += size
        yield tag >> 3, value


def entry_of(data):
    ts, line, metadata = 0, "", []
    for number, value in fields(data):
        if number == 1:
            parts = dict(fields(value))
            ts = parts.get(1, 0) * 10**9 + parts.get(2, 0)
        elif number == 2:
            line = value.decode()
        elif number == 3:
            parts = dict(fields(value))
            metadata.append((parts[1].decode(), parts[2].decode()))
    return Entry(ts, line, tuple(metadata))


def streams_of(body):
    """The streams of a push."""
    streams = []
    for number, value in fields(uncompressed(body)):
        assert number == 1
        labels, entries = "", []
        for inner, part in fields(value):
            if inner == 1:
                labels = part.decode()
            elif inner == 2:
                entries.append(entry_of(part))
        streams.append(Stream(labels, entries))
    return streams
