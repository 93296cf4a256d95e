"""Work away from the farm, wages and public-welfare posts."""

from shouwang.engine.quality.declare import Subject, info, warning

AWAY = "work_place IN ('city', 'province', 'elsewhere')"

WORK = Subject(
    "务工与公益性岗位",
    (
        warning(
            601,
            "persons.work_months",
            "works AND work_months = 0",
            "填为务工，务工月数却为 0；请补填月数，未务工的请改为否。",
            "The person works for a wage, but for 0 months; please enter the months, or set work to no.",
        ),
        info(
            602,
            "persons.work_months",
            "works AND work_months IS NULL",
            "填为务工，却没有填务工月数；请补填。",
            "The person works for a wage, but the months are not entered; please enter them.",
            needs=("work_months",),
        ),
        warning(
            603,
            "persons.works",
            "NOT works AND work_months > 0",
            "填为未务工，却有务工月数；请更正其中之一。",
            "The person does not work for a wage, but months are entered; please correct one of them.",
        ),
        warning(
            604,
            "persons.monthly_wage",
            "works AND monthly_wage = 0",
            "填为务工，月工资却为 0；请补填月工资，未务工的请改为否。",
            "The person works for a wage, but the monthly wage is 0; please enter the wage, or set work "
            "to no.",
        ),
        warning(
            605,
            "persons.works",
            "NOT works AND monthly_wage > 0 AND NOT coalesce(welfare_post, false)",
            "填为未务工，却有月工资；请更正其中之一。",
            "The person does not work for a wage, but a monthly wage is entered; please correct one of them.",
        ),
        warning(
            606,
            "persons.monthly_wage",
            "monthly_wage > 0 AND (monthly_wage < 100 OR monthly_wage > 30000)",
            "月工资低于 100 元或高于 30000 元；请核对单位是否为元、是否填成了年收入。",
            "The monthly wage is below 100 or above 30,000 yuan; please check whether the unit is yuan "
            "and whether it is a year's income.",
            campaign="5_16_001 5_16_002",
        ),
        info(
            607,
            "persons.monthly_wage",
            # Paid posts of a few hours a day are below this and right.
            "monthly_wage >= 100 AND monthly_wage < 400 AND NOT coalesce(welfare_post, false)",
            "月工资低于 400 元；请核对单位，或是否为零散务工。",
            "The monthly wage is below 400 yuan; please check the unit, or whether this is occasional work.",
            campaign="1111_12",
        ),
        warning(
            608,
            "persons.works",
            "works AND age_at_most < 16",
            "未满 16 岁不能务工；请核对出生日期和务工情况。",
            "A person younger than 16 may not work for a wage; please check the date of birth and the work.",
            campaign="5_16_010",
        ),
        warning(
            609,
            "persons.works",
            "works AND student_stage <> 'none'",
            "在校生填为务工；请更正在校生状况或务工情况。",
            "A student is entered as working for a wage; please correct the stage of schooling or the work.",
        ),
        warning(
            610,
            "persons.works",
            "works AND labour IN ('lost', 'none')",
            "丧失或无劳动力却填为务工；请更正劳动技能或务工情况。",
            "The person has lost or has no labour capacity but works for a wage; please correct the "
            "labour or the work.",
        ),
        warning(
            611,
            "persons.work_place",
            "NOT works AND work_place IS NOT NULL AND NOT coalesce(welfare_post, false)",
            "填为未务工，却有务工地点；请更正其中之一。",
            "The person does not work for a wage, but a place of work is entered; please correct one of "
            "them.",
        ),
        info(
            612,
            "persons.works",
            "works AND age_at_least >= 80",
            "年满 80 岁仍填为务工；请核实。",
            "The person is 80 or older but still works for a wage; please check.",
        ),
        warning(
            621,
            "persons.welfare_post_months",
            "welfare_post AND welfare_post_months = 0",
            "在公益性岗位，岗位月数却为 0；请补填月数，未在岗的请改为否。",
            "The person is in a public-welfare post, but for 0 months; please enter the months, or set "
            "the post to no.",
        ),
        info(
            622,
            "persons.welfare_post_months",
            "welfare_post AND welfare_post_months IS NULL",
            "在公益性岗位，却没有填岗位月数；请补填。",
            "The person is in a public-welfare post, but the months are not entered; please enter them.",
            needs=("welfare_post_months",),
        ),
        warning(
            623,
            "persons.welfare_post",
            "NOT welfare_post AND welfare_post_months > 0",
            "不在公益性岗位，却有岗位月数；请更正其中之一。",
            "The person is not in a public-welfare post, but months are entered; please correct one of them.",
        ),
        warning(
            624,
            "persons.welfare_post",
            "welfare_post AND (age_at_most < 16 OR age_at_least >= 70)",
            "公益性岗位人员应年满 16 岁、未满 70 岁；请核对出生日期和岗位情况。",
            "People in public-welfare posts should be at least 16 and younger than 70; please check the "
            "date of birth and the post.",
        ),
        warning(
            625,
            "persons.welfare_post",
            "welfare_post AND labour IN ('lost', 'none')",
            "丧失或无劳动力却在公益性岗位；请更正劳动技能或岗位情况。",
            "The person has lost or has no labour capacity but is in a public-welfare post; please "
            "correct the labour or the post.",
        ),
        info(
            626,
            "persons.welfare_post",
            f"welfare_post AND works AND {AWAY} AND work_months + coalesce(welfare_post_months, 0) > 12",
            "在县外务工的同时在公益性岗位，两项月数相加超过 12 个月；请核实。",
            "The person works outside the county and is in a public-welfare post, together for more than "
            "12 months; please check.",
        ),
    ),
)
