"""Random schedules of what a job prints, with what must and what must not be in its log.

A token is 16 random letters and digits. In `secret` lines it is part of what looks like a service's token, and is masked in
every mode. Of each one a schedule says whether it has to be absent from everything that
logwrap writes, has to be in the log, or neither, where that hangs on which of the two streams arrives first.

What is certain of a stream is kept as two modes: `low`, which its mode is at least as strict as, and `high`, which it is at
most as strict as. A stream's own command takes effect in its place. A command on the other one loosens some time after it
was printed, unless the stream has restricted itself since; and what it restricts begins somewhere about the time at which it
was printed, before or after.
"""

import random
import signal
import struct

ENABLED, METADATA, DISABLED = range(3)
NAMES = ("enabled", "metadata", "disabled")
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
MALFORMED = ('/LOGCOMMAND {"mode":"off"}', "/LOGCOMMAND {'mode':'enabled'}", '/LOGCOMMAND {"mode":"enabled"',
             '/LOGCOMMAND {"mode":"enabled"} ', '/LOGCOMMAND {"mode":"enabled","x":1}')


class Stream:
    def __init__(self, mode):
        self.low = self.high = mode
        self.fresh_row = True  # the cursor stands at the start of a row that nothing was printed on
        self.strictest_sent = ENABLED  # of all the commands that were printed here


class Schedule:
    def __init__(self, seed):
        self.seed = seed
        self.random = random.Random(seed)
        self.kind = self.random.choice(["one", "both", "any", "any", "terminal"])
        self.mode = self.random.choice([ENABLED, ENABLED, ENABLED, METADATA, DISABLED])
        self.commands = self.random.choice(["any", "any", "any", "any", "restrict"])
        # The recorder dies so many seconds after the start, or after it last died; of a fault half of the time.
        self.kills = [(self.random.uniform(0, 0.04), self.random.choice([signal.SIGKILL, signal.SIGSEGV]))
                      for _ in range(self.random.choice([0] * 9 + [1, 1, 3]))]
        # logwrap is told to end so many seconds after the start; the job is deaf to it.
        self.term = self.random.choice([None] * 3 + [self.random.uniform(0, 0.06)])
        self.window = (self.random.choice([24, 24, 24, 3, 7]), self.random.choice([80, 120, 120, 20, 37]))
        self.resizes = []  # at a terminal: seconds to wait, and the new size
        if self.kind == "terminal":
            if self.random.random() < 0.3:
                self.window = (self.window[0], self.random.randint(2, 20))
            if self.random.random() < 0.3:
                self.resizes = [(self.random.uniform(0, 0.02), (self.random.randint(2, 30), self.random.randint(2, 100)))
                                for _ in range(self.random.randint(1, 4))]
        self.narrow = self.window[1] < 40 or bool(self.resizes)
        self.streams = [Stream(self.mode)] if self.kind == "terminal" else [Stream(self.mode), Stream(self.mode)]
        self.steps = []  # [stream, milliseconds to wait before, bytes]
        self.absent = []
        self.present = []  # with their streams, until the schedule is complete
        self.commander = self.random.randrange(len(self.streams))
        for _ in range(self.random.randint(3, 25)):
            self.random.choice(self.pieces())()
        # What comes about the time of a restricting command on the other stream may fall under it.
        self.present = [token for stream, token in self.present if not self.kills and all(
            other.strictest_sent == ENABLED for other in self.streams if other is not self.streams[stream])]

    def pieces(self):
        return [self.line, self.line, self.bar, self.wrapped, self.rewritten, self.metadata, self.coloured,
                self.long_line, self.moved, self.alternate, self.secret, self.command, self.command, self.command, self.pause]

    # What is printed.

    def token(self):
        return "".join(self.random.choices(ALPHABET, k=16))

    def some_stream(self):
        return self.random.randrange(len(self.streams))

    def emit(self, stream, text):
        """In one write or in several."""
        data = text.encode()
        while data:
            size = len(data) if self.random.random() < 0.7 else self.random.randint(1, len(data))
            self.steps.append([stream, 0, data[:size]])
            data = data[size:]
        self.streams[stream].fresh_row = text.endswith("\n")

    def begin_row(self, stream):
        if not self.streams[stream].fresh_row:
            self.emit(stream, "\n")

    def judge(self, stream, token, stays=True, is_metadata=False):
        """What is to become of a token that is being printed; `stays`: nothing that follows is printed over it."""
        state = self.streams[stream]
        allowed = METADATA if is_metadata else ENABLED
        if state.low > allowed:
            self.absent.append(token)
        elif state.high <= allowed and stays:
            self.present.append((stream, token))

    def line(self):
        stream, token = self.some_stream(), self.token()
        self.begin_row(stream)
        self.judge(stream, token)
        self.emit(stream, self.random.choice(["{}\n", "loss {} 0.5\n", "\t{}  \n", "é {}\r\n"]).format(token))

    def bar(self):
        stream = self.some_stream()
        for _ in range(self.random.randint(1, 4)):
            token = self.token()
            self.judge(stream, token, stays=False)
            self.emit(stream, f"\r{self.random.randint(0, 100):3}%|###   | {token}")
        if self.random.random() < 0.5:
            self.emit(stream, "\n")

    def wrapped(self):
        stream, token = self.some_stream(), self.token()
        self.begin_row(stream)
        self.judge(stream, token)
        self.emit(stream, "x" * self.random.randint(60, 400) + token + "y" * self.random.randint(0, 300) + "\n")

    def rewritten(self):
        stream = self.some_stream()
        tokens = [self.token() for _ in range(4)]
        for token in tokens:
            self.judge(stream, token, stays=False)
        self.begin_row(stream)
        self.emit(stream, f"a {tokens[0]}\nb {tokens[1]}\n")
        erase = self.random.choice(["\x1b[K", "\x1b[2K", ""])
        self.emit(stream, f"\x1b[2A\r{erase}c {tokens[2]}\n\r{erase}{tokens[3]}\n")
        if self.narrow:
            self.to_the_end(stream)

    def to_the_end(self, stream):
        """On to a row that nothing was printed on, from one above what was printed last."""
        self.emit(stream, "\x1b[999;1H\n")

    def moved(self):
        """Lines that are pushed about by others."""
        stream = self.some_stream()
        tokens = [self.token() for _ in range(5)]
        for token in tokens:
            self.judge(stream, token, stays=False)
        self.begin_row(stream)
        self.emit(stream, f"a {tokens[0]}\nb {tokens[1]}\n\x1b[A\x1b[L{tokens[2]}\r\n\x1b[M{tokens[3]}\r")
        self.emit(stream, self.random.choice(["\x1b[4@", "\x1b[4P", "\x1b[9b", "\x1b7\x1b[1;3r\x1b8", "\x1b[?7l"]) + tokens[4])
        self.emit(stream, "\x1b[r\x1b[?7h")
        self.to_the_end(stream)

    def alternate(self):
        """A screen of its own, of which nothing is recorded, but on which a command restricts."""
        if self.resizes:
            return
        stream, token = self.some_stream(), self.token()
        fresh = self.streams[stream].fresh_row
        self.judge(stream, token, stays=False)
        self.emit(stream, f"\x1b[?1049h\x1b[H{token}\r\n")
        if self.random.random() < 0.5:
            text, mode = self.some_command(self.random.randrange(3))
            if self.random.random() < 0.5:
                first = self.random.randrange(3)
                between = self.random.choice(["", " ", "\r", "\r\x1b[K", "\x1b[2;1H"])
                text = (f'/LOGCOMMAND {{"mode":"{NAMES[first]}"}}' + between) * self.random.randint(1, 3) + text
                self.obey(stream, first, loosens=False)
            self.emit(stream, text + "\n")
            self.obey(stream, mode, loosens=False)
        self.emit(stream, "\x1b[?1049l")
        self.streams[stream].fresh_row = fresh

    def metadata(self):
        stream, token = self.some_stream(), self.token()
        self.begin_row(stream)
        self.judge(stream, token, is_metadata=stream == 0)
        self.emit(stream, '{"epoch": %d, "note": "%s"}\n' % (self.random.randint(0, 9), token))

    def coloured(self):
        stream, token = self.some_stream(), self.token()
        self.begin_row(stream)
        self.judge(stream, token)
        cut = self.random.randint(1, 15)
        self.emit(stream, f"\x1b[31m{token[:cut]}\x1b[1m{token[cut:]}\x1b[0m\n")

    def long_line(self):
        stream, token = self.some_stream(), self.token()
        self.begin_row(stream)
        self.judge(stream, token)
        self.emit(stream, "z" * self.random.choice([5_000, 20_000]) + token + "\n")

    def secret(self):
        """Masked whatever becomes of it: in several writes, colours, wraps and pieces, or parted by the recorder's death."""
        stream = self.some_stream()
        tokens = [self.token() for _ in range(3)]
        self.absent += tokens
        self.begin_row(stream)
        before = self.random.choice(["", "key: ", "x" * self.random.randint(60, 400) + " "])
        colour = self.random.choice(["", "", "\x1b[32m"])
        first = len(self.steps)
        self.emit(stream, before + "ghp_" + colour.join(tokens) + self.random.choice([" .\n", " and more\n", "\x1b[0m .\r\n"]))
        if len(self.steps) > first + 1 and self.random.random() < 0.3:
            self.steps[self.random.randrange(first + 1, len(self.steps))][1] = self.random.choice([5, 20, 60])

    def pause(self):
        if self.steps:
            self.steps[-1][1] = self.random.choice([1, 1, 5, 20, 80])

    # Commands.

    def command(self):
        if self.kind == "both":
            order = list(range(len(self.streams)))
            self.random.shuffle(order)
            mode = self.random.randrange(3)
            for stream in order:
                self.command_on(stream, mode)
                if self.random.random() < 0.5:
                    self.line()
        else:
            stream = self.commander if self.kind == "one" else self.some_stream()
            self.command_on(stream, self.random.randrange(3))

    def some_command(self, mode):
        """Its text, and what it is to be taken for."""
        if self.random.random() < 0.15:
            return self.random.choice(MALFORMED), DISABLED
        return '/LOGCOMMAND {"mode":"%s"}' % NAMES[mode], mode

    def command_on(self, stream, mode):
        text, mode = self.some_command(mode)
        within_row = not self.streams[stream].fresh_row and self.random.random() < 0.5
        if within_row:
            # Behind a bar, in a row that was not rewritten, it is at the end of the row for certain.
            self.emit(stream, "\n")
            self.emit(stream, " 50%|###   |")
        else:
            self.begin_row(stream)
        self.emit(stream, text + "\n")
        self.obey(stream, mode, loosens=not within_row and self.commands == "any")

    def obey(self, stream, mode, loosens):
        own = self.streams[stream]
        own.strictest_sent = max(own.strictest_sent, mode)
        others = [other for other in self.streams if other is not own]
        if loosens:
            own.low = own.high = mode
        else:
            own.low = max(own.low, mode)
            own.high = max(own.high, mode)
        for other in others:
            if loosens:
                other.low = min(other.low, mode)
            other.high = max(other.high, mode)

    # How it is run.

    def options(self):
        return ["--mode", NAMES[self.mode], "--commands", self.commands, "--window", "%dx%d" % self.batch_window()]

    def batch_window(self):
        return self.window[0], max(20, self.window[1])

    def encoded(self):
        """As say.cpp reads it."""
        return b"".join(b"%d" % (stream + 1) + struct.pack("<II", wait, len(data)) + data
                        for stream, wait, data in self.steps)
