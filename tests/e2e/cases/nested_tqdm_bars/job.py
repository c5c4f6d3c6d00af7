import sys
from tqdm import tqdm

PLAIN = "{desc}: {percentage:.0f}%"  # no times, which differ from run to run
for epoch in tqdm(range(3), desc="epochs", bar_format=PLAIN, mininterval=0):
    for step in tqdm(range(50), desc="steps", bar_format=PLAIN, mininterval=0, leave=False):
        pass
print("done", file=sys.stderr)
