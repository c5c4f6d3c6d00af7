"""The same job of who has opted in and of who has not: what Slurm says of them, and what they print, is the same."""


class Pair:
    def __init__(self, recorded, alone):
        self.recorded = recorded
        self.alone = alone

    def __iter__(self):
        return iter((self.recorded, self.alone))


def submit_both(anna, bert, script, *options, **settings):
    return Pair(anna.submit(script, *options, **settings), bert.submit(script, *options, **settings))


def batch_both(anna, bert, script, *options, **settings):
    pair = submit_both(anna, bert, script, *options, **settings)
    for job in pair:
        job.wait()
    return check_same(pair)


def jobs_own(ran):
    """What a command line came to, without what srun itself says: of a machine that is busy, of how a task ended, and when."""
    lines = [line for line in ran.stderr.splitlines() if not line.startswith(b"srun: ")]
    return ran.status, ran.stdout, lines


def run_both(anna, bert, command, **settings):
    """A command line of both; answers what it came to."""
    recorded, alone = anna.run(command, **settings), bert.run(command, **settings)
    assert jobs_own(recorded) == jobs_own(alone)
    return recorded


def check_same(pair):
    """How both ended, and what is in their files."""
    recorded, alone = pair.recorded.info(), pair.alone.info()
    for name in ("JobState", "ExitCode", "Reason", "Restarts"):
        assert recorded[name] == alone[name], name
    assert pair.recorded.output() == pair.alone.output()
    return pair
