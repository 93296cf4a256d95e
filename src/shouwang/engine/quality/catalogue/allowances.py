"""Subsistence allowance, extreme hardship and insurance: the household against its members."""

from shouwang.engine.quality.declare import Subject, info, warning

ALLOWANCES = Subject(
    "低保、特困与保险",
    (
        warning(
            701,
            "households.subsistence_allowance",
            "subsistence_allowance = 'whole' AND home_allowance_no > 0",
            "填为整户低保，却有成员未享受低保；请改为部分成员，或更正成员的低保情况。",
            "The whole household is entered as receiving subsistence allowance, but a member does not; "
            "please change it to some members, or correct the member.",
        ),
        warning(
            702,
            "households.subsistence_allowance",
            "subsistence_allowance = 'part' AND home_allowance_no = home_people",
            "填为部分成员低保，成员却都未享受低保；请更正其中之一。",
            "Some members are entered as receiving subsistence allowance, but none does; please correct "
            "one of them.",
        ),
        warning(
            703,
            "households.subsistence_allowance",
            "subsistence_allowance = 'part' AND home_allowance_yes = home_people",
            "填为部分成员低保，成员却都享受低保；请改为整户，或更正成员的低保情况。",
            "Only some members are entered as receiving subsistence allowance, but all do; please change "
            "it to whole household, or correct the members.",
        ),
        warning(
            704,
            "households.subsistence_allowance",
            "subsistence_allowance = 'none' AND home_allowance_yes > 0",
            "填为非低保户，却有成员享受低保；请更正其中之一。",
            "The household is entered as without subsistence allowance, but a member receives it; please "
            "correct one of them.",
        ),
        warning(
            705,
            "households.extreme_hardship",
            "extreme_hardship = 'none' AND home_hardship_yes > 0",
            "填为非特困供养户，却有成员是特困供养人员；请更正其中之一。",
            "The household is entered as without extreme-hardship support, but a member receives it; "
            "please correct one of them.",
        ),
        warning(
            706,
            "households.extreme_hardship",
            "extreme_hardship <> 'none' AND home_hardship_no = home_people",
            "填为特困供养户，成员却都不是特困供养人员；请更正其中之一。",
            "The household is entered as receiving extreme-hardship support, but no member does; please "
            "correct one of them.",
        ),
        warning(
            707,
            "households.extreme_hardship",
            "extreme_hardship <> 'none' AND subsistence_allowance = 'whole'",
            "低保与特困供养不能重复享受，该户却既是整户低保又有特困供养；请更正其中之一。",
            "Subsistence allowance and extreme-hardship support exclude each other, but the whole "
            "household receives the one and also the other; please correct one of them.",
        ),
        warning(
            708,
            "households.allowance_edge",
            "allowance_edge AND subsistence_allowance = 'whole'",
            "整户低保的家庭不是低保边缘家庭；请更正其中之一。",
            "A household that receives subsistence allowance as a whole is not on the edge of it; please "
            "correct one of them.",
        ),
        warning(
            711,
            "persons.extreme_hardship",
            "extreme_hardship AND subsistence_allowance",
            "同一人不能同时享受低保和特困供养；请更正其中之一。",
            "One person cannot receive both subsistence allowance and extreme-hardship support; please "
            "correct one of them.",
        ),
        warning(
            712,
            "persons.extreme_hardship",
            "extreme_hardship AND age_at_least >= 18 AND age_at_most <= 59 AND health = 'healthy'"
            " AND NOT coalesce(disability_grade, 0) > 0 AND student_stage = 'none'",
            "特困供养人员为 18–59 岁、健康的非在校生；请核对健康状况、年龄和特困供养情况。",
            "The person receives extreme-hardship support but is aged 18–59, healthy and not a student; "
            "please check the health, the age and the support.",
            campaign="5_15_018 5_15_019",
        ),
        warning(
            713,
            "persons.extreme_hardship",
            "extreme_hardship AND works AND work_place IN ('city', 'province', 'elsewhere')",
            "特困供养人员在县外务工；请核实务工情况和特困供养情况。",
            "The person receives extreme-hardship support but works outside the county; please check the "
            "work and the support.",
            campaign="5_01_004 5_12_003",
        ),
        warning(
            721,
            "persons.serious_illness_insured",
            "serious_illness_insured AND NOT medical_insured",
            "未参加基本医疗保险却参加了大病保险；请更正其中之一。",
            "The person has serious-illness insurance but no basic medical insurance; please correct one "
            "of them.",
        ),
        info(
            722,
            "persons.serious_illness_insured",
            "medical_insured AND NOT serious_illness_insured",
            "参加了基本医疗保险，大病保险却填为否；城乡居民参保即享大病保险，请核实。",
            "The person has basic medical insurance, but serious-illness insurance is entered as no; "
            "residents' insurance includes it, please check.",
        ),
        warning(
            723,
            "persons.pension_insured",
            "pension_insured AND age_at_most < 16",
            "未满 16 岁不能参加基本养老保险；请核对出生日期和参保情况。",
            "A person younger than 16 cannot have basic pension insurance; please check the date of birth"
            " and the insurance.",
        ),
    ),
)
