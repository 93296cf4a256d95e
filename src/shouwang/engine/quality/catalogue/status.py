"""A household's standing: monitoring, elimination, dwelling, water, labour of the whole household.

Whether a household with an unsafe house *should* be monitored is for the policy packs; here only cells that
contradict each other.
"""

from shouwang.engine.quality.declare import Subject, info, warning

MONITORED = "monitoring_type <> 'none'"

STATUS = Subject(
    "监测与消除",
    (
        warning(
            301,
            "households.eliminated_on",
            "eliminated_on < identified_on",
            "风险消除时间早于识别时间；请更正其中之一。",
            "The risk was eliminated before it was identified; please correct one of the dates.",
        ),
        warning(
            302,
            "households.eliminated_on",
            "eliminated_on >= identified_on AND eliminated_on < identified_on + INTERVAL 6 MONTH",
            "识别后不满 6 个月即消除风险；请核对两个日期，确属提前消除的请补充说明。",
            "The risk was eliminated less than 6 months after it was identified; please check both dates,"
            " and explain an early elimination.",
            campaign="2_11_002 5_18_009",
        ),
        warning(
            303,
            "households.identified_on",
            "identified_on > last_day",
            "识别时间在将来；请核对年份。",
            "The date of identification lies in the future; please check the year.",
        ),
        warning(
            304,
            "households.eliminated_on",
            "eliminated_on > last_day",
            "风险消除时间在将来；请核对年份。",
            "The date of risk elimination lies in the future; please check the year.",
        ),
        warning(
            305,
            "households.risk_state",
            "monitoring_type = 'none' AND risk_state IN ('active', 'eliminated')",
            "非监测对象却填了风险状态；请补填监测对象类别，或将风险状态改为无风险。",
            "The household is not monitored but has a risk state; please enter its type of monitored "
            "household, or set the risk state to no risk.",
        ),
        warning(
            306,
            "households.risk_state",
            f"{MONITORED} AND risk_state = 'none'",
            "监测对象的风险状态应为未消除或已消除；请更正风险状态或监测对象类别。",
            "The risk state of a monitored household should be active or eliminated; please correct the "
            "risk state or the type of monitored household.",
        ),
        warning(
            307,
            "households.identified_on",
            f"{MONITORED} AND identified_on IS NULL",
            "监测对象没有识别时间；请补填。",
            "The household is monitored but has no date of identification; please enter it.",
            campaign="1_11_004",
            needs=("identified_on",),
        ),
        warning(
            308,
            "households.identified_on",
            "monitoring_type = 'none' AND identified_on IS NOT NULL",
            "非监测对象却填了识别时间；请补填监测对象类别，或删去识别时间。",
            "The household is not monitored but has a date of identification; please enter its type of "
            "monitored household, or delete the date.",
        ),
        warning(
            309,
            "households.eliminated_on",
            "risk_state = 'eliminated' AND eliminated_on IS NULL",
            "风险已消除却没有消除时间；请补填。",
            "The risk is eliminated but has no date of elimination; please enter it.",
            campaign="1_11_004",
            needs=("eliminated_on",),
        ),
        warning(
            310,
            "households.eliminated_on",
            "risk_state = 'active' AND eliminated_on IS NOT NULL",
            "风险未消除却填了消除时间；请更正风险状态，或删去消除时间。",
            "The risk is active but has a date of elimination; please correct the risk state or delete "
            "the date.",
        ),
        warning(
            311,
            "households.elimination_way",
            "risk_state = 'eliminated' AND elimination_way IS NULL",
            "风险已消除却没有消除方式；请补填自然消除或帮扶消除。",
            "The risk is eliminated but it does not say how; please enter whether naturally or through help.",
            campaign="1_11_004",
            needs=("elimination_way",),
        ),
        warning(
            312,
            "households.elimination_way",
            "risk_state = 'active' AND elimination_way IS NOT NULL",
            "风险未消除却填了消除方式；请更正风险状态，或删去消除方式。",
            "The risk is active but it says how it was eliminated; please correct the risk state or "
            "delete how.",
        ),
        warning(
            313,
            "households.monitoring_type",
            "monitoring_type = 'unstable_lifted' AND origin <> 'lifted'",
            "脱贫不稳定户应是脱贫户；请更正户类型或监测对象类别。",
            "An unstably lifted household should be a lifted household; please correct the kind of "
            "household or the type of monitored household.",
        ),
        warning(
            314,
            "households.monitoring_type",
            "monitoring_type = 'marginal' AND origin <> 'ordinary'",
            "边缘易致贫户应是一般农户；请更正户类型或监测对象类别。",
            "A marginal household prone to poverty should be an ordinary household; please correct the "
            "kind of household or the type of monitored household.",
        ),
        warning(
            321,
            "households.house_grade",
            "risk_state = 'eliminated' AND house_grade IN ('C', 'D') AND NOT coalesce(other_safe_house, false)",
            "风险已消除，住房却仍为 C 级或 D 级；请更新鉴定等级或其他安全住房，确未解决的不能消除。",
            "The risk is eliminated but the house is still grade C or D; please update the grade or the "
            "other safe house, and do not eliminate a risk that is not solved.",
            campaign="1_11_006",
        ),
        warning(
            322,
            "households.water_safe",
            "risk_state = 'eliminated' AND NOT water_safe",
            "风险已消除，饮水却仍未解决；请更新饮水情况，确未解决的不能消除。",
            "The risk is eliminated but the household still has no safe drinking water; please update the"
            " water, and do not eliminate a risk that is not solved.",
            campaign="1_11_007",
        ),
        warning(
            323,
            "households.risk_state",
            "risk_state = 'eliminated' AND home_uninsured",
            "风险已消除，户内却有成员未参加基本医疗保险；请更新参保情况，确未参保的不能消除。",
            "The risk is eliminated but a member has no basic medical insurance; please update the "
            "insurance, and do not eliminate a risk that is not solved.",
            campaign="1_11_008",
        ),
        warning(
            324,
            "households.risk_state",
            "risk_state = 'eliminated' AND home_dropout",
            "风险已消除，户内却有 6–15 岁成员既不在校也未送教上门；请更新就学情况，确已辍学的不能消除。",
            "The risk is eliminated but a member aged 6–15 is neither at school nor taught at home; "
            "please update the schooling, and do not eliminate the risk while somebody has dropped out.",
            campaign="1_11_005",
        ),
        warning(
            325,
            "households.risk_state",
            "risk_state = 'eliminated' AND no_labour",
            "整户无劳动能力的户暂不标注风险消除；请核实劳动能力或风险状态。",
            "The risk of a household without labour capacity is not to be marked as eliminated for now; "
            "please check the labour capacity or the risk state.",
            campaign="4_11_011",
        ),
        warning(
            331,
            "households.water_safe",
            "water_safe AND NOT (water_quantity_ok AND water_quality_ok AND water_access_ok AND water_supply_ok)",
            "饮水填为安全，水量、水质、取水、供水四项中却有不达标的；请更正其中之一。",
            "The water is entered as safe, but quantity, quality, reach or supply is not; please correct "
            "one of them.",
        ),
        warning(
            332,
            "households.water_safe",
            "NOT water_safe AND water_quantity_ok AND water_quality_ok AND water_access_ok AND water_supply_ok",
            "饮水填为不安全，水量、水质、取水、供水四项却都达标；请更正其中之一。",
            "The water is entered as unsafe, but quantity, quality, reach and supply are all good; please"
            " correct one of them.",
        ),
        warning(
            333,
            "households.resettlement_site",
            "NOT resettled AND resettlement_site <> ''",
            "不是易地搬迁户却填了集中安置点；请更正其中之一。",
            "The household was not relocated but has a resettlement site; please correct one of them.",
        ),
        warning(
            334,
            "households.no_labour",
            "no_labour AND home_strong",
            "标为整户无劳动能力，户内却有普通或技能劳动力；请更正成员的劳动技能或该标记。",
            "The household is marked as without labour capacity, but a member is ordinary or skilled "
            "labour; please correct the member's labour or the mark.",
        ),
        warning(
            335,
            "households.no_labour",
            "NOT no_labour AND home_powerless",
            "成员都丧失或没有劳动力，却未标为整户无劳动能力；请更正该标记或成员的劳动技能。",
            "All members have lost or have no labour capacity, but the household is not marked so; please"
            " correct the mark or the members' labour.",
            campaign="5_11_033",
        ),
        info(
            336,
            "households.subsistence_allowance",
            "no_labour AND monitoring_type <> 'none' AND subsistence_allowance = 'none' AND extreme_hardship = 'none'",
            "监测对象整户无劳动能力，却没有低保也没有特困供养；请核实是否应保未保。",
            "A monitored household without labour capacity gets neither subsistence allowance nor "
            "extreme-hardship support; please check whether it should.",
            campaign="5_19_003 5_19_007",
        ),
    ),
)
