"""Who learns what at which age, and what a pupil has finished already."""

from shouwang.engine.quality.declare import Check, Subject, info, warning

# Stage, its label and English, ages it is attended at, rule of the campaign.  Lower limits are the campaign's
# (children start school at six); it has none above for college and later, where ours only catch slips of a decade.
STAGES = (
    ("preschool", "学前教育", "preschool", 2, 6, "5_12_013"),
    ("primary", "小学", "primary school", 6, 14, "5_12_014"),
    ("junior", "初中", "junior secondary school", 12, 17, "5_12_015"),
    ("senior", "高中", "senior secondary school", 15, 20, "5_12_016"),
    ("vocational", "中职", "secondary vocational school", 15, 20, "5_12_016"),
    ("college", "高职大专", "college", 18, 35, "5_12_017"),
    ("university", "本科", "university", 18, 35, "5_12_017"),
    ("postgraduate", "研究生", "postgraduate study", 20, 45, "5_12_018"),
)


def _ages() -> tuple[Check, ...]:
    return tuple(
        warning(
            401 + number,
            "persons.student_stage",
            f"student_stage = '{stage}' AND (age_at_most < {low} OR age_at_least > {high})",
            f"{label}在校生的年龄一般为 {low}–{high} 岁，此人不在其中；请核对就读阶段和出生日期。",
            f"Somebody in {english} is usually aged {low}–{high}, and this person is not; "
            "please check the stage and the date of birth.",
            campaign=campaign,
        )
        for number, (stage, label, english, low, high, campaign) in enumerate(STAGES)
    )


SCHOOLING = Subject(
    "就学",
    (
        *_ages(),
        warning(
            411,
            "persons.in_school",
            # Kindergarten is no school: files answer this question for compulsory schooling.
            "student_stage NOT IN ('none', 'preschool') AND NOT in_school AND NOT coalesce(home_teaching, false)",
            "填了就读阶段却又填不在校；请更正其中之一。",
            "A stage of schooling is entered, but also that the person is not at school; please correct "
            "one of them.",
            campaign="3_01_002 3_12_003",
        ),
        warning(
            412,
            "persons.student_stage",
            "student_stage = 'none' AND in_school",
            "填为在校，在校生状况却是非在校生；请更正其中之一。",
            "The person is entered as at school, but also as not a student; please correct one of them.",
            campaign="3_01_002 3_12_003",
        ),
        warning(
            413,
            "persons.education",
            "education_level > stage_level",
            "文化程度高于正在就读的阶段；请更正其中之一。",
            "The education is higher than the stage being attended; please correct one of them.",
            campaign="3_01_003 3_12_004",
        ),
        info(
            414,
            "persons.education",
            "student_stage = 'none' AND education IS NULL AND age_at_least >= 16",
            "年满 16 岁的非在校生没有填文化程度；请补填。",
            "The person is 16 or older and not a student, but no education is entered; please enter it.",
            campaign="3_01_002 3_12_003",
            needs=("education",),
        ),
        info(
            415,
            "persons.education",
            "student_stage = 'none' AND education_level <= 1 AND age_at_least >= 16 AND age_at_most <= 22"
            " AND NOT coalesce(disability_grade, 0) > 0",
            "16–22 岁、不在校而文化程度为小学及以下；请核实是否失学辍学。",
            "The person is aged 16–22, not at school, and has primary education at most; please check "
            "whether they dropped out.",
            campaign="5_12_019 5_17_007",
        ),
    ),
)
