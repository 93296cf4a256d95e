"""Health, disability and the labour somebody is capable of."""

from shouwang.engine.quality.declare import Subject, info, warning

HEALTH = Subject(
    "健康与劳动能力",
    (
        warning(
            501,
            "persons.labour",
            "health = 'healthy' AND labour IN ('lost', 'none') AND age_at_least >= 16 AND age_at_most <= 59"
            " AND student_stage = 'none' AND NOT coalesce(in_school, false)"
            " AND NOT coalesce(disability_grade, 0) > 0",
            "16–59 岁、健康、不在校，却填为丧失或无劳动力；请更正劳动技能或健康状况。",
            "The person is aged 16–59, healthy and not at school, but entered as having lost or no labour"
            " capacity; please correct the labour or the health.",
            campaign="2_01_005",
        ),
        warning(
            502,
            "persons.labour",
            "labour IN ('ordinary', 'skilled', 'weak') AND age_at_most < 16",
            "未满 16 岁不能填为劳动力；请改为无劳动力，或核对出生日期。",
            "A person younger than 16 cannot be labour; please set it to none, or check the date of birth.",
            campaign="2_01_011 2_12_014",
        ),
        info(
            503,
            "persons.labour",
            "labour = 'ordinary' AND age_at_least >= 60",
            "年满 60 岁仍填为普通劳动力；请核实是否应为弱劳动力或半劳动力。",
            "The person is 60 or older but still entered as ordinary labour; please check whether it "
            "should be partial.",
            campaign="2_12_005 2_12_017",
        ),
        warning(
            504,
            "persons.labour",
            "labour IN ('ordinary', 'skilled', 'weak') AND student_stage <> 'none'",
            "在校生不能填为劳动力；请改为无劳动力，或更正在校生状况。",
            "A student cannot be labour; please set it to none, or correct the stage of schooling.",
            campaign="1111_07",
        ),
        warning(
            505,
            "persons.labour",
            "labour IN ('ordinary', 'skilled') AND disability_grade IN (1, 2)",
            "一、二级残疾却填为普通或技能劳动力；请更正劳动技能或残疾等级。",
            "The disability is of grade 1 or 2, but the person is entered as ordinary or skilled labour; "
            "please correct the labour or the grade.",
            campaign="4_01_007 4_01_008",
        ),
        warning(
            511,
            "persons.health",
            "health = 'disabled' AND disability_grade = 0 AND card_kind IS NULL",
            "健康状况为残疾，残疾等级却为无；请更正健康状况或补填残疾等级。",
            "The health is entered as disabled, but the disability grade as none; please correct the "
            "health or enter the grade.",
            campaign="4_01_002 4_12_003",
        ),
        info(
            512,
            "persons.id_number",
            "health = 'disabled' AND disability_grade IS NULL AND length(id_number) = 18",
            "健康状况为残疾，却既没有残疾证号也没有残疾等级；请补填残疾证号或更正健康状况。",
            "The health is entered as disabled, but there is neither a disability-certificate number nor "
            "a grade; please enter the number or correct the health.",
            campaign="4_01_002 4_12_003",
            needs=("disability_grade",),
        ),
        warning(
            513,
            "persons.health",
            "health = 'healthy' AND (disability_grade > 0 OR card_kind IS NOT NULL)",
            "健康状况为健康，却有残疾等级或残疾证；请更正健康状况或残疾信息。",
            "The health is entered as healthy, but there is a disability grade or certificate; please "
            "correct the health or the disability.",
        ),
        warning(
            514,
            "persons.disability_kind",
            "disability_grade = 0 AND disability_kind > 0",
            "有残疾类别却没有残疾等级；请补填残疾等级，无残疾的请将类别改为无。",
            "A kind of disability is entered but no grade; please enter the grade, or set the kind to "
            "none if there is no disability.",
        ),
        warning(
            515,
            "persons.disability_grade",
            "disability_grade > 0 AND disability_kind = 0",
            "有残疾等级却没有残疾类别；请补填残疾类别，无残疾的请将等级改为无。",
            "A disability grade is entered but no kind; please enter the kind, or set the grade to none "
            "if there is no disability.",
        ),
        warning(
            516,
            "persons.chronic_card",
            "health = 'healthy' AND chronic_card",
            "健康状况为健康，却有慢病证；请更正其中之一。",
            "The health is entered as healthy, but there is a chronic-illness card; please correct one of"
            " them.",
        ),
    ),
)
