"""What checks may speak of beside a table's own columns, as SQL.

Each table becomes a view of its name: all declared columns (null where the file has none), `row`, the register's
`first_day` and `last_day`, and the facts below.  Facts from a table that was not given are null, so that checks
which need it stay silent; where it was given but has no row for a household, counts are 0 and sums of money null.
"""

from dataclasses import dataclass

from shouwang.engine import identity

_WEIGHTED = " + ".join(
    f"first17 // {10 ** (16 - place)} % 10 * {weight}" for place, weight in enumerate(identity.WEIGHTS)
)

MACROS = f"""
    -- GB 11643: the 18th character for the number that the first 17 make.
    CREATE TEMP MACRO check_character(first17) AS
        substr('{identity.CHECK_CHARACTERS}', ({_WEIGHTED}) % 11 + 1, 1);
    CREATE TEMP MACRO day_number(date_) AS year(date_) * 10000 + month(date_) * 100 + day(date_);
    -- Completed years, as calendar.age counts them.
    CREATE TEMP MACRO age(birth, day_) AS (day_number(day_) - day_number(birth)) // 10000;
    CREATE TEMP MACRO plain_name(name_) AS translate(name_, ' 　·•・．.', '');
"""

# In steps, each a projection of its own: written as one, every use of `number` would repeat the whole sum.
IDENTITIES = """
    SELECT
        row, household_id, person_id, text18, number, number_birth, card_kind, card_grade, born,
        if(number IS NULL, NULL, if(number[17] IN ('1', '3', '5', '7', '9'), 'male', 'female')) AS number_sex,
        age(born, first_day) AS age_at_least,
        age(born, last_day) AS age_at_most
    FROM (
        SELECT *, coalesce(number_birth, birth_date) AS born, TRY_CAST(ending[1] AS INTEGER) AS card_kind,
            TRY_CAST(ending[2] AS INTEGER) AS card_grade FROM (
            SELECT *,
                TRY_CAST(number[7:10] || '-' || number[11:12] || '-' || number[13:14] AS DATE) AS number_birth,
                CASE WHEN length(id_number) > 18 AND number IS NOT NULL
                     THEN regexp_extract(id_number, '^.{18}([1-7][1-4])([0-9Bb][0-9])?$', 1) END AS ending
            FROM (
                SELECT *, if(check_character(first17) = text18[18], text18, NULL) AS number FROM (
                    SELECT *, if(regexp_full_match(text18, '[0-9]{17}[0-9X]'),
                                 TRY_CAST(text18[1:17] AS BIGINT), NULL) AS first17
                    FROM (SELECT *, upper(left(id_number, 18)) AS text18 FROM persons_cells)))))
"""

PERSONS_READ = "SELECT * FROM persons_cells JOIN identities USING (row, household_id, person_id)"

# One row per household.  `home_idle`: every member is known neither to work nor to hold a post.
HOMES = """
    SELECT
        household_id,
        count(*) AS home_people,
        count(*) FILTER (relation = 'head') AS home_heads,
        count(*) FILTER (relation IS NULL) AS home_relations_unknown,
        count(*) FILTER (relation = 'spouse') AS home_spouses,
        list(row) FILTER (relation = 'head') AS home_head_rows,
        list(row) FILTER (relation = 'spouse') AS home_spouse_rows,
        any_value(sex) FILTER (relation = 'head') AS home_head_sex,
        any_value(born) FILTER (relation = 'head') AS home_head_born,
        any_value(name) FILTER (relation = 'head') AS home_head_name,
        count(*) FILTER (age_at_least >= 18) AS home_adults,
        count(*) FILTER (works IS DISTINCT FROM false OR welfare_post) = 0 AS home_idle,
        bool_or(work_months > 0 AND monthly_wage > 0) AS home_paid,
        bool_or(labour IN ('ordinary', 'skilled')) AS home_strong,
        count(*) FILTER (labour IS NULL OR labour NOT IN ('lost', 'none')) = 0 AS home_powerless,
        count(*) FILTER (subsistence_allowance) AS home_allowance_yes,
        count(*) FILTER (NOT subsistence_allowance) AS home_allowance_no,
        count(*) FILTER (extreme_hardship) AS home_hardship_yes,
        count(*) FILTER (NOT extreme_hardship) AS home_hardship_no,
        bool_or(NOT medical_insured) AS home_uninsured,
        bool_or(age_at_least >= 6 AND age_at_most <= 15 AND NOT in_school
                AND NOT coalesce(home_teaching, false)) AS home_dropout,
        bool_or(health = 'serious') AS home_serious
    FROM persons_read GROUP BY household_id
"""

# Of each household's latest actual period.
EARNED = """
    SELECT household_id, max(period) AS income_period, unnest(arg_max(sums, period)) FROM (
        SELECT household_id, period, {
            'income_wage': coalesce(sum(amount) FILTER (kind = 'wage'), 0),
            'income_business': coalesce(sum(amount) FILTER (kind = 'business'), 0),
            'income_cost': coalesce(sum(amount) FILTER (kind = 'business_cost'), 0),
            'income_transfer': coalesce(sum(amount) FILTER (kind = 'transfer'), 0),
            'income_net': sum(if(kind = 'business_cost', -amount, amount))
        } AS sums
        FROM incomes_cells WHERE NOT forecast GROUP BY household_id, period
    ) GROUP BY household_id
"""

SPENT = """
    SELECT household_id, arg_max(medical, period) AS expense_medical FROM (
        SELECT household_id, period, coalesce(sum(amount) FILTER (kind = 'medical'), 0) AS medical
        FROM expenses_cells GROUP BY household_id, period
    ) GROUP BY household_id
"""

HELPED = """
    SELECT
        household_id,
        count(*) AS help_count,
        max(coalesce(ends_on, DATE '9999-12-31')) AS help_until,
        count(*) FILTER (development IS DISTINCT FROM false) AS help_development,
        count(*) FILTER (kind = 'other') AS help_other,
        count(*) FILTER (kind = 'safety_net') AS help_safety_net,
        bool_or(kind = 'industry') AS help_industry,
        bool_or(kind IN ('employment', 'welfare_post')) AS help_employment
    FROM measures_cells GROUP BY household_id
"""

# Education is free text of few different wordings: each is understood once.
TAUGHT = """
    SELECT education, CASE
        WHEN regexp_matches(education, '研究生|硕士|博士') THEN 6
        WHEN regexp_matches(education, '本科|^大学') THEN 5
        WHEN regexp_matches(education, '大专|高职|专科') THEN 4
        WHEN regexp_matches(education, '高中|中专|中职|职高|技校') THEN 3
        WHEN regexp_matches(education, '初中') THEN 2
        WHEN regexp_matches(education, '小学') THEN 1
        WHEN regexp_matches(education, '文盲|学龄前|未上学') THEN 0 END AS education_level
    FROM (SELECT DISTINCT education FROM persons_cells)
"""

LOOKUPS = {
    "homes": HOMES,
    "earned": EARNED,
    "spent": SPENT,
    "helped": HELPED,
    "taught": TAUGHT,
    "known_households": "SELECT DISTINCT household_id, true AS home_known FROM households_cells",
    "known_areas": "SELECT DISTINCT area_code, true AS area_known FROM areas_cells",
    "known_persons": "SELECT person_id, any_value(household_id) AS person_household"
    " FROM persons_cells GROUP BY person_id",
}

# How many of the other places a flag names at most: a placeholder number may stand in every row.
PLACES = 10


@dataclass(frozen=True)
class Repeat:
    """Rows that share a key though they should not; `name` is the list of them, beside each of them."""

    name: str
    source: str
    key: str
    where: str = "true"
    having: str = "true"

    @property
    def select(self) -> str:
        return f"""
            SELECT unnest(rows) AS row, rows[:{PLACES + 1}] AS {self.name} FROM (
                SELECT list(row) AS rows FROM {self.source} WHERE {self.where}
                GROUP BY {self.key} HAVING count(*) > 1 AND {self.having})"""


SEVERAL_HOMES = "count(DISTINCT household_id) > 1"
REPEATS = (
    Repeat("household_rows", "households_cells", "household_id"),
    Repeat("home_phone_rows", "households_cells", "phone", "length(phone) >= 7", SEVERAL_HOMES),
    Repeat("twin_rows", "identities", "household_id, text18", "length(text18) >= 15"),
    Repeat("number_rows", "identities", "text18", "length(text18) >= 15", SEVERAL_HOMES),
    # Those with the same number are reported by it; unknown numbers are taken as different.
    Repeat(
        "person_rows",
        "identities",
        "person_id",
        having="count(DISTINCT coalesce(text18, CAST(row AS VARCHAR))) > 1",
    ),
    Repeat("phone_rows", "persons_cells", "phone", "length(phone) >= 7", SEVERAL_HOMES),
    Repeat("area_rows", "areas_cells", "area_code"),
    Repeat(
        "income_rows", "incomes_cells", "household_id, period, kind, item, forecast, amount", "amount > 0"
    ),
)

HOME_KNOWN = "CASE WHEN given('households') THEN home_known IS NOT NULL END AS home_known"

# Expenses, events and measures may name a person.
_NAMING_PERSONS = f"""
    SELECT * REPLACE ({HOME_KNOWN}),
        CASE WHEN given('persons') AND person_id IS NOT NULL THEN person_household IS NOT NULL END AS person_known
    FROM {{table}}_cells
    LEFT JOIN known_households USING (household_id)
    LEFT JOIN known_persons USING (person_id)
    LEFT JOIN homes USING (household_id)
"""

VIEWS = {
    "households": """
        SELECT * REPLACE (
            CASE WHEN given('persons') THEN coalesce(home_people, 0) END AS home_people,
            CASE WHEN given('measures') THEN coalesce(help_count, 0) END AS help_count,
            CASE WHEN given('areas') THEN area_known IS NOT NULL END AS area_known)
        FROM households_cells
        LEFT JOIN homes USING (household_id)
        LEFT JOIN earned USING (household_id)
        LEFT JOIN spent USING (household_id)
        LEFT JOIN helped USING (household_id)
        LEFT JOIN known_areas USING (area_code)
        LEFT JOIN household_rows USING (row)
        LEFT JOIN home_phone_rows USING (row)
    """,
    "persons": f"""
        SELECT * REPLACE ({HOME_KNOWN}),
            CASE student_stage WHEN 'primary' THEN 1 WHEN 'junior' THEN 2 WHEN 'senior' THEN 3
                WHEN 'vocational' THEN 3 WHEN 'college' THEN 4 WHEN 'university' THEN 5
                WHEN 'postgraduate' THEN 6 END AS stage_level
        FROM persons_read
        LEFT JOIN homes USING (household_id)
        LEFT JOIN known_households USING (household_id)
        LEFT JOIN taught USING (education)
        LEFT JOIN twin_rows USING (row)
        LEFT JOIN number_rows USING (row)
        LEFT JOIN person_rows USING (row)
        LEFT JOIN phone_rows USING (row)
    """,
    "incomes": f"""
        SELECT * REPLACE ({HOME_KNOWN}), NOT forecast AND period = income_period AS latest
        FROM incomes_cells
        LEFT JOIN known_households USING (household_id)
        LEFT JOIN homes USING (household_id)
        LEFT JOIN earned USING (household_id)
        LEFT JOIN income_rows USING (row)
    """,
    **{table: _NAMING_PERSONS.format(table=table) for table in ("expenses", "events", "measures")},
    "areas": "SELECT * FROM areas_cells LEFT JOIN area_rows USING (row)",
}
