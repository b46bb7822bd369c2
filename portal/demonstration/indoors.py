"""Pictures of buildings and rooms."""

import math

from .brush import HEIGHT, WIDTH, Canvas, mixed, rgb

STONE, STONE_DARK, TERRACOTTA = "#e5d3b3", "#c9b08a", "#b9603d"
WALLS = ["#f3e3c7", "#e9c9a0", "#f2d9b8", "#e3b890", "#f6ead6", "#dcb7a0"]


def loggia() -> Canvas:
    """The town hall's portico and the sea behind it."""
    c = Canvas(12)
    c.gradient(0, 560, ["#8fc3df", "#d5e8ea", "#fbeed8"])
    c.hills(500, 90, "#a9bfc8", 0.5)
    c.sea(500, 640, ["#7fb9c9", "#3c88a5"])
    c.box(0, 640, WIDTH, HEIGHT, "#d8c3a0")
    for number in range(9):
        y = 655 + number**1.75 * 6
        c.line([(0, y), (WIDTH, y)], (150, 122, 84, 70), 1.5)
    for number in range(-9, 10):
        c.line([(800 + number * 60, 640), (800 + number * 240, HEIGHT)], (150, 122, 84, 60), 1.5)
    view = c.image.copy()
    c.box(0, 0, WIDTH, 720, STONE)
    c.glow((800, 120), 900, "#f6ead0", 0.8)
    mask = Canvas(0)
    mask.box(0, 0, WIDTH, HEIGHT, "#000000")
    for left in (70, 445, 820, 1195):
        mask.arch(left, left + 335, 330, 720, "#ffffff")
    c.image.paste(view, (0, 0), mask.image.convert("L"))
    c.draw = type(c.draw)(c.image, "RGBA")
    _mouldings(c)
    return c


def _mouldings(c: Canvas) -> None:
    """Draw the mouldings of the arches and light on the floor."""
    for left in (70, 445, 820, 1195):
        for ring in range(3):
            c.draw.arc(
                [
                    (left - 14 + ring * 5) * 2,
                    (330 - 181 + ring * 5) * 2,
                    (left + 349 - ring * 5) * 2,
                    (330 + 181 - ring * 5) * 2,
                ],
                180,
                360,
                fill=(150, 122, 84, 120),
                width=3,
            )
    for left in (405, 780, 1155, 30):
        c.box(left, 322, left + 40, 344, "#cdb58c")
        c.box(left + 26, 344, left + 40, 720, (120, 92, 60, 60))
        c.box(left - 4, 700, left + 44, 726, "#cdb58c")
    c.box(0, 86, WIDTH, 100, "#cbb287")
    c.box(0, 100, WIDTH, 108, (110, 82, 50, 60))
    c.box(0, 720, WIDTH, 734, "#bfa578")
    for left in (95, 470, 845, 1220):
        c.shape(
            [(left, 734), (left + 320, 734), (left + 420, HEIGHT), (left + 20, HEIGHT)],
            (255, 244, 214, 90),
        )
    c.olive(1030, 712, 110)
    c.box(1000, 690, 1062, 722, TERRACOTTA)


def library() -> Canvas:
    """A reading room with tall windows."""
    c = Canvas(15)
    c.gradient(0, HEIGHT, ["#f4e6cd", "#ecd7b3"])
    for left in (120, 470, 820):
        c.arch(left - 14, left + 234, 230, 560, "#c9ab7c")
        c.arch(left, left + 220, 230, 560, "#a9d3e2")
        c.glow((left + 110, 420), 150, "#fff7e0", 0.85)
        c.line([(left + 110, 122), (left + 110, 560)], "#c9ab7c", 7)
        for y in (250, 350, 455):
            c.line([(left, y), (left + 220, y)], "#c9ab7c", 6)
    c.box(1120, 70, WIDTH, 640, "#8b5a3a")
    spines = ["#b9502f", "#2f6f95", "#557a4d", "#d2a24c", "#7a4a5c", "#e9dcc0", "#3d5a6c"]
    for shelf in range(5):
        y = 175 + shelf * 112
        c.box(1135, y - 98, WIDTH, y, "#5f3b26")
        x = 1142.0
        while x < WIDTH:
            wide, high = c.random.uniform(11, 25), c.random.uniform(58, 90)
            colour = c.random.choice(spines)
            c.box(x, y - high, x + wide, y, colour)
            c.box(x, y - high + 12, x + wide, y - high + 16, mixed(colour, "#ffffff", 0.5))
            x += wide + 1.5
        c.box(1120, y, WIDTH, y + 14, "#a06c46")
    _reading_desk(c)
    return c


def _reading_desk(c: Canvas) -> None:
    """Draw the floor with light on it, the desk and its lamps."""
    c.gradient(640, HEIGHT, ["#b98a5c", "#96683f"])
    for left in (120, 470, 820):
        c.shape(
            [(left, 640), (left + 220, 640), (left + 40, HEIGHT), (left - 260, HEIGHT)],
            (255, 240, 205, 70),
        )
    c.shape([(150, 730), (1010, 730), (1090, 790), (70, 790)], "#7c4f31")
    c.box(70, 790, 1090, 812, "#5f3b26")
    for left in (110, 1030):
        c.box(left, 812, left + 30, HEIGHT, "#5f3b26")
    for lx in (330, 780):
        c.line([(lx, 735), (lx, 660)], "#4c3a2a", 6)
        c.shape([(lx - 52, 668), (lx - 30, 622), (lx + 30, 622), (lx + 52, 668)], "#2f7a64")
        c.glow((lx, 700), 130, "#fff0c0", 0.5)
    for bx, tint in ((480, "#b9502f"), (560, "#2f6f95"), (930, "#557a4d")):
        c.shape([(bx - 46, 764), (bx + 46, 764), (bx + 40, 742), (bx - 40, 742)], tint)
        c.shape([(bx - 42, 757), (bx + 42, 757), (bx + 38, 742), (bx - 38, 742)], "#f7efe0")


def school() -> Canvas:
    """A school yard on the first day."""
    c = Canvas(17)
    c.gradient(0, 560, ["#8cc2de", "#d3e7ec", "#fbf0db"])
    c.hills(500, 120, "#a9bbb2")
    c.box(230, 260, 1370, 640, "#f2dcb4")
    c.box(1290, 260, 1370, 640, "#dec294")
    c.shape([(200, 262), (800, 130), (1400, 262)], TERRACOTTA)
    c.shape([(640, 262), (800, 176), (960, 262)], "#f2dcb4")
    c.oval(800, 228, 24, 24, "#fbf4e6")
    c.line([(800, 228), (800, 212)], "#5d4334", 4)
    c.line([(800, 228), (811, 233)], "#5d4334", 4)
    for left in [x for x in range(275, 1330, 132) if not 690 < x < 880]:
        c.arch(left, left + 84, 350, 448, "#fbf4e6")
        c.arch(left + 7, left + 77, 352, 440, "#6fa9c4")
        c.line([(left + 42, 318), (left + 42, 440)], "#fbf4e6", 5)
        c.box(left, 500, left + 84, 590, "#fbf4e6")
        c.box(left + 7, 507, left + 77, 583, "#6fa9c4")
    c.arch(735, 865, 500, 640, "#8b5a3a")
    c.line([(800, 440), (800, 640)], "#5f3b26", 4)
    c.gradient(636, HEIGHT, ["#d8c7a4", "#c4ae84"])
    for width, colour in ((0, "#ffffff"),):
        c.line([(420 + width, 800), (1180, 800)], (*rgb(colour), 150), 6)
        c.draw.ellipse(
            [(680) * 2, 752 * 2, 920 * 2, 848 * 2], outline=(255, 255, 255, 150), width=12
        )
    _children(c)
    return c


def _children(c: Canvas) -> None:
    """Draw trees and children in the yard."""
    c.cypress(150, 650, 250)
    c.cypress(70, 660, 310)
    c.cypress(1470, 655, 280)
    c.olive(1540, 680, 120)
    coats = ["#b9502f", "#2f6f95", "#557a4d", "#d2a24c", "#7a4a5c"]
    for number in range(15):
        x = 330 + number * 66 + c.random.uniform(-18, 18)
        foot, high = c.random.uniform(700, 770), c.random.uniform(62, 84)
        c.oval(x + 12, foot, 24, 5, (90, 74, 44, 80))
        c.person(x, foot, high, c.random.choice(coats))
        c.box(
            x - high * 0.09,
            foot - high * 0.72,
            x + high * 0.09,
            foot - high * 0.5,
            c.random.choice(coats),
        )


def night() -> Canvas:
    """A summer night at the open-air theatre."""
    c = Canvas(18)
    c.gradient(0, 620, ["#15233f", "#2c3f66", "#7a5a78", "#d98f63"])
    for _star in range(170):
        x, y = c.random.uniform(0, WIDTH), c.random.uniform(0, 330)
        c.oval(x, y, c.random.uniform(0.6, 1.8), c.random.uniform(0.6, 1.8), (255, 246, 220, 190))
    c.oval(1310, 150, 46, 46, "#fbeecb")
    c.glow((1310, 150), 190, "#fbeecb", 0.45)
    c.hills(540, 130, "#2c3850")
    c.box(330, 420, 1270, 640, "#6f5748")
    for left in range(360, 1250, 150):
        c.arch(left, left + 92, 500, 640, "#33271f")
    c.box(310, 404, 1290, 424, "#86695a")
    c.glow((800, 600), 520, "#ffcf82", 0.75)
    c.oval(800, 680, 560, 78, "#d9a765")
    c.oval(800, 676, 520, 64, "#efc583")
    for x, coat in ((660, "#7b2f2a"), (760, "#e9dcc0"), (850, "#2f4f6f"), (950, "#7b2f2a")):
        c.oval(x + 14, 682, 34, 7, (70, 40, 20, 110))
        c.person(x, 684, 122, coat)
    _audience(c)
    return c


def _audience(c: Canvas) -> None:
    """Draw the audience and the lamps."""
    for row in range(6):
        y = 742 + row * 34
        reach = 700 + row * 90
        c.draw.arc(
            [(800 - reach) * 2, (y - 90) * 2, (800 + reach) * 2, (y + 90) * 2],
            15,
            165,
            fill=(120, 92, 74, 255),
            width=30,
        )
        for number in range(30 + row * 2):
            turn = math.pi * (0.16 + 0.68 * number / (29 + row * 2))
            x, py = 800 + math.cos(turn) * reach, y + math.sin(turn) * 90
            if 0 < x < WIDTH:
                tone = c.random.choice(["#1f2433", "#2b2432", "#33293a", "#242f3f"])
                c.oval(x, py - 26, 9, 10, tone)
                c.oval(x, py - 4, 17, 17, tone)
    for x in (420, 1180):
        c.line([(x, 640), (x, 330)], "#2a2622", 6)
        c.glow((x, 330), 110, "#fff0c4", 0.85)
        c.oval(x, 330, 12, 12, "#fff8e2")


def council() -> Canvas:
    """The council chamber before a session."""
    c = Canvas(20)
    c.gradient(0, HEIGHT, ["#f1e4cb", "#e6d2ab"])
    for left in range(80, 1560, 250):
        c.arch(left, left + 170, 230, 470, "#d9c096")
        c.arch(left + 12, left + 158, 232, 460, "#b6d7e0")
        c.line([(left + 85, 158), (left + 85, 460)], "#d9c096", 7)
    c.box(0, 500, WIDTH, 560, "#a9784b")
    c.box(0, 496, WIDTH, 504, "#c9975f")
    c.gradient(560, HEIGHT, ["#8c3f30", "#6d2c23"])
    c.box(560, 470, 1040, 600, "#7c4f31")
    c.box(540, 456, 1060, 476, "#9c6a42")
    c.oval(800, 535, 38, 38, "#d9b978")
    c.oval(800, 535, 29, 29, "#0b5896")
    for x in (640, 800, 960):
        c.shape([(x - 26, 456), (x - 30, 372), (x + 30, 372), (x + 26, 456)], "#34506b")
    for row, (y, reach, drop) in enumerate(((640, 620, 60), (720, 780, 84), (815, 960, 110))):
        c.draw.arc(
            [(800 - reach) * 2, (y - drop) * 2, (800 + reach) * 2, (y + drop) * 2],
            8,
            172,
            fill=(156, 106, 66, 255),
            width=70,
        )
        for number in range(9 + row * 2):
            turn = math.pi * (0.1 + 0.8 * number / (8 + row * 2))
            seat, sy = 800 + math.cos(turn) * reach, y + math.sin(turn) * drop
            c.shape(
                [
                    (seat - 24, sy + 62),
                    (seat - 27, sy + 4),
                    (seat + 27, sy + 4),
                    (seat + 24, sy + 62),
                ],
                "#34506b",
            )
            c.shape(
                [
                    (seat - 15, sy - 6),
                    (seat + 15, sy - 6),
                    (seat + 18, sy + 2),
                    (seat - 18, sy + 2),
                ],
                "#fbf4e6",
            )
    for x, colour in ((90, "#0b5896"), (150, "#1c3f94")):
        c.line([(x, 250), (x, 620)], "#c9a45c", 6)
        c.shape([(x, 262), (x + 46, 290), (x + 40, 430), (x, 470)], colour)
    return c
