"""Pictures of places under the sky."""

import math

from .brush import HEIGHT, WIDTH, Canvas

STONE, STONE_DARK, TERRACOTTA = "#e5d3b3", "#c9b08a", "#b9603d"
WALLS = ["#f3e3c7", "#e9c9a0", "#f2d9b8", "#e3b890", "#f6ead6", "#dcb7a0"]


def harbour() -> Canvas:
    """The old harbour in the morning, with its lighthouse."""
    c = Canvas(11)
    c.gradient(0, 470, ["#7fb6d6", "#b9d9e4", "#f7e6cf"])
    c.glow((1180, 300), 420, "#fff3d6", 0.9)
    c.hills(430, 150, "#9fb4c4", 0.6)
    c.hills(450, 95, "#8aa0a6")
    x = 60.0
    while x < 1010:
        wide = c.random.choice([82, 96, 110, 128])
        high = c.random.uniform(105, 205)
        wall = c.random.choice(WALLS)
        c.house(x, 486, wide, high, wall, TERRACOTTA if c.random.random() < 0.55 else "")
        x += wide - 2
    c.box(0, 484, 1085, 502, "#cdb894")
    c.sea(500, HEIGHT, ["#8fbfcb", "#3f8aa6", "#1f5f80"])
    c.shape([(1130, 520), (1600, 505), (1600, 556), (1130, 548)], "#b79f79")
    c.shape([(1238, 510), (1246, 300), (1290, 300), (1298, 510)], "#ecdcbf")
    c.shape([(1273, 510), (1270, 300), (1290, 300), (1298, 510)], STONE_DARK)
    c.box(1236, 290, 1300, 302, "#b99d70")
    c.box(1254, 252, 1282, 290, "#f7edd8")
    c.oval(1268, 252, 17, 14, "#9a4a32")
    c.glow((1268, 270), 60, "#fff6cf", 0.7)
    for bx, by, size, hull, band in [
        (300, 640, 78, "#f4f0e6", "#2f6f95"), (600, 590, 52, "#2f6f95", "#f4f0e6"),
        (905, 700, 96, "#b9502f", "#f6ead0"), (1330, 640, 60, "#f4f0e6", "#b9502f"),
    ]:  # fmt: skip
        c.boat(bx, by, size, hull, band)
    return c


def olives() -> Canvas:
    """An olive grove under the mountain in the afternoon."""
    c = Canvas(13)
    c.gradient(0, 520, ["#9cc7dc", "#dce7dd", "#fae7c6"])
    c.glow((330, 220), 380, "#fff1cc", 0.9)
    c.hills(420, 210, "#a8b6bd")
    c.hills(470, 120, "#93a391")
    c.gradient(455, HEIGHT, ["#b9ad77", "#c9a868", "#a98650"])
    for row, (foot, size, count, tint) in enumerate(
        [(500, 52, 15, 0.45), (570, 84, 10, 0.28), (670, 132, 7, 0.12)]
    ):
        for number in range(count):
            x = (number + 0.5) * WIDTH / count + c.random.uniform(-22, 22) + row * 20
            c.oval(x + size * 0.35, foot + 4, size * 0.95, size * 0.13, (82, 70, 40, 70))
            c.olive(x, foot, size, tint)
    for _tuft in range(260):
        x, y = c.random.uniform(0, WIDTH), c.random.uniform(690, HEIGHT)
        c.line(
            [(x, y), (x + c.random.uniform(-6, 6), y - c.random.uniform(8, 20))],
            (120, 112, 58, 130),
            1.6,
        )
    c.oval(365, 842, 300, 24, (82, 70, 40, 70))
    c.olive(300, 835, 260)
    return c


def square() -> Canvas:
    """The square with its plane tree, fountain and café tables."""
    c = Canvas(14)
    c.gradient(0, 520, ["#86bcd9", "#cfe4ea", "#fdf0dc"])
    x = -20.0
    while x < WIDTH:
        wide = c.random.choice([120, 150, 176])
        c.house(
            x,
            590,
            wide,
            c.random.uniform(230, 330),
            c.random.choice(WALLS),
            TERRACOTTA if c.random.random() < 0.5 else "",
        )
        x += wide - 2
    for left in range(40, 560, 130):
        c.arch(left, left + 92, 520, 592, "#5e4b3c")
    c.gradient(588, HEIGHT, ["#d9c7a6", "#c7b087"])
    for number in range(-14, 15):
        c.line([(800 + number * 70, 588), (800 + number * 300, HEIGHT)], (140, 112, 76, 55), 1.4)
    for y in (610, 640, 682, 740, 815):
        c.line([(0, y), (WIDTH, y)], (140, 112, 76, 55), 1.4)
    _tree_and_fountain(c)
    return c


def _tree_and_fountain(c: Canvas) -> None:
    """Draw the plane tree, the fountain and people around them."""
    c.oval(1180, 770, 330, 46, (70, 60, 40, 60))
    c.shape([(1130, 770), (1160, 420), (1215, 420), (1250, 770)], "#7a6450")
    for layer, green in enumerate(["#3f6b3f", "#548150", "#6f9a61", "#93b67c"]):
        for _leaf in range(34):
            turn, far = c.random.random() * math.tau, c.random.random() ** 0.55 * (285 - layer * 34)
            c.oval(
                1185 + math.cos(turn) * far * 1.15 - layer * 12,
                330 + math.sin(turn) * far * 0.72 - layer * 16,
                c.random.uniform(34, 62),
                c.random.uniform(26, 44),
                green,
            )
    c.oval(640, 735, 190, 44, "#b39a70")
    c.oval(640, 724, 178, 38, "#7fb6c4")
    c.box(622, 620, 658, 724, STONE_DARK)
    c.oval(640, 620, 84, 18, "#d8c49d")
    c.oval(640, 616, 74, 13, "#9fcad2")
    c.line([(640, 612), (640, 566)], (235, 248, 250, 200), 5)
    for tx in (220, 330, 930):
        c.shape([(tx - 74, 668), (tx, 626), (tx + 74, 668)], "#f7efe0")
        c.line([(tx, 636), (tx, 760)], "#7d6852", 4)
        c.oval(tx, 735, 40, 9, "#2f6f95")
    for px, coat in ((470, "#b9502f"), (505, "#2f6f95"), (815, "#557a4d"), (1010, "#d2a24c")):
        c.person(px, 742, 92, coat)


def beach() -> Canvas:
    """The long beach at noon."""
    c = Canvas(16)
    c.gradient(0, 430, ["#5fa8d6", "#a9d5e8", "#e6f3f2"])
    for cx, cy, size in ((260, 120, 70), (1180, 90, 90), (1420, 190, 54)):
        for _puff in range(9):
            c.oval(
                cx + c.random.uniform(-size, size) * 1.5,
                cy + c.random.uniform(-0.2, 0.25) * size,
                size * c.random.uniform(0.5, 0.9),
                size * 0.32,
                (255, 255, 255, 120),
            )
    c.hills(410, 105, "#9db6c2")
    c.sea(405, 690, ["#2f83a8", "#4fb0bd", "#a5dcd3"])
    shore = [
        (float(x), 676 + 20 * math.sin(x / 190) + 7 * math.sin(x / 53))
        for x in range(0, WIDTH + 9, 8)
    ]
    c.shape([(x, y - 16) for x, y in shore] + [(WIDTH, HEIGHT), (0, HEIGHT)], (255, 255, 255, 150))
    c.shape([*shore, (WIDTH, HEIGHT), (0, HEIGHT)], "#f0dcb2")
    c.shape([(x, y + 54) for x, y in shore] + [(WIDTH, HEIGHT), (0, HEIGHT)], "#f6e7c6")
    for _grain in range(900):
        x, y = c.random.uniform(0, WIDTH), c.random.uniform(750, HEIGHT)
        c.oval(x, y, 1.6, 1, (190, 158, 104, 110))
    _umbrellas_and_sail(c)
    return c


def _umbrellas_and_sail(c: Canvas) -> None:
    """Draw umbrellas on the sand and boats on the water."""
    for ux, uy, size, colour in (
        (300, 850, 150, "#b9502f"),
        (720, 806, 112, "#2f6f95"),
        (1080, 852, 146, "#d2a24c"),
        (1400, 800, 108, "#557a4d"),
    ):
        c.oval(ux + size * 0.5, uy + 4, size * 0.9, size * 0.12, (130, 104, 62, 90))
        c.line([(ux, uy), (ux, uy - size * 1.25)], "#8d7a62", 5)
        for part in range(6):
            left, right = ux - size + part * size / 3, ux - size + (part + 1) * size / 3
            top = uy - size * 1.62
            c.shape(
                [(left, uy - size * 0.95), (right, uy - size * 0.95), (ux, top)],
                colour if part % 2 else "#fbf4e6",
            )
    c.boat(1240, 520, 46, "#f4f0e6", "#b9502f")
    c.shape([(480, 520), (480, 430), (536, 514)], "#fffaf0")
    c.shape([(474, 520), (474, 448), (446, 514)], "#f0dcb2")
    c.shape([(430, 522), (550, 522), (530, 538), (448, 538)], "#8a4a30")


def market() -> Canvas:
    """The farmers' market under its awnings."""
    c = Canvas(19)
    c.gradient(0, 460, ["#8fc4df", "#d9e9ea", "#fdf0da"])
    x = -10.0
    while x < WIDTH:
        wide = c.random.choice([140, 168, 196])
        c.house(
            x,
            520,
            wide,
            c.random.uniform(210, 300),
            c.random.choice(WALLS),
            TERRACOTTA if c.random.random() < 0.4 else "",
        )
        x += wide - 2
    c.gradient(515, HEIGHT, ["#d6c4a1", "#bda67d"])
    for px, coat in (
        (90, "#2f6f95"),
        (560, "#7a4a5c"),
        (610, "#557a4d"),
        (1090, "#b9502f"),
        (1550, "#3d5a6c"),
    ):
        c.oval(px + 16, 700, 30, 6, (90, 74, 44, 80))
        c.person(px, 700, 150, coat)
    _stalls(c)
    return c


def _stalls(c: Canvas) -> None:
    """Draw three stalls with their goods."""
    goods = [
        ["#c8402c", "#d9583a"],
        ["#e6a12f", "#f0b84a"],
        ["#5d8a3c", "#7aa653"],
        ["#6b3f63", "#85557b"],
        ["#e9dcc0", "#f6efdf"],
    ]
    for stall, (left, stripe) in enumerate(((150, "#b9502f"), (660, "#2f6f95"), (1160, "#557a4d"))):
        right = left + 380
        c.line([(left + 16, 470), (left + 16, 800)], "#7d6852", 9)
        c.line([(right - 16, 470), (right - 16, 800)], "#7d6852", 9)
        for part in range(8):
            a, b = left - 24 + part * 53.5, left - 24 + (part + 1) * 53.5
            colour = stripe if part % 2 == 0 else "#fbf4e6"
            c.shape([(a + 24, 400), (b + 14, 400), (b, 486), (a, 486)], colour)
            c.oval((a + b) / 2, 486, 26.7, 16, colour)
        c.shape([(left, 660), (right, 660), (right + 22, 740), (left - 22, 740)], "#8b5a3a")
        c.box(left - 22, 740, right + 22, 812, "#6d4429")
        for crate in range(4):
            cx = left + 14 + crate * 92
            pair = goods[(crate + stall) % len(goods)]
            c.shape([(cx, 668), (cx + 76, 668), (cx + 82, 732), (cx - 6, 732)], "#b98a5c")
            for row in range(4):
                for fruit in range(5):
                    c.oval(
                        cx + 9 + fruit * 15 - row, 674 + row * 15, 8.5, 8.5, pair[(fruit + row) % 2]
                    )
