"""What a column of a file can be: a column of a canonical table, or one kind of income or expense per column."""

from dataclasses import dataclass, replace

from shouwang.engine.tables import TABLES, Column

PAYOUT = "_payout"


@dataclass(frozen=True)
class Target:
    """`kind` marks a wide column: one amount per household, with its year, becoming rows of their own."""

    table: str
    column: str
    kind: str | None = None
    period: str | None = None
    forecast: bool = False

    @property
    def declared(self) -> Column:
        return TABLES[self.table][self.column]

    @property
    def name(self) -> str:
        """As mapping files write it: households.origin, incomes.wage, expenses.medical_payout."""
        if self.kind is None:
            return f"{self.table}.{self.column}"
        return f"{self.table}.{self.kind}{PAYOUT if self.column == 'insurance_payout' else ''}"

    @property
    def label(self) -> str:
        """For people: 农户·户类型, 2022年工资性收入（预估）."""
        if self.kind is None:
            return f"{TABLES[self.table].label}·{self.declared.label}"
        kind = TABLES[self.table]["kind"].label_of(self.kind)
        payout = "·理赔金额" if self.column == "insurance_payout" else ""
        year = f"{self.period}年" if self.period else ""
        return f"{year}{kind}{payout}{'（预估）' if self.forecast else ''}"

    @property
    def expense(self) -> "Target":
        """The wide column of amounts that a wide column of payouts belongs to."""
        return replace(self, column="amount")

    @property
    def payout(self) -> "Target":
        """The wide column of payouts that belongs to a wide column of amounts."""
        return replace(self, column="insurance_payout")

    def within(self, period: str | None) -> "Target":
        return replace(self, period=period)


HOUSEHOLD_ID = Target("households", "household_id")
AREA_CODE = Target("households", "area_code")

YEARS = (Target("incomes", "period"), Target("expenses", "period"))
"""A column that says, row by row, of which year the amounts beside it are."""


def named(name: str, period: str | None = None, forecast: bool = False) -> Target | None:
    """The target a mapping file names; nothing where there is none."""
    table, _, column = name.partition(".")
    if table not in TABLES:
        return None
    if column == "household_id":
        return HOUSEHOLD_ID
    if column in TABLES[table]:
        return Target(table, column)
    if table not in ("incomes", "expenses"):
        return None
    kind = column.removesuffix(PAYOUT) if table == "expenses" else column
    if kind not in TABLES[table]["kind"].codes:
        return None
    amount = "amount" if kind == column else "insurance_payout"
    return Target(table, amount, kind, period, forecast and table == "incomes")
