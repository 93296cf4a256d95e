"""The canonical tables: one declaration per column.

Everything else reads this page: the readers of real files, the type checker of rules, the made-up county,
the data dictionary, Parquet schemas.  Money is decimal(14,2) in yuan; dates are dates; enumerations are the
English codes below and carry their Chinese label and the other words that real files use for them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Type(Enum):
    TEXT = "text"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    MONEY = "money"
    DATE = "date"
    ENUM = "enum"


@dataclass(frozen=True)
class Value:
    """One allowed value of an enumeration: its code, its Chinese label, other words met in files."""

    code: str
    label: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    name: str
    type: Type
    label: str
    synonyms: tuple[str, ...] = ()
    unit: str | None = None
    values: tuple[Value, ...] = ()
    low: int | None = None
    high: int | None = None
    known: bool = False
    """Whether the column never holds null."""
    personal: bool = False
    about: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(value.code for value in self.values)

    def label_of(self, code: str) -> str:
        return next((value.label for value in self.values if value.code == code), code)


@dataclass(frozen=True)
class Table:
    name: str
    label: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    """Columns that together name a row; empty where rows may repeat."""
    optional: bool = True
    """Whether a run can do without it."""
    covers: tuple[str, ...] = ()
    """Columns whose values a household's rows vouch for: no row for them means unknown, not nothing."""
    about: str = ""
    by_name: dict[str, Column] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})

    def __getitem__(self, name: str) -> Column:
        return self.by_name[name]

    def __contains__(self, name: str) -> bool:
        return name in self.by_name

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)


def text(name: str, label: str, *synonyms: str, **more: Any) -> Column:
    return Column(name, Type.TEXT, label, synonyms, **more)


def yes_no(name: str, label: str, *synonyms: str, **more: Any) -> Column:
    return Column(name, Type.BOOLEAN, label, synonyms, **more)


def whole(name: str, label: str, *synonyms: str, **more: Any) -> Column:
    return Column(name, Type.INTEGER, label, synonyms, **more)


def money(name: str, label: str, *synonyms: str, **more: Any) -> Column:
    """Amounts above a hundred million are slips of the keyboard: no household has them."""
    return Column(
        name, Type.MONEY, label, synonyms, **{"unit": "yuan", "low": 0, "high": 100_000_000, **more}
    )


def date(name: str, label: str, *synonyms: str, **more: Any) -> Column:
    return Column(name, Type.DATE, label, synonyms, **more)


def choice(name: str, label: str, *synonyms: str, values: str, **more: Any) -> Column:
    """`values` is drawn as lines `code 标签 other words …`."""
    rows = (line.split() for line in values.strip().splitlines())
    made = tuple(Value(code, label_, tuple(words)) for code, label_, *words in rows)
    return Column(name, Type.ENUM, label, synonyms, values=made, **more)


HOUSEHOLD_ID = (
    "家庭编号",
    "户编号",
    "户编码",
    "国家户编码",
    "户号",
    "户主编号",
    "农户编号",
    "家庭编码",
    "户ID",
)
AREA_CODE = (
    "行政区划代码",
    "村编码",
    "行政村编码",
    "村代码",
    "所在村代码",
    "区划代码",
    "区划编码",
    "行政村代码",
)

HOUSEHOLDS = Table(
    "households",
    "农户",
    (
        text("household_id", "户编码", *HOUSEHOLD_ID, known=True, about="全国防返贫监测信息系统中的户编码"),
        text("area_code", "行政村代码", *AREA_CODE, known=True, about="12 位：省 2、市 2、县 2、乡 3、村 3"),
        text("group_name", "村民小组", "组", "组名", "小组", "自然村", "村民小组名称", "所在组"),
        choice(
            "origin",
            "户类型",
            "农户类型",
            "脱贫属性",
            "户属性",
            "贫困户属性",
            "建档立卡属性",
            "农户属性",
            values="""
                ordinary        一般农户    非建档立卡户 一般户 普通农户 非脱贫户 非贫困户
                lifted          脱贫户      已脱贫户 已脱贫 脱贫 脱贫享受政策户 稳定脱贫户 脱贫享受政策 脱贫不享受政策户
                registered_poor 未脱贫户    未脱贫 贫困户 建档立卡贫困户
            """,
        ),
        choice(
            "monitoring_type",
            "监测对象类别",
            "监测对象类型",
            "监测类型",
            "监测户类型",
            "监测类别",
            values="""
                none            非监测对象    无 否 不是 非监测户
                unstable_lifted 脱贫不稳定户  脱贫监测户 脱贫不稳定
                marginal        边缘易致贫户  边缘户 边缘易致贫
                sudden_hardship 突发严重困难户 突发严重困难 突发困难户
            """,
        ),
        choice(
            "risk_state",
            "风险状态",
            "风险消除状态",
            "风险是否消除",
            "风险是否已消除",
            "风险消除情况",
            values="""
                none       无风险  无 未标注
                active     未消除  风险未消除 否 未消除风险
                eliminated 已消除  风险已消除 是 消除 已消除风险
            """,
        ),
        date(
            "identified_on",
            "识别时间",
            "识别认定时间",
            "纳入时间",
            "识别日期",
            "监测对象识别时间",
            "认定时间",
        ),
        date("eliminated_on", "风险消除时间", "消除时间", "风险消除日期", "消除日期"),
        choice(
            "elimination_way",
            "风险消除方式",
            "消除方式",
            values="""
                natural 自然消除  自然
                by_help 帮扶消除  帮扶 落实帮扶措施消除
            """,
        ),
        choice(
            "subsistence_allowance",
            "低保情况",
            "户低保情况",
            "家庭低保情况",
            "低保类型",
            "是否低保户",
            "低保户",
            values="""
                none  否        无 非低保 非低保户 不是 未享受
                part  部分成员  部分 部分低保 部分成员低保 单人保
                whole 整户      整户低保 整户保 全户 全户低保
            """,
        ),
        choice(
            "extreme_hardship",
            "特困供养情况",
            "户特困供养情况",
            "特困供养方式",
            "五保供养方式",
            "特困类型",
            values="""
                none        否        无 非特困 不是 非特困户
                scattered   分散供养  分散 分散供养特困 分散特困 分散供养五保
                centralised 集中供养  集中 集中供养特困 集中特困 集中供养五保
            """,
        ),
        yes_no(
            "allowance_edge", "是否低保边缘家庭", "低保边缘", "低保边缘家庭", "是否低保边缘户", "低保边缘户"
        ),
        choice(
            "house_grade",
            "住房鉴定等级",
            "房屋等级",
            "住房等级",
            "危房等级",
            "房屋鉴定等级",
            "房屋安全等级",
            "住房安全等级",
            values="""
                A A级  A A级安全 a
                B B级  B B级安全 b
                C C级  C C级危房 c
                D D级  D D级危房 d
            """,
        ),
        yes_no(
            "house_self_fix", "住房问题能否自行解决", "危房能自行解决", "能否自行解决住房", "住房能自行解决"
        ),
        yes_no(
            "other_safe_house", "是否有其他安全住房", "其他安全住房", "有其他安全住房", "是否另有安全住房"
        ),
        yes_no(
            "water_safe",
            "是否解决安全饮用水",
            "饮水是否安全",
            "安全饮水",
            "是否饮水安全",
            "饮水安全",
            "是否解决饮水安全",
        ),
        yes_no("water_quantity_ok", "水量是否达标", "水量达标", "饮水水量达标"),
        yes_no("water_quality_ok", "水质是否达标", "水质达标", "饮水水质达标"),
        yes_no("water_access_ok", "取水是否方便", "用水方便程度达标", "取水方便", "用水方便"),
        yes_no("water_supply_ok", "供水保证率是否达标", "供水保证率达标", "供水有保证"),
        choice(
            "supporter",
            "赡养人情况",
            "赡养情况",
            "赡养人",
            "有无赡养人",
            values="""
                none      无赡养人    无 没有
                incapable 无赡养能力  有但无能力 有赡养人无能力 赡养人无赡养能力 无能力
                capable   有赡养能力  有 有能力 有赡养人 能赡养
            """,
        ),
        yes_no("food_ok", "是否不愁吃", "不愁吃", "吃饭有保障"),
        yes_no("clothing_ok", "是否不愁穿", "不愁穿", "穿衣有保障"),
        yes_no("resettled", "是否易地搬迁户", "易地搬迁", "是否易地扶贫搬迁", "易地扶贫搬迁户", "是否搬迁户"),
        text("resettlement_site", "集中安置点", "安置点", "安置点名称", "易地搬迁安置点"),
        yes_no("no_labour", "是否整户无劳动能力", "整户无劳动能力", "整户无劳动力", "是否整户无劳力"),
        text("head_name", "户主姓名", "户主", "户主名", personal=True),
        text("address", "家庭住址", "住址", "家庭地址", "详细地址", "地址", personal=True),
        text("phone", "联系电话", "户主电话", "家庭电话", "户联系电话", personal=True),
    ),
    key=("household_id",),
    optional=False,
    about="一户一行",
)

PERSONS = Table(
    "persons",
    "家庭成员",
    (
        text(
            "person_id", "人员编码", "人编码", "人员编号", "成员编号", "个人编号", known=True, personal=True
        ),
        text("household_id", "户编码", *HOUSEHOLD_ID, known=True),
        text("name", "姓名", "成员姓名", "家庭成员姓名", "人员姓名", personal=True),
        text(
            "id_number",
            "证件号码",
            "身份证号",
            "身份证号码",
            "公民身份号码",
            "证件号",
            "身份证",
            "残疾证号",
            "身份证件号码",
            personal=True,
            about="18 位；残疾证 20 或 22 位",
        ),
        choice(
            "relation",
            "与户主关系",
            "与户主的关系",
            "家庭关系",
            "关系",
            values="""
                head         户主    本人 户主本人 本人或户主 01
                spouse       配偶    妻 妻子 夫 丈夫 老婆 02
                child        子女    子 女 儿子 女儿 之子 之女 长子 次子 三子 长女 次女 三女 养子 养女 继子 继女 独生子 独生女 03 04
                child_in_law 子女配偶 儿媳 女婿 之儿媳 之女婿 05 06
                grandchild   孙辈    孙子 孙女 外孙子 外孙女 外孙 孙 重孙 之孙子 之孙女 之外孙子 之外孙女 07 08 09 10
                parent       父母    父 母 父亲 母亲 之父 之母 11 12
                parent_in_law 配偶父母 岳父 岳母 公公 婆婆 公婆 岳父母 之岳父 之岳母 之公公 之婆婆 13 14 15 16
                grandparent  祖父母  祖父 祖母 外祖父 外祖母 爷爷 奶奶 之祖父 之祖母 之外祖父 之外祖母 17 18 19 20
                sibling      兄弟姐妹 兄 弟 姐 妹 哥哥 弟弟 姐姐 妹妹 之兄弟姐妹 兄弟 姐妹
                other        其他    其他亲属 非亲属 之侄儿 侄子 侄女 之侄女 其它 99
            """,
        ),
        choice("sex", "性别", "成员性别", values="male 男 男性 1\nfemale 女 女性 2", personal=True),
        date("birth_date", "出生日期", "出生年月", "出生年月日", "生日", "出生时间", personal=True),
        text("ethnicity", "民族", personal=True),
        text("education", "文化程度", "学历", "受教育程度", "文化水平"),
        choice(
            "student_stage",
            "在校生状况",
            "就读阶段",
            "在校状况",
            "在读阶段",
            "学段",
            "在校生情况",
            values="""
                none         非在校生  无 非在校 否 不在校 未上学 已毕业
                preschool    学前教育  学前 幼儿园 学龄前儿童在园
                primary      小学      小学在读 一年级 二年级 三年级 四年级 五年级 六年级
                junior       初中      七年级 八年级 九年级 初一 初二 初三 初中在读
                senior       高中      普通高中 高一 高二 高三 普通高中一年级 普通高中二年级 普通高中三年级
                vocational   中职      中专 职高 中职一年级 中职二年级 中职三年级 技工学校 技校 中等职业教育
                college      高职大专  高职 大专 高职高专 专科 高职高专一年级 高职高专二年级 高职高专三年级
                university   本科      大学 大学本科 本科一年级 本科二年级 本科三年级 本科四年级 大专及以上
                postgraduate 研究生    硕士 博士 硕士研究生 博士研究生 硕士及以上
            """,
        ),
        yes_no("in_school", "是否在校", "在校", "是否在学", "义务教育是否在校"),
        yes_no("home_teaching", "是否送教上门", "送教上门"),
        choice(
            "health",
            "健康状况",
            "身体状况",
            "健康情况",
            personal=True,
            values="""
                healthy  健康       良好 一般 正常
                chronic  长期慢性病 慢性病 慢病 长期慢病
                serious  患有大病   大病 重病 重大疾病
                disabled 残疾       残 残疾人
            """,
        ),
        whole(
            "disability_grade", "残疾等级", "残疾级别", low=0, high=4, personal=True, about="0 无；1–2 为重度"
        ),
        whole(
            "disability_kind",
            "残疾类别",
            "残疾类型",
            low=0,
            high=7,
            personal=True,
            about="0 无；1 视力 2 听力 3 言语 4 肢体 5 智力 6 精神 7 多重",
        ),
        choice(
            "labour",
            "劳动技能",
            "劳动能力",
            "劳动力状况",
            "劳动能力状况",
            values="""
                ordinary 普通劳动力         普通劳力 普通 有劳动能力 正常劳动力
                skilled  技能劳动力         技能 有技能
                weak     弱劳动力或半劳动力 弱劳动力 半劳动力 弱劳力半劳力 弱劳动力半劳动力 弱或半劳动力
                lost     丧失劳动力         丧失 丧失劳动能力
                none     无劳动力           无劳动能力 无 无劳力
            """,
        ),
        yes_no(
            "subsistence_allowance",
            "是否享受低保",
            "享受低保",
            "成员低保",
            "是否享受低保政策",
            "本人低保",
            "是否享受农村居民最低生活保障",
        ),
        yes_no(
            "extreme_hardship", "是否特困供养", "特困供养", "成员特困", "是否特困供养人员", "是否特困人员"
        ),
        yes_no(
            "medical_insured",
            "是否参加城乡居民基本医疗保险",
            "基本医疗保险",
            "是否参加基本医疗保险",
            "医保",
            "是否参加医保",
            "参加基本医保",
            "是否参保",
        ),
        yes_no("serious_illness_insured", "是否参加大病保险", "大病保险", "参加大病保险"),
        yes_no(
            "pension_insured",
            "是否参加基本养老保险",
            "养老保险",
            "城乡居民基本养老保险",
            "是否参加养老保险",
            "是否参加城乡居民基本养老保险",
        ),
        yes_no("family_doctor", "是否签约家庭医生", "家庭医生签约", "家庭医生"),
        yes_no("chronic_card", "是否有慢病证", "慢病证", "慢性病证", personal=True),
        yes_no("works", "是否务工", "务工", "是否就业", "是否外出务工"),
        choice(
            "work_place",
            "务工地点",
            "务工区域",
            "务工所在地",
            "务工地区",
            values="""
                village   村内   本村
                township  乡镇内 乡内村外 本乡镇 镇内 本乡 乡内
                county    县内   县内乡外 本县 乡外县内
                city      市内   市内县外 本市 县外市内
                province  省内   省内市外 本省 市外省内
                elsewhere 省外   外省 境外
            """,
        ),
        whole(
            "work_months",
            "务工月数",
            "务工时间（月）",
            "务工时间(月)",
            "务工时间",
            "务工时长",
            "务工月份数",
            unit="month",
            low=0,
            high=12,
        ),
        money(
            "monthly_wage",
            "月工资",
            "务工月收入",
            "月收入",
            "工资（元/月）",
            "月均工资",
            unit="yuan/month",
            high=100_000,
        ),
        yes_no("welfare_post", "是否公益性岗位", "公益性岗位", "公益岗位", "是否公益岗"),
        whole(
            "welfare_post_months",
            "公益性岗位月数",
            "公益岗月数",
            "公益性岗位（月数）",
            "公益岗位月数",
            unit="month",
            low=0,
            high=12,
        ),
        text("phone", "本人电话", "成员电话", "手机号", "手机号码", "电话", personal=True),
    ),
    key=("person_id",),
    optional=False,
    about="一人一行",
)

INCOMES = Table(
    "incomes",
    "收入",
    (
        text("household_id", "户编码", *HOUSEHOLD_ID, known=True),
        text(
            "period",
            "核算年度",
            "年度",
            "核算期",
            "收入年度",
            known=True,
            about="“2022”为 2021-10-01 至 2022-09-30，除非政策包另有规定",
        ),
        choice(
            "kind",
            "收入类别",
            "收入类型",
            "类别",
            values="""
                wage          工资性收入     工资 务工收入 工资收入 务工工资
                business      生产经营性收入 经营性收入 经营收入 经营 生产经营收入
                property      财产性收入     财产 财产收入
                transfer      转移性收入     转移 转移收入
                business_cost 生产经营性支出 经营支出 经营成本 生产经营支出 生产成本
            """,
            known=True,
        ),
        text("item", "收入项目", "项目", "明细"),
        money("amount", "金额", "收入金额", "金额（元）", "数额", unit="yuan/year", known=True),
        yes_no("forecast", "是否预估", "预估", "预测", known=True, about="预估与实际可并存"),
    ),
    key=(),
    covers=("period", "forecast"),
    about="一户一期一类一行或多行；某期没有任何行即该期收入未知，不是零",
)

EXPENSES = Table(
    "expenses",
    "支出",
    (
        text("household_id", "户编码", *HOUSEHOLD_ID, known=True),
        text("person_id", "人员编码", "人编码", "人员编号", "成员编号", personal=True),
        text("period", "核算年度", "年度", "核算期", "支出年度", known=True),
        choice(
            "kind",
            "支出类别",
            "支出类型",
            "类别",
            values="""
                medical   合规自付医疗 医疗 医疗支出 合规自付支出 医疗费用
                schooling 教育支出     教育 学费 上学
                disaster  因灾支出     灾害 自然灾害
                accident  意外支出     意外 意外事故
                housing   住房支出     住房 建房
                other     其他支出     其他
            """,
            known=True,
        ),
        money("amount", "金额", "支出金额", "金额（元）", "自付金额", unit="yuan/year", known=True),
        money(
            "insurance_payout", "理赔金额", "理赔收入", "保险理赔", "赔付金额", unit="yuan/year", known=True
        ),
    ),
    key=(),
    covers=("period",),
    about="一户一期至少一行才算该期支出已知",
)

EVENTS = Table(
    "events",
    "事件",
    (
        text("household_id", "户编码", *HOUSEHOLD_ID, known=True),
        text("person_id", "人员编码", "人编码", "人员编号", "成员编号", personal=True),
        choice(
            "kind",
            "事件类别",
            "事件类型",
            "类别",
            values="""
                dropout          失学辍学   辍学 失学
                job_loss         失业       失去工作
                work_interrupted 务工中断   停工
                serious_illness  突发大病   大病 重病
                accident         意外事故   意外 交通事故
                death_of_worker  劳力死亡   主要劳动力死亡 劳动力死亡
                fire             火灾       失火
                flood            洪涝       水灾 洪灾
                drought          旱灾       干旱
                typhoon          台风       台风灾害 强台风 超强台风 热带风暴
                geological       地质灾害   滑坡 泥石流
                other_disaster   其他灾害   冰雹 雪灾 风灾
                epidemic         疫情       新冠疫情 新冠肺炎 新冠肺炎疫情 传染病疫情 疫情影响 受疫情影响
                business_failure 产业失败   产业项目失败 经营失败
                crop_loss        农作物受损 减产 绝收
                unsold_goods     农产品滞销 滞销
                debt             债务       负债
                petition         信访       上访
                other            其他       其它
            """,
            known=True,
        ),
        date("occurred_on", "发生日期", "发生时间", "日期", "事发时间", known=True),
        choice(
            "channel",
            "线索来源",
            "线索渠道",
            "来源渠道",
            "线索来源渠道",
            "信息来源",
            "预警来源",
            "发现渠道",
            "发现方式",
            "发现途径",
            values="""
                self_report   农户自主申报    自主申报 农户申报 农户自主申请 自主申请 个人申报 主动申报
                cadre_visit   干部排查走访    干部排查 干部走访 基层干部排查 基层排查 日常排查 集中排查 走访排查 入户走访 村干部走访
                grid_worker   网格员          网格员上报 网格员排查 网格排查 网格
                people        群众反映        群众举报 群众报告 邻里反映 邻居反映 村民反映 群众
                petition      信访            来信来访 信访反映 信访部门 上访
                hotline       12317/12345热线 12317 12345 12317热线 12345热线 12317监督举报电话 12317平台 12345政务服务热线 咨询热线 热线电话 热线
                department    部门推送        部门筛查预警 部门筛查 部门预警 部门反馈 部门比对 部门信息比对 行业部门 行业部门推送 数据比对 大数据比对 大数据预警
                media         媒体舆情        媒体 舆情 舆情监测 网络舆情 新闻媒体 媒体报道
                other         其他            其它 其他渠道
            """,
            about="这件事是谁、从哪里报上来的；没有写明的留空，不推测",
        ),
        text("department", "推送部门", "部门", "来源部门"),
        money("amount", "涉及金额", "金额", "损失金额", "金额（元）"),
        text("note", "备注", "说明", "情况说明"),
    ),
    key=(),
    about="一事一行",
)

MEASURES = Table(
    "measures",
    "帮扶措施",
    (
        text("household_id", "户编码", *HOUSEHOLD_ID, known=True),
        text("person_id", "人员编码", "人编码", "人员编号", "成员编号", personal=True),
        choice(
            "kind",
            "措施类别",
            "帮扶措施类别",
            "措施类型",
            "类别",
            values="""
                industry       产业帮扶     产业 产业发展
                employment     就业帮扶     就业
                finance        金融帮扶     金融 小额信贷
                welfare_post   公益岗位帮扶 公益性岗位 公益岗位
                housing        住房安全保障 住房 危房改造 住房保障
                water          饮水安全保障 饮水 饮水保障
                health         健康帮扶     健康 医疗 医疗保障
                education      教育帮扶     教育 教育保障
                safety_net     综合保障     兜底 综合性保障 兜底保障
                social         社会帮扶     社会
                relocation     搬迁         易地搬迁
                infrastructure 基础设施     基础设施建设
                other          其他         其它
            """,
            known=True,
        ),
        date("starts_on", "开始日期", "开始时间", "实施时间", "落实时间", known=True),
        date("ends_on", "结束日期", "结束时间"),
        money("amount", "帮扶金额", "金额", "金额（元）", "投入金额"),
        yes_no("development", "是否开发式帮扶", "开发式帮扶", "开发式", known=True),
    ),
    key=(),
    about="一项措施一行",
)

AREAS = Table(
    "areas",
    "行政区划",
    (
        text("area_code", "区划代码", *AREA_CODE, known=True, about="2、4、6、9 或 12 位"),
        text("name", "名称", "区划名称", "行政区划名称", known=True),
        choice(
            "level",
            "级别",
            "层级",
            "区划级别",
            values="""
                province 省   省级
                city     市   地市   市级
                county   县   区县   县级 区
                township 乡镇 街道   乡级 乡 镇
                village  村   行政村 社区 村级 村委会 居委会
            """,
            known=True,
        ),
        choice(
            "kind",
            "区划类型",
            "类型",
            values="""
                ordinary     普通       一般
                poor_village 脱贫村     贫困村
                key_village  重点帮扶村 重点村
                district     管理区     管区
                site         集中安置点 安置点
            """,
        ),
    ),
    key=("area_code",),
    about="省到村",
)

TABLES = {table.name: table for table in (HOUSEHOLDS, PERSONS, INCOMES, EXPENSES, EVENTS, MEASURES, AREAS)}
