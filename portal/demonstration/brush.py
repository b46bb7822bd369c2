"""A small paint box: gradients, light, hills, sea, houses and trees out of plain shapes."""

import math
import random
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1600, 900
SCALE = 2
RIM = 76

Colour = str | tuple[int, ...]
Point = tuple[float, float]


def rgb(colour: str) -> tuple[int, int, int]:
    """Return a hex colour as three numbers."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mixed(one: str, other: str, share: float) -> str:
    """Return a colour between two, `share` of the way to the second."""
    parts = (round(a + (b - a) * share) for a, b in zip(rgb(one), rgb(other), strict=True))
    return "#" + "".join(f"{part:02x}" for part in parts)


class Canvas:
    """One picture under the brush; every length is in pixels of the finished picture."""

    def __init__(self, seed: int) -> None:
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), "#ffffff")
        self.draw = ImageDraw.Draw(self.image, "RGBA")
        self.random = random.Random(seed)  # nosec B311 - strokes of a brush, not secrets

    def gradient(self, top: float, bottom: float, stops: Sequence[str]) -> None:
        """Fill a band with colours that run into each other from top to bottom."""
        height = max(1, round((bottom - top) * SCALE))
        strip = Image.new("RGB", (1, height))
        for row in range(height):
            place = row / max(1, height - 1) * (len(stops) - 1)
            index = min(int(place), len(stops) - 2)
            strip.putpixel((0, row), rgb(mixed(stops[index], stops[index + 1], place - index)))
        self.image.paste(strip.resize((WIDTH * SCALE, height)), (0, round(top * SCALE)))

    def glow(self, centre: Point, radius: float, colour: str, strength: float) -> None:
        """Lay light around a point."""
        size = round(radius * 2 * SCALE)
        mask = ImageChops.invert(Image.radial_gradient("L")).resize((size, size))
        # Pillow's gradient ends at the corners; light ends at the rim of the circle.
        mask = mask.point(
            lambda value: int((max(0, value - RIM) / (255 - RIM)) ** 2 * 255 * strength)
        )
        corner = (round((centre[0] - radius) * SCALE), round((centre[1] - radius) * SCALE))
        self.image.paste(Image.new("RGB", (size, size), rgb(colour)), corner, mask)

    def shape(self, points: Sequence[Point], colour: Colour) -> None:
        """Fill an outline."""
        self.draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=colour)

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour) -> None:
        """Fill a rectangle."""
        self.draw.rectangle([v * SCALE for v in (left, top, right, bottom)], fill=colour)

    def oval(self, x: float, y: float, across: float, high: float, colour: Colour) -> None:
        """Fill an ellipse around a centre."""
        edges = (x - across, y - high, x + across, y + high)
        self.draw.ellipse([v * SCALE for v in edges], fill=colour)

    def line(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        """Draw a line through points."""
        path = [(x * SCALE, y * SCALE) for x, y in points]
        self.draw.line(path, fill=colour, width=max(1, round(width * SCALE)), joint="curve")

    def arch(self, left: float, right: float, spring: float, foot: float, colour: Colour) -> None:
        """Fill an opening with a round head: `spring` is where the round begins."""
        radius = (right - left) / 2
        middle = (left + right) / 2
        head = [
            (
                middle - radius * math.cos(t / 24 * math.pi),
                spring - radius * math.sin(t / 24 * math.pi),
            )
            for t in range(25)
        ]
        self.shape([*head, (right, foot), (left, foot)], colour)

    def hills(self, base: float, rise: float, colour: str, rough: float = 1.0) -> None:
        """Draw a ridge from edge to edge."""
        waves = [
            (
                self.random.uniform(0.4, 1.1) / n,
                self.random.uniform(0.0015, 0.003) * n,
                self.random.random() * 7,
            )
            for n in (1, 2, 4, 7)
        ]
        ridge = []
        for x in range(0, WIDTH + 9, 8):
            height = sum(a * math.sin(f * x + p) * (rough if f > 0.006 else 1) for a, f, p in waves)
            ridge.append((float(x), base - rise * (0.6 + 0.45 * height)))
        self.shape([*ridge, (WIDTH, HEIGHT), (0, HEIGHT)], colour)

    def sea(self, top: float, bottom: float, stops: Sequence[str], light: str = "#ffffff") -> None:
        """Fill a band with water and the light that breaks on it."""
        self.gradient(top, bottom, stops)
        for _stroke in range(230):
            depth = self.random.random() ** 1.5
            y = top + 4 + depth * (bottom - top)
            length = 12 + 90 * depth * self.random.random()
            x = self.random.uniform(-40, WIDTH)
            veil = (*rgb(light), self.random.randint(18, 60))
            self.line([(x, y), (x + length, y)], veil, 0.8 + 1.7 * depth)

    def house(
        self, left: float, foot: float, wide: float, high: float, wall: str, roof: str = ""
    ) -> None:
        """Draw a house of the harbour front: storeys of windows with shutters, perhaps a roof."""
        shade = mixed(wall, "#5b4636", 0.16)
        self.box(left, foot - high, left + wide, foot, wall)
        self.box(left + wide * 0.86, foot - high, left + wide, foot, shade)
        if roof:
            eave = foot - high
            self.shape(
                [
                    (left - 5, eave),
                    (left + wide * 0.5, eave - wide * 0.24),
                    (left + wide + 5, eave),
                ],
                roof,
            )
        shutter = self.random.choice(["#3c6e8f", "#4d7a63", "#7d4a35", "#2f5873"])
        storeys = max(1, int(high / 62))
        across = max(1, int(wide / 46))
        for storey in range(storeys):
            for number in range(across):
                x = left + (number + 0.5) * wide / across
                y = foot - high + 20 + storey * (high - 20) / storeys
                self.box(x - 12, y, x - 6, y + 26, shutter)
                self.box(x + 6, y, x + 12, y + 26, shutter)
                self.box(x - 6, y, x + 6, y + 26, "#33424d")

    def olive(self, x: float, foot: float, size: float, tint: float = 0.0) -> None:
        """Draw an olive tree: a twisted trunk and silver-green clouds."""
        bark, dark = mixed("#6b5a49", "#c9c2a8", tint), mixed("#4e4135", "#c9c2a8", tint)
        for lean, width in ((-0.16, 0.10), (0.12, 0.09), (0.0, 0.13)):
            top = (x + lean * size * 1.6, foot - size * 0.75)
            self.shape(
                [
                    (x - width * size, foot),
                    (x + width * size, foot),
                    (top[0] + width * size * 0.45, top[1]),
                    (top[0] - width * size * 0.45, top[1]),
                ],
                dark if lean else bark,
            )
        greens = ["#55693f", "#6d8254", "#8a9c6e", "#a5b389"]
        for layer, green in enumerate(greens):
            colour = mixed(green, "#dcdcc4", tint)
            for _leaf in range(16):
                turn = self.random.random() * math.tau
                far = self.random.random() ** 0.6 * size * (0.62 - layer * 0.07)
                cx = x + math.cos(turn) * far * 1.25 - layer * size * 0.03
                cy = foot - size * 1.08 + math.sin(turn) * far * 0.62 - layer * size * 0.06
                bit = size * self.random.uniform(0.10, 0.19) * (1 - layer * 0.13)
                self.oval(cx, cy, bit * 1.2, bit * 0.85, colour)

    def cypress(self, x: float, foot: float, high: float, colour: str = "#33523f") -> None:
        """Draw a cypress."""
        self.oval(x, foot - high * 0.52, high * 0.105, high * 0.5, colour)
        self.oval(
            x - high * 0.02,
            foot - high * 0.5,
            high * 0.06,
            high * 0.42,
            mixed(colour, "#7d9a6d", 0.35),
        )

    def boat(self, x: float, water: float, size: float, hull: str, band: str) -> None:
        """Draw a caique and its mirror in the water."""
        bow = [
            (x - size, water - size * 0.42),
            (x + size * 1.05, water - size * 0.5),
            (x + size * 0.72, water),
            (x - size * 0.72, water),
        ]
        self.shape(
            [(px, 2 * water - py + 2) for px, py in bow], (*rgb(mixed(hull, "#1d4a66", 0.5)), 90)
        )
        self.shape(bow, hull)
        self.shape(
            [
                (x - size, water - size * 0.42),
                (x + size * 1.05, water - size * 0.5),
                (x + size * 0.97, water - size * 0.36),
                (x - size * 0.92, water - size * 0.3),
            ],
            band,
        )
        self.box(
            x - size * 0.36, water - size * 0.78, x + size * 0.16, water - size * 0.42, "#f6efe2"
        )
        self.box(
            x - size * 0.26, water - size * 0.70, x + size * 0.04, water - size * 0.55, "#3d5a6c"
        )
        self.line(
            [(x + size * 0.34, water - size * 0.45), (x + size * 0.34, water - size * 1.75)],
            "#5a4632",
            size * 0.045,
        )
        self.line(
            [(x + size * 0.34, water - size * 1.7), (x - size * 0.9, water - size * 0.45)],
            (90, 70, 50, 120),
            1,
        )

    def person(self, x: float, foot: float, high: float, coat: str) -> None:
        """Draw somebody far enough away to be nobody in particular."""
        self.oval(x, foot - high * 0.88, high * 0.085, high * 0.1, "#5d4334")
        self.shape(
            [
                (x - high * 0.13, foot - high * 0.42),
                (x - high * 0.1, foot - high * 0.76),
                (x + high * 0.1, foot - high * 0.76),
                (x + high * 0.13, foot - high * 0.42),
            ],
            coat,
        )
        self.box(x - high * 0.1, foot - high * 0.44, x - high * 0.02, foot, "#3b4350")
        self.box(x + high * 0.02, foot - high * 0.44, x + high * 0.1, foot, "#3b4350")

    def finished(self) -> Image.Image:
        """Return the picture, smoothed and with a breath of paper grain."""
        small = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        return small.filter(ImageFilter.UnsharpMask(radius=1.2, percent=40, threshold=2))
