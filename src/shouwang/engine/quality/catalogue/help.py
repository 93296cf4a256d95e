"""Events and measures: their dates, and measures against what the household needs and does."""

from shouwang.engine.quality.declare import Subject, info, warning

ACTIVE = "monitoring_type <> 'none' AND risk_state = 'active'"

HELP = Subject(
    "事件与帮扶措施",
    (
        warning(
            901,
            "events.occurred_on",
            "occurred_on > last_day",
            "事件发生日期在将来；请核对年份。",
            "The event lies in the future; please check the year.",
        ),
        warning(
            911,
            "measures.ends_on",
            "ends_on < starts_on",
            "措施的结束日期早于开始日期；请更正其中之一。",
            "The measure ends before it begins; please correct one of the dates.",
        ),
        warning(
            912,
            "measures.development",
            "kind = 'safety_net' AND development",
            "综合保障是兜底措施，不是开发式帮扶；请更正措施类别或该标记。",
            "The safety net is no development-oriented assistance; please correct the kind of measure or "
            "the mark.",
        ),
        info(
            913,
            "measures.development",
            "kind IN ('industry', 'employment') AND NOT development",
            "产业和就业帮扶一般是开发式帮扶，却填为否；请核实。",
            "Industry and employment assistance are usually development-oriented, but it says no; please "
            "check.",
        ),
        info(
            914,
            "measures.kind",
            "kind IN ('employment', 'welfare_post') AND home_idle AND coalesce(ends_on, first_day) >= first_day",
            "有就业或公益岗位帮扶措施，户内却没有人务工，也没有人在公益性岗位；请核实措施或成员的务工情况。",
            "There is employment assistance or a public-welfare post as a measure, but no member works "
            "for a wage or is in such a post; please check the measure or the members' work.",
            campaign="4_11_014 1111_3 5_17_011 5_17_012 5_17_013",
        ),
        warning(
            921,
            "households.identified_on",
            f"{ACTIVE} AND identified_on + INTERVAL 1 MONTH < first_day"
            " AND (help_count = 0 OR help_until < identified_on)",
            "识别为监测对象已超过一个月，却没有任何帮扶措施；请补录措施或尽快落实。",
            "The household was identified as monitored more than a month ago but has no assistance "
            "measure; please enter the measures or arrange them soon.",
            campaign="1_11_010",
        ),
        warning(
            922,
            "households.elimination_way",
            "elimination_way = 'by_help' AND (help_count = 0 OR help_until < identified_on)",
            "消除方式为帮扶消除，却没有任何帮扶措施；请补录措施，或更正消除方式。",
            "The risk was eliminated through help, but there is no assistance measure; please enter the "
            "measures, or correct how it was eliminated.",
            campaign="1_11_009",
        ),
        warning(
            923,
            "households.household_id",
            f"{ACTIVE} AND home_strong AND help_count > 0 AND help_development = 0",
            "监测对象有劳动力，措施中却没有开发式帮扶；请补录或安排产业、就业等措施。",
            "The monitored household has labour, but none of its measures is development-oriented; please"
            " enter or arrange industry, employment or similar assistance.",
            campaign="5_11_030 5_11_032",
        ),
        info(
            924,
            "households.household_id",
            f"{ACTIVE} AND help_count > 0 AND help_other = help_count",
            "监测对象的措施全部填为其他；请按措施目录选择类别。",
            "All measures of the monitored household are entered as other; please choose their kinds from"
            " the catalogue of measures.",
            campaign="5_12_007 5_12_011",
        ),
        info(
            925,
            "households.subsistence_allowance",
            f"{ACTIVE} AND (subsistence_allowance IN ('part', 'whole') OR extreme_hardship <> 'none')"
            " AND help_count > 0 AND help_safety_net = 0",
            "监测对象享受低保或特困供养，措施中却没有综合保障；请补录。",
            "The monitored household receives subsistence allowance or extreme-hardship support, but the "
            "safety net is not among its measures; please enter it.",
            campaign="5_16_003 5_16_004 5_16_005 5_16_006",
        ),
    ),
)
