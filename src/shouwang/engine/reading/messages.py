"""The catalogue of what reading can find: code, severity, sentence, what to do."""

from dataclasses import dataclass
from functools import cached_property
from string import Formatter

INFO, WARNING, ERROR = "info", "warning", "error"


@dataclass(frozen=True)
class Message:
    code: str
    severity: str
    text: str
    """May hold {value}, {label} (the canonical column's), {header} and what the place of use adds."""
    remedy: str = ""

    @cached_property
    def places(self) -> frozenset[str]:
        """What its sentence needs to know."""
        return frozenset(name for _, name, _, _ in Formatter().parse(self.text + self.remedy) if name)

    def sentence(self, **words: object) -> str:
        return (self.text + self.remedy).format(**words)


CATALOGUE: dict[str, Message] = {}


def _declare(code: str, severity: str, text: str, remedy: str = "") -> str:
    CATALOGUE[code] = Message(code, severity, text, remedy)
    return code


MAP_IT = "请运行 shouwang map 生成 map.yaml，改好后加 --mapping map.yaml 再读。"

# Sheets
SHEET_EMPTY = _declare("READ-001", INFO, "工作表是空的，未读。")
SHEET_STRANGE = _declare("READ-002", WARNING, "没有看懂这张表（找不到认识的表头），整张未读。", MAP_IT)
SHEET_HIDDEN = _declare("READ-003", INFO, "这张工作表是隐藏的，仍然读入。")
ROWS_HIDDEN = _declare("READ-004", INFO, "第 {span} 行是隐藏的（可能被筛选），仍然读入。")
COLUMN_HIDDEN = _declare("READ-005", INFO, "“{header}”列是隐藏的，仍然读入。")
SHEET_SKIPPED = _declare("READ-006", INFO, "对应表写明不读这张工作表。")
SHEET_OWN = _declare("READ-009", INFO, "这是守望写的问题清单，不读。")
NO_HOUSEHOLDS = _declare(
    "READ-007",
    WARNING,
    "这些文件里没有农户信息（行政村代码等），没有生成农户表。",
    "请把农户文件一起交给 shouwang read。",
)

# Columns
COLUMN_UNSURE = _declare(
    "READ-010", WARNING, "“{header}”可能是“{label}”（把握 {score:.0%}），没有把握，未使用。", MAP_IT
)
COLUMN_UNKNOWN = _declare(
    "READ-011", WARNING, "没有认出“{header}”是什么，未使用。", "若有用，" + MAP_IT.removeprefix("请")
)
COLUMN_NOT_NEEDED = _declare("READ-012", INFO, "“{header}”不在标准表中，未使用。")
COLUMN_TWICE = _declare(
    "READ-013", WARNING, "“{header}”与“{other}”都像“{label}”，只用了“{other}”。", "若应使用这一列，" + MAP_IT
)
COLUMN_NEEDS_PERIOD = _declare(
    "READ-014",
    WARNING,
    "“{header}”没有写明年度，未使用。",
    "请加 --period（例如 --period 2022），或在 map.yaml 中写明 period。",
)
COLUMN_SCALED = _declare("READ-015", INFO, "“{header}”的单位是{unit}，已换算成元。")
COLUMN_MISFIT = _declare("READ-016", WARNING, "表头“{header}”像“{label}”，但内容多数读不成，未使用。", MAP_IT)
PAYOUT_ALONE = _declare(
    "READ-017",
    WARNING,
    "有理赔金额“{header}”，没有对应的自付支出列，未使用。",
    "请补上自付支出列，或在 map.yaml 中写明。",
)
COLUMN_IGNORED = _declare("READ-018", INFO, "对应表写明不用“{header}”。")
COLUMN_UNNAMED = _declare("READ-019", WARNING, "第 {letter} 列有内容但没有表头，未使用。", "请补上表头。")
COLUMN_OF_MEMBERS = _declare(
    "READ-062",
    WARNING,
    "“{header}”在 {count} 户的各行中不一样，像是按人填的，不能作为一户的“{label}”，未使用。",
    "请改为按户填写；确是成员的列，请在 map.yaml 中写明（如 persons.phone）。",
)
AMOUNTS_OF_MEMBERS = _declare(
    "READ-073",
    WARNING,
    "“{header}”在 {count} 户的各行中不一样，像是按人填的；有几行金额的户，该年按未知处理。",
    "请改为按户填写合计。",
)

# Rows
NO_HOUSEHOLD_ID = _declare("READ-020", ERROR, "没有户编码，本行未读入。", "请补填户编码。")
BAD_HOUSEHOLD_ID = _declare(
    "READ-021",
    ERROR,
    "户编码“{value}”是数字格式，末几位已丢失，本行未读入。",
    "请把该列设为文本格式后重新导出。",
)
NO_AREA_CODE = _declare("READ-022", ERROR, "没有可用的行政村代码，该户未读入。", "请补填 12 位行政村代码。")
BAD_AREA_CODE = _declare(
    "READ-023", ERROR, "行政村代码“{value}”不是 12 位数字，未采用。", "请改为 12 位行政村代码。"
)
ROW_NOTE = _declare("READ-024", INFO, "这是合计或说明行，不是数据，未读入。")
ROW_TWICE = _declare("READ-025", WARNING, "与{other}完全相同，只读一次。", "请删去多余的一行。")
HOUSEHOLD_TWICE = _declare(
    "READ-026",
    ERROR,
    "户编码“{value}”在{other}已经出现且内容不同，本行未读入。",
    "请核对哪一行是对的。",
)
ROW_ORPHAN = _declare(
    "READ-027", ERROR, "户编码“{value}”的农户没有读入，本行未读入。", "请核对户编码，或补上该户的信息。"
)
HOUSEHOLD_EMPTY = _declare(
    "READ-028", ERROR, "该户没有任何成员行，按人判断的条件都将是未知。", "请补上家庭成员。"
)
ROW_HEADER = _declare("READ-029", INFO, "这是重复的表头，未读入。")
FILLED_DOWN = _declare("READ-030", INFO, "{count} 行的户编码取自上方（合并单元格，或只填在户主行）。")
CONFLICT = _declare(
    "READ-031",
    ERROR,
    "同一户的“{label}”前后不一致：这里是“{value}”，{other}是“{theirs}”，按未知处理。",
    "请核对后统一。",
)
AREA_CONFLICT = _declare(
    "READ-032",
    ERROR,
    "同一户的行政村代码前后不一致：这里是“{value}”，{other}是“{theirs}”，按户主行的“{theirs}”读入。",
    "请核对后统一。",
)
ROW_REPEATED = _declare(
    "READ-033", WARNING, "与{other}完全相同，两行都已读入。", "如属重复填报，请删去一行。"
)
ROW_INCOMPLETE = _declare("READ-034", ERROR, "没有“{label}”，本行未读入。", "请补填“{label}”。")
PERSON_CONFLICT = _declare(
    "READ-035",
    ERROR,
    "同一人的“{label}”前后不一致：这里是“{value}”，{other}是“{theirs}”，按未知处理。",
    "请核对后统一。",
)
ROW_CUT = _declare(
    "READ-036", ERROR, "这一行有 {found} 格，表头只有 {wanted} 格，多出的内容未读。", "请检查分隔符。"
)
PERSON_ID_TWICE = _declare(
    "READ-064", ERROR, "人员编码“{value}”前面已经用过，改用“{new}”。", "请核对人员编码。"
)
AREA_TWICE = _declare(
    "READ-065", ERROR, "区划代码“{value}”在{other}已经出现且内容不同，本行未读入。", "请核对哪一行是对的。"
)
PAYOUT_WITHOUT_AMOUNT = _declare(
    "READ-037", ERROR, "有理赔金额，没有自付支出，这笔支出未读入。", "请补填自付支出（没有即填 0）。"
)
CODE_SHORTENED = _declare("READ-038", INFO, "区划代码“{value}”按级别取前几位“{new}”。")
BAD_CODE = _declare(
    "READ-039", ERROR, "区划代码“{value}”不是 2、4、6、9 或 12 位数字，本行未读入。", "请改正。"
)
NO_IDENTITY = _declare(
    "READ-008",
    WARNING,
    "这张表没有户编码列，整张未读。",
    "请补上户编码，或在 map.yaml 的 household 中写明以哪些列识别一户。",
)

# Cells
UNREADABLE = _declare("READ-040", ERROR, "“{value}”读不成“{label}”，按未知处理。", "请改正该单元格。")
NOT_A_CHOICE = _declare(
    "READ-041", ERROR, "“{value}”不是“{label}”的可选项，按未知处理。", "可填：{choices}。"
)
DIGITS_LOST = _declare(
    "READ-042",
    ERROR,
    "“{value}”是数字格式，末几位已丢失，不能猜，按未知处理。",
    "请把该列设为文本格式后重新填写。",
)
NO_CACHED_VALUE = _declare(
    "READ-043", ERROR, "公式没有保存计算结果，按未知处理。", "请用表格软件打开、保存后再读。"
)
FORMULA_ERROR = _declare(
    "READ-044", ERROR, "公式出错（如 #N/A、#REF!），按未知处理。", "请改正公式或填写数值。"
)
MONTH_ONLY = _declare("READ-045", INFO, "“{value}”只有年月，按当月 1 日计。")
DATE_AMBIGUOUS = _declare(
    "READ-046", ERROR, "“{value}”分不清是 1 月还是 10 月，按未知处理。", "请写成 2022-01-15 的样子。"
)
ROUNDED = _declare("READ-047", INFO, "“{value}”超过两位小数，四舍五入到分。")
NONE_IS_ZERO = _declare("READ-048", INFO, "“{value}”按 0 元计。")
YEAR_ONLY = _declare("READ-049", ERROR, "“{value}”只有年份，按未知处理。", "请写出月、日，如 2022-01-15。")
OUT_OF_RANGE = _declare(
    "READ-063",
    ERROR,
    "“{value}”作为“{label}”不在 {low}–{high} 之间，按未知处理。",
    "请核对数值和单位（元还是万元）。",
)

# Derived and assumed
ALLOWANCE_DERIVED = _declare("READ-050", INFO, "户低保情况未填，由成员得出：{label}。")
HARDSHIP_DERIVED = _declare("READ-051", INFO, "户特困供养情况未填，由成员得出：{label}。")
ID_LENGTHENED = _declare("READ-052", INFO, "15 位证件号码“{value}”换成 18 位“{new}”。")
PERSON_IDS_FROM_NUMBERS = _declare("READ-053", INFO, "表中没有人员编码，{count} 人的编码取自证件号码。")
PERSON_ID_FROM_NUMBER = _declare("READ-054", INFO, "人员编码未填，取自证件号码。")
PERSON_ID_FROM_ORDER = _declare("READ-055", INFO, "人员编码由户编码和户内顺序组成：{new}。")
PAYOUT_ZERO = _declare("READ-056", INFO, "没有理赔金额，按 0 元计。")
PAYOUTS_ZERO = _declare("READ-057", INFO, "表中没有理赔金额列，{count} 行按 0 元计。")
FORECAST_ASSUMED = _declare("READ-058", INFO, "表中没有“是否预估”列，{count} 行按实际收入计。")
CONSTANT_SET = _declare("READ-059", INFO, "按对应表，“{label}”一律为“{value}”。")
HOUSEHOLD_COMPOSED = _declare("READ-060", INFO, "按对应表，以{names}识别农户。")
PERIOD_GIVEN = _declare("READ-061", INFO, "“{header}”没有写年度，按指定的 {period} 年度读入。")
HOLE = _declare(
    "READ-066",
    ERROR,
    "这个金额不能用，该户{year}年的{table}整体按未知处理，以免少算。",
    "请改正后再读。",
)
ROW_ALIKE = _declare(
    "READ-068",
    WARNING,
    "与{other}用到的各列都相同、没有用到的列不同，只读一次。",
    "请核对两行是不是重复填报。",
)
ROWS_ALIKE = _declare(
    "READ-069",
    WARNING,
    "与{other}用到的各列都相同、没有用到的列不同，两行都已读入。",
    "请核对两行是不是重复填报。",
)
YEAR_TWICE = _declare(
    "READ-070",
    ERROR,
    "户编码“{value}”的 {year} 年度在{other}已有一行且金额不同，该户该年按未知处理。",
    "请核对哪一行是对的，只留一行。",
)
COSTS_MISSING = _declare(
    "READ-071",
    WARNING,
    "{year} 年度没有{names}列，按没有这项计。",
    "如有请补上，否则纯收入偏高。",
)
KINDS_MISSING = _declare(
    "READ-072",
    WARNING,
    "{year} 年度没有{names}列，按没有这{count}项计。",
    "如有请补上，否则纯收入偏低。",
)
CODES_ARE_NUMBERS = _declare(
    "READ-074",
    INFO,
    "“{header}”有 {count} 个是证件号码；登记时换成由它算出、看不出号码的户编码（H 开头），"
    "同样的表再来仍是同一户，按证件号码也查得到。",
)
"""Of a register that keeps numbers sealed; files read by themselves keep their codes."""
MASKED = _declare(
    "READ-075",
    WARNING,
    "“{value}”是打了码的{label}，不是号码或内容本身，按没有填计。",
    "要更新的，请填写完整的内容。",
)
BLANK_IS_NONE = _declare("READ-067", INFO, "“{header}”有 {count} 户空白而其他项已填，按没有这一项计。")
