"""Memory that large documents take is given back."""

import json
import subprocess
import sys

MEASURED = """
import json, typst
from theme import pdf, room
page = "#for i in range(0, 12) { let words = lorem(40 + i); par(words + sys.inputs.n) }\\n"
def held():
    return int(open("/proc/self/statm").read().split()[1]) * 4 // 1024
def set_one(number):
    typst.compile((page * 30).encode(), font_paths=pdf._fonts(), sys_inputs={"n": str(number)})
found = []
for number in range(8):
    set_one(number)
    if %s:
        room.let_go()
    found.append(held())
print(json.dumps(found))
"""


def growth(*, lets_go: bool) -> int:
    done = subprocess.run(
        [sys.executable, "-c", MEASURED % lets_go], capture_output=True, check=True, text=True
    )
    found = json.loads(done.stdout)
    return int(found[-1] - found[1])


def test_settings_are_forgotten() -> None:
    kept, forgotten = growth(lets_go=False), growth(lets_go=True)
    assert forgotten < kept / 2
