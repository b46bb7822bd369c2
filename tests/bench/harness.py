"""Two ways of one job, measured in turns: only ratios of interleaved runs mean anything."""

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median

RESULTS = Path(__file__).resolve().parents[2] / "var" / "bench" / "results.json"
#: `make bench PAIRS=1` is a quick look; nothing below five is worth quoting.
PAIRS = int(os.environ.get("PAIRS", "5"))


@dataclass(frozen=True, slots=True)
class Contest:
    """Our way against a stated baseline.

    :param ours: returns one measurement in `unit`; larger is better
    :param target: the ratio ours / baseline that we aim at
    """

    name: str
    unit: str
    baseline: str
    target: float
    ours: Callable[[], float]
    theirs: Callable[[], float]
    pairs: int = PAIRS


@dataclass(frozen=True, slots=True)
class Result:
    """What a contest measured: medians, and the spread that tells how far to trust them."""

    name: str
    value: float
    unit: str
    baseline: str
    baseline_value: float
    ratio: float
    target: float
    met: bool
    spread: tuple[float, float] = field(default=(0.0, 0.0))


def compete(contest: Contest) -> Result:
    """Run both ways in turns, A B A B …, and compare their medians."""
    pairs = [(contest.ours(), contest.theirs()) for _ in range(contest.pairs)]
    ratios = sorted(ours / theirs for ours, theirs in pairs)
    value = median(ours for ours, _ in pairs)
    other = median(theirs for _, theirs in pairs)
    ratio = median(ratios)
    return Result(
        name=contest.name,
        value=round(value, 2),
        unit=contest.unit,
        baseline=contest.baseline,
        baseline_value=round(other, 2),
        ratio=round(ratio, 3),
        target=contest.target,
        met=ratio >= contest.target,
        spread=(round(ratios[0], 3), round(ratios[-1], 3)),
    )


def within(name: str, unit: str, used: float, limit: float) -> Result:
    """Return what one look at something measured, against the most that it may be."""
    return Result(
        name=name,
        value=round(used, 1),
        unit=unit,
        baseline="limit",
        baseline_value=limit,
        ratio=round(limit / used, 3),
        target=1.0,
        met=used <= limit,
    )


def keep(results: list[Result], path: Path = RESULTS) -> None:
    """Write results beside those of other runs, by name."""
    known = json.loads(path.read_text()) if path.exists() else {}
    for result in results:
        known[result.name] = {k: v for k, v in asdict(result).items() if k != "name"}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True))


def table(results: list[Result]) -> str:
    """Return results as lines for a terminal."""
    lines = [f"{'bench':<34} {'ours':>14} {'baseline':>14} {'ratio':>8} {'min-max':>15}  aim"]
    for r in results:
        mark = "met" if r.met else "not met"
        lines.append(
            f"{r.name:<34} {r.value:>9,.0f} {r.unit:<4} {r.baseline_value:>9,.0f} {r.unit:<4} "
            f"{r.ratio:>8.2f} {r.spread[0]:>7.2f}-{r.spread[1]:<7.2f}  {r.target:g} {mark}"
            f"  (against {r.baseline})"
        )
    return "\n".join(lines)
