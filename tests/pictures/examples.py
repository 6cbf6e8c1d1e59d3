"""One page with every kind of picture, and texts that would do harm if they were taken for markup."""

from __future__ import annotations

from certiplan.pictures import (
    Bar,
    Check,
    Checks,
    Choice,
    Choices,
    Day,
    Days,
    Entry,
    Front,
    FrontPoint,
    Gantt,
    Matrix,
    Page,
    Picture,
    Place,
    Route,
    RouteMap,
    Stack,
    StackPart,
    Table,
    Words,
)

HARMFUL = (
    "<script>alert(1)</script><img src='http://127.0.0.1:9/x.png' onerror='alert(2)'> & \"Co\" [bold]x[/bold]"
)

DAYS = Days(
    title="Day by day",
    days=(
        Day(
            title="Day 1 · Mon May 3 · Denver → Medford",
            amount="$212",
            entries=(
                Entry(label="drive", text="1,727 km, 15 hours", amount="$86"),
                Entry(label="sleep", text=HARMFUL, note="Entire home/apt", amount="$126"),
            ),
        ),
        Day(title="Day 2 · Tue May 4 · Medford", entries=(Entry(label="see", text="Railway Depot"),)),
    ),
)
STACK = Stack(
    title="Total of a budget of $900",
    parts=(
        StackPart(label="transport", amount=203, shown="$203"),
        StackPart(label="nights", amount=436, shown="$436"),
    ),
    total="$639",
    limit=900,
    notes=("$261 left",),
)
GANTT = Gantt(
    title="Two machines",
    lanes=("Mill", "Lathe"),
    unit="hours",
    bars=(
        Bar(lane="Mill", label="Job 1", start=0, end=5, group="1"),
        Bar(lane="Mill", label="Job 2", start=5, end=9, group="2"),
        Bar(lane="Lathe", label="Job 1", start=5, end=12, group="1"),
    ),
)
MAP = RouteMap(
    title="The way",
    geographic=True,
    places=(
        Place(name="Denver", x=-104.9, y=39.7, depot=True),
        Place(name="Medford", x=-122.8, y=42.3),
        Place(name="Portland", x=-122.6, y=45.5, note="two nights"),
    ),
    routes=(Route(name="car", stops=("Denver", "Medford", "Portland", "Denver"), note="4,074 km"),),
)
MATRIX = Matrix(
    title="Who does what",
    rows=("Ann", "Bob"),
    columns=("Mon", "Tue"),
    cells={("Ann", "Mon"): "early", ("Bob", "Tue"): "late"},
)
FRONT = Front(
    title="Cost against days",
    x_label="days",
    y_label="cost in $",
    points=(FrontPoint(x=3, y=1200), FrontPoint(x=4, y=900, chosen=True, label="as planned")),
)
TABLE = Table(
    title="Numbers",
    columns=("Product", "Made"),
    rows=(("bread", "12"), ("cake", "1,300")),
    numeric=frozenset({1}),
)
CHECKS = Checks(
    title="What you asked for",
    checks=(
        Check(state="met", label="from Denver", shown_by="out of Denver on day 1"),
        Check(state="clash", label="budget $400", quote="for under $400"),
        Check(state="assumed", label="this year"),
        Check(state="not met", label="a window seat", shown_by="not stated"),
    ),
)
CHOICES = Choices(
    title="Ways out",
    choices=(Choice(number=1, text="Raise the budget.", notes=("then the trip costs $1,310",)),),
    note="Each was planned and rechecked.",
)
WORDS = Words(title="In words", paragraphs=("All together at least $814.",))
PICTURES: tuple[Picture, ...] = (
    DAYS,
    STACK,
    GANTT,
    MAP,
    MATRIX,
    FRONT,
    TABLE,
    CHECKS,
    CHOICES,
    WORDS,
)
PAGE = Page(
    title=f"Everything {HARMFUL}", subtitle="3 people", pictures=PICTURES, small_print=("Found in 0.3 s.",)
)
EXPECTED_TEXTS = (
    "Day 1 · Mon May 3 · Denver → Medford",
    "1,727 km, 15 hours",
    "$126",
    "Total of a budget of $900",
    "nights",
    "$261 left",
    "Mill",
    "Job 2",
    "Medford",
    "early",
    "cost in $",
    "1,300",
    "for under $400",
    "a window seat",
    "Raise the budget.",
    "then the trip costs $1,310",
    "All together at least $814.",
    "Found in 0.3 s.",
)
