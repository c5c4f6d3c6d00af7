from tqdm import tqdm

PLAIN = "{desc}: {percentage:.0f}%"  # no times, which differ from run to run
for name in ("first", "second"):
    for step in tqdm(range(500), desc=name, bar_format=PLAIN, mininterval=0):
        pass
    if name == "first":
        tqdm.write("a line between", file=__import__("sys").stderr)
