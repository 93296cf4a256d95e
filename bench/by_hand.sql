-- The findings of pack hunan-qingshuzui-2022 on 2022-09-30, as somebody who knows DuckDB would write them for this one
-- pack and day.  Parameters: $data and $out, the directory of tables and the file to write; $pack_hash.
--
-- `any` over persons is three-valued: a bit of `seen` says that a member shows it, another that a member's answer is
-- missing.  The bits for what is missing are numbered as the names in the list `missing` at the end.

COPY (
WITH person AS (
    SELECT
        household_id,
        count(*)::INTEGER AS members,
        count(*) FILTER (WHERE student_stage <> 'none')::INTEGER AS students_seen,
        bit_or(
            CASE WHEN student_stage IS NULL THEN 1 << 21 ELSE 0 END
            | CASE WHEN health = 'serious' THEN 1 << 22 WHEN health IS NULL THEN 1 << 18 ELSE 0 END
            | CASE WHEN disability_grade IN (1, 2) THEN 1 << 23 WHEN disability_grade IS NULL THEN 1 << 17 ELSE 0 END
            | CASE WHEN NOT medical_insured THEN 1 << 24 WHEN medical_insured IS NULL THEN 1 << 20 ELSE 0 END
            | CASE
                WHEN in_school OR home_teaching OR birth_date <= DATE '2006-09-30' OR birth_date > DATE '2016-09-30' THEN 0
                WHEN birth_date IS NOT NULL AND in_school IS NOT NULL THEN 1 << 25
                ELSE CASE WHEN birth_date IS NULL THEN 1 << 16 ELSE 0 END
                    | CASE WHEN in_school IS NULL THEN 1 << 19 ELSE 0 END
            END
        ) AS seen
    FROM read_parquet($data || '/persons.parquet')
    GROUP BY household_id
),

income AS (
    SELECT
        household_id,
        sum(CASE WHEN period = '2022' AND NOT forecast THEN net END)::DECIMAL(14, 2) AS net_income,
        sum(CASE WHEN period = '2022' AND forecast THEN net END)::DECIMAL(14, 2) AS forecast_net_income,
        sum(CASE WHEN period = '2021' AND NOT forecast THEN net END)::DECIMAL(14, 2) AS previous_net_income
    FROM (
        SELECT household_id, period, forecast, CASE WHEN kind = 'business_cost' THEN -amount ELSE amount END AS net
        FROM read_parquet($data || '/incomes.parquet')
        WHERE period IN ('2021', '2022')
    )
    GROUP BY household_id
),

expense AS (
    SELECT
        household_id,
        sum(CASE WHEN kind = 'medical' THEN amount - insurance_payout ELSE 0 END)::DECIMAL(14, 2) AS medical_burden
    FROM read_parquet($data || '/expenses.parquet')
    WHERE period = '2022'
    GROUP BY household_id
),

shocked AS (
    SELECT DISTINCT household_id, true AS shock
    FROM read_parquet($data || '/events.parquet')
    WHERE kind IN (
            'serious_illness', 'accident', 'death_of_worker', 'fire', 'flood', 'drought', 'typhoon', 'geological',
            'other_disaster', 'epidemic'
        )
        AND occurred_on > DATE '2021-09-30' AND occurred_on <= DATE '2022-09-30'
),

fact AS (
    SELECT
        household_id, area_code, origin, risk_state, subsistence_allowance, extreme_hardship, allowance_edge,
        house_grade, house_self_fix, other_safe_house, water_safe, water_quantity_ok, water_quality_ok,
        water_access_ok, water_supply_ok, supporter,
        members, seen, net_income, forecast_net_income, previous_net_income, medical_burden,
        coalesce(shock, false) AS shock,
        CASE WHEN (seen & (1 << 21)) = 0 THEN students_seen END AS students,
        CASE WHEN (seen & (1 << 22)) <> 0 THEN true WHEN (seen & (1 << 18)) = 0 THEN false END AS serious_ill,
        CASE WHEN (seen & (1 << 23)) <> 0 THEN true WHEN (seen & (1 << 17)) = 0 THEN false END AS severe_disability,
        CASE WHEN (seen & (1 << 24)) <> 0 THEN true WHEN (seen & (1 << 20)) = 0 THEN false END AS uninsured,
        CASE WHEN (seen & (1 << 25)) <> 0 THEN true
            WHEN (seen & ((1 << 16) | (1 << 19))) = 0 THEN false END AS out_of_school,
        house_grade IN ('C', 'D') AND NOT coalesce(other_safe_house, false) AS house_unsafe,
        coalesce(
            NOT (water_quantity_ok AND water_quality_ok AND water_access_ok AND water_supply_ok), NOT water_safe
        ) AS water_unsafe
    FROM read_parquet($data || '/households.parquet')
    LEFT JOIN person USING (household_id)
    LEFT JOIN income USING (household_id)
    LEFT JOIN expense USING (household_id)
    LEFT JOIN shocked USING (household_id)
),

part AS (
    SELECT
        *,
        origin = 'lifted' OR risk_state = 'eliminated' AS once_poor,
        serious_ill OR students > 0 AS ill_or_student,
        serious_ill OR severe_disability AS ill_or_disabled,
        subsistence_allowance <> 'none' OR extreme_hardship = 'scattered' OR allowance_edge AS low_income,
        house_unsafe AND NOT house_self_fix AS house_beyond_means,
        net_income < (6900 * members)::DECIMAL(14, 2) AS below_line
    FROM fact
),

rule AS (
    SELECT
        *,
        out_of_school OR uninsured OR water_unsafe OR house_beyond_means AS gap,
        once_poor AND subsistence_allowance = 'whole' AND ill_or_student AS rule_1,
        once_poor AND house_beyond_means AS rule_2,
        below_line AND ill_or_disabled AND supporter <> 'capable' AS rule_3,
        below_line AND students >= 3 AS rule_4,
        low_income AND gap AS rule_5,
        medical_burden > 5185.25 AS rule_7
    FROM part
),

judged AS (
    SELECT
        *,
        rule_1 OR rule_2 OR rule_3 OR rule_4 OR rule_5 AS must_enter,
        below_line OR rule_7 AS assess,
        CASE WHEN rule_1 THEN 1 ELSE 0 END | CASE WHEN rule_2 THEN 2 ELSE 0 END
        | CASE WHEN rule_3 THEN 4 ELSE 0 END | CASE WHEN rule_4 THEN 8 ELSE 0 END
        | CASE WHEN rule_5 THEN 16 ELSE 0 END | CASE WHEN below_line THEN 32 ELSE 0 END
        | CASE WHEN rule_7 THEN 64 ELSE 0 END AS fired,
        CASE WHEN rule_1 IS NULL THEN 1 ELSE 0 END | CASE WHEN rule_2 IS NULL THEN 2 ELSE 0 END
        | CASE WHEN rule_3 IS NULL THEN 4 ELSE 0 END | CASE WHEN rule_4 IS NULL THEN 8 ELSE 0 END
        | CASE WHEN rule_5 IS NULL THEN 16 ELSE 0 END | CASE WHEN below_line IS NULL THEN 32 ELSE 0 END
        | CASE WHEN rule_7 IS NULL THEN 64 ELSE 0 END AS unknown
    FROM rule
),

-- Few households have an unknown rule: only they are asked what would settle it.
explained AS (
    SELECT
        *,
        CASE WHEN unknown = 0 THEN 0 ELSE
            CASE WHEN (rule_1 IS NULL OR rule_2 IS NULL) AND once_poor IS NULL THEN
                CASE WHEN origin IS NULL THEN 1 << 5 ELSE 0 END | CASE WHEN risk_state IS NULL THEN 1 << 6 ELSE 0 END
            ELSE 0 END
            | CASE WHEN rule_1 IS NULL THEN
                CASE WHEN subsistence_allowance IS NULL THEN 1 << 7 ELSE 0 END
                | CASE WHEN ill_or_student IS NULL THEN
                    CASE WHEN students IS NULL THEN coalesce(seen & (1 << 21), 1 << 15) ELSE 0 END
                    | CASE WHEN serious_ill IS NULL THEN coalesce(seen & (1 << 18), 1 << 15) ELSE 0 END
                ELSE 0 END
            ELSE 0 END
            | CASE WHEN (rule_2 IS NULL OR rule_5 IS NULL AND gap IS NULL) AND house_beyond_means IS NULL THEN
                CASE WHEN house_unsafe IS NULL THEN 1 << 3 ELSE 0 END
                | CASE WHEN house_self_fix IS NULL THEN 1 << 4 ELSE 0 END
            ELSE 0 END
            | CASE WHEN rule_3 IS NULL THEN
                CASE WHEN supporter IS NULL THEN 1 << 8 ELSE 0 END
                | CASE WHEN ill_or_disabled IS NULL THEN
                    CASE WHEN serious_ill IS NULL THEN coalesce(seen & (1 << 18), 1 << 15) ELSE 0 END
                    | CASE WHEN severe_disability IS NULL THEN coalesce(seen & (1 << 17), 1 << 15) ELSE 0 END
                ELSE 0 END
            ELSE 0 END
            | CASE WHEN below_line IS NULL THEN
                CASE WHEN net_income IS NULL THEN 1 << 14 ELSE 0 END | CASE WHEN members IS NULL THEN 1 << 15 ELSE 0 END
            ELSE 0 END
            | CASE WHEN rule_4 IS NULL AND students IS NULL THEN coalesce(seen & (1 << 21), 1 << 15) ELSE 0 END
            | CASE WHEN rule_5 IS NULL AND low_income IS NULL THEN
                CASE WHEN subsistence_allowance IS NULL THEN 1 << 7 ELSE 0 END
                | CASE WHEN extreme_hardship IS NULL THEN 1 << 2 ELSE 0 END
                | CASE WHEN allowance_edge IS NULL THEN 1 << 1 ELSE 0 END
            ELSE 0 END
            | CASE WHEN rule_5 IS NULL AND gap IS NULL THEN
                CASE WHEN out_of_school IS NULL THEN coalesce(seen & ((1 << 16) | (1 << 19)), 1 << 15) ELSE 0 END
                | CASE WHEN uninsured IS NULL THEN coalesce(seen & (1 << 20), 1 << 15) ELSE 0 END
                | CASE WHEN water_unsafe IS NULL THEN
                    CASE WHEN water_access_ok IS NULL THEN 1 << 9 ELSE 0 END
                    | CASE WHEN water_quality_ok IS NULL THEN 1 << 10 ELSE 0 END
                    | CASE WHEN water_quantity_ok IS NULL THEN 1 << 11 ELSE 0 END
                    | CASE WHEN water_safe IS NULL THEN 1 << 12 ELSE 0 END
                    | CASE WHEN water_supply_ok IS NULL THEN 1 << 13 ELSE 0 END
                ELSE 0 END
            ELSE 0 END
            | CASE WHEN rule_7 IS NULL THEN 1 << 0 ELSE 0 END
        END AS lacking
    FROM judged
)

SELECT
    household_id,
    area_code,
    CASE
        WHEN must_enter THEN 'must_enter'
        WHEN must_enter IS NULL OR assess IS NULL THEN 'unknown'
        WHEN assess THEN 'assess'
        ELSE 'none'
    END::ENUM('must_enter', 'assess', 'none', 'unknown') AS tier,
    CASE WHEN fired & 31 <> 0 THEN 'must_enter' WHEN fired <> 0 THEN 'assess' ELSE 'none'
    END::ENUM('must_enter', 'assess', 'none') AS tier_at_least,
    CASE WHEN fired = 0 THEN []::VARCHAR[] ELSE list_filter([
        CASE WHEN fired & 1 <> 0 THEN 'allowance-with-burden' END,
        CASE WHEN fired & 2 <> 0 THEN 'unsafe-house' END,
        CASE WHEN fired & 4 <> 0 THEN 'low-income-ill-unsupported' END,
        CASE WHEN fired & 8 <> 0 THEN 'low-income-three-students' END,
        CASE WHEN fired & 16 <> 0 THEN 'safety-net-gap' END,
        CASE WHEN fired & 32 <> 0 THEN 'below-line' END,
        CASE WHEN fired & 64 <> 0 THEN 'medical-burden' END
    ], lambda name: name IS NOT NULL) END AS rules,
    CASE WHEN unknown = 0 THEN []::VARCHAR[] ELSE list_filter([
        CASE WHEN unknown & 1 <> 0 THEN 'allowance-with-burden' END,
        CASE WHEN unknown & 2 <> 0 THEN 'unsafe-house' END,
        CASE WHEN unknown & 4 <> 0 THEN 'low-income-ill-unsupported' END,
        CASE WHEN unknown & 8 <> 0 THEN 'low-income-three-students' END,
        CASE WHEN unknown & 16 <> 0 THEN 'safety-net-gap' END,
        CASE WHEN unknown & 32 <> 0 THEN 'below-line' END,
        CASE WHEN unknown & 64 <> 0 THEN 'medical-burden' END
    ], lambda name: name IS NOT NULL) END AS unknown_rules,
    CASE WHEN fired = 0 THEN []::VARCHAR[] ELSE list_filter([
        CASE WHEN fired & (1 | 4 | 64) <> 0 THEN 'illness' END,
        CASE WHEN fired & (1 | 8 | 16) <> 0 THEN 'schooling' END,
        CASE WHEN fired & (2 | 16) <> 0 THEN 'housing' END,
        CASE WHEN fired & (4 | 8 | 32) <> 0 THEN 'income' END,
        CASE WHEN fired & 4 <> 0 THEN 'disability' END,
        CASE WHEN fired & 16 <> 0 THEN 'insurance' END,
        CASE WHEN fired & 16 <> 0 THEN 'water' END
    ], lambda name: name IS NOT NULL) END AS risks,
    CASE WHEN lacking = 0 THEN []::VARCHAR[] ELSE list_filter([
        CASE WHEN lacking & (1 << 0) <> 0 THEN 'expenses.*' END,
        CASE WHEN lacking & (1 << 1) <> 0 THEN 'households.allowance_edge' END,
        CASE WHEN lacking & (1 << 2) <> 0 THEN 'households.extreme_hardship' END,
        CASE WHEN lacking & (1 << 3) <> 0 THEN 'households.house_grade' END,
        CASE WHEN lacking & (1 << 4) <> 0 THEN 'households.house_self_fix' END,
        CASE WHEN lacking & (1 << 5) <> 0 THEN 'households.origin' END,
        CASE WHEN lacking & (1 << 6) <> 0 THEN 'households.risk_state' END,
        CASE WHEN lacking & (1 << 7) <> 0 THEN 'households.subsistence_allowance' END,
        CASE WHEN lacking & (1 << 8) <> 0 THEN 'households.supporter' END,
        CASE WHEN lacking & (1 << 9) <> 0 THEN 'households.water_access_ok' END,
        CASE WHEN lacking & (1 << 10) <> 0 THEN 'households.water_quality_ok' END,
        CASE WHEN lacking & (1 << 11) <> 0 THEN 'households.water_quantity_ok' END,
        CASE WHEN lacking & (1 << 12) <> 0 THEN 'households.water_safe' END,
        CASE WHEN lacking & (1 << 13) <> 0 THEN 'households.water_supply_ok' END,
        CASE WHEN lacking & (1 << 14) <> 0 THEN 'incomes.*' END,
        CASE WHEN lacking & (1 << 15) <> 0 THEN 'persons.*' END,
        CASE WHEN lacking & (1 << 16) <> 0 THEN 'persons.birth_date' END,
        CASE WHEN lacking & (1 << 17) <> 0 THEN 'persons.disability_grade' END,
        CASE WHEN lacking & (1 << 18) <> 0 THEN 'persons.health' END,
        CASE WHEN lacking & (1 << 19) <> 0 THEN 'persons.in_school' END,
        CASE WHEN lacking & (1 << 20) <> 0 THEN 'persons.medical_insured' END,
        CASE WHEN lacking & (1 << 21) <> 0 THEN 'persons.student_stage' END
    ], lambda name: name IS NOT NULL) END AS missing,
    'hunan-qingshuzui-2022'::ENUM('hunan-qingshuzui-2022') AS pack,
    $pack_hash AS pack_hash,
    DATE '2022-09-30' AS "on",
    '2022'::ENUM('2022') AS period,
    members,
    net_income,
    forecast_net_income,
    previous_net_income,
    -- Halves away from zero, in whole fen: twice the income, plus or minus half the divisor.
    CASE WHEN members > 0 THEN (
        (2 * (net_income * 100::DECIMAL(3, 0))::BIGINT + CASE WHEN net_income < 0 THEN -members ELSE members END)
        // (2 * members)
    )::DECIMAL(14, 0) * 0.01::DECIMAL(2, 2) END::DECIMAL(14, 2) AS net_income_per_capita,
    students,
    serious_ill,
    severe_disability,
    out_of_school,
    uninsured,
    house_unsafe,
    water_unsafe,
    out_of_school OR uninsured OR house_unsafe OR water_unsafe AS guarantee_gap,
    medical_burden,
    shock,
    origin::ENUM('ordinary', 'lifted', 'registered_poor') AS origin,
    risk_state::ENUM('none', 'active', 'eliminated') AS risk_state,
    subsistence_allowance::ENUM('none', 'part', 'whole') AS subsistence_allowance,
    extreme_hardship::ENUM('none', 'scattered', 'centralised') AS extreme_hardship,
    allowance_edge,
    house_grade::ENUM('A', 'B', 'C', 'D') AS house_grade,
    house_self_fix, other_safe_house, water_safe, water_quantity_ok, water_quality_ok, water_access_ok, water_supply_ok,
    supporter::ENUM('none', 'incapable', 'capable') AS supporter,
    []::VARCHAR[] AS assumed,
    false AS as_if
FROM explained
) TO $out (FORMAT parquet)
