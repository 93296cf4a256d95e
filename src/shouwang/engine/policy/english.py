"""What is wrong with a pack, in English; the originals stand in `errors.py` and with what fills them."""

ENGLISH = {
    "政策包“{pack}”有误{more}：{place}: {code} {why}": "The policy pack “{pack}” has mistakes{more}: {place}: {code} {why}",
    "（共 {count} 处）": " ({count} in all)",
    "{remedy}。全部错误可用 shouwang pack check 查看": "{remedy} shouwang pack check shows all mistakes.",
    # Packs
    "找不到文件“{name}”": "There is no file “{name}”.",
    "请补上这个文件；新建政策包可用 shouwang pack new": "Please add it; shouwang pack new makes a new pack.",
    "YAML 写法有误：{detail}": "This is no proper YAML: {detail}.",
    "请检查该处的缩进、冒号后的空格和引号": "Please check indentation, blanks after colons and quotation marks there.",
    "“{key}”重复出现": "“{key}” stands there twice.",
    "请只保留一处": "Please keep one.",
    "不认识“{key}”{hint}": "“{key}” is not known{hint}.",
    "请删去，或改成可用的一项：{allowed}": "Please delete it, or change it to one of: {allowed}.",
    "缺少“{key}”": "“{key}” is missing.",
    "请补上这一项": "Please add it.",
    "“{key}”应为{expected}，实为“{value}”": "“{key}” has to be {expected}, and is “{value}”.",
    "请改正这一项的写法": "Please correct how it is written.",
    "“{key}”的值“{value}”不在可用范围内": "“{key}” cannot be “{value}”.",
    "请改成其中之一：{allowed}": "Please change it to one of: {allowed}.",
    "没有编号为“{name}”的依据文件": "There is no source “{name}”.",
    "请在 sources.yaml 中登记，或改正编号": "Please enter it in sources.yaml, or correct its id.",
    "“{name}”没有依据（source）": "“{name}” cites nothing (source).",
    "请写明文件和条款；没有依据的内容不能生效": (
        "Please name document and clause; what has no source cannot be in force."
    ),
    "规则“{name}”没有算例：{missing}": "The rule “{name}” has no example {missing}.",
    "请在 examples/ 中至少各写一个触发和不触发的算例": (
        "Please write into examples/ at least one in which it fires and one in which it does not."
    ),
    "参数“{name}”在 {day} 没有值": "The parameter “{name}” has no value on {day}.",
    "请补上从该日或更早起的值，或改政策包的施行日期": (
        "Please add a value from that day or earlier, or change the time of the pack."
    ),
    "施行日期颠倒：{start} 晚于 {end}": "The time is upside down: {start} is later than {end}.",
    "请改正 in_force 的 from 和 to": "Please correct from and to of in_force.",
    "找不到被继承的政策包“{name}”": "The extended pack “{name}” cannot be found.",
    "请检查 extends，或把它放在同一目录下": "Please check extends, or put that pack beside this one.",
    "事实“{name}”互相引用成环：{chain}": "The fact “{name}” refers to itself in the end: {chain}.",
    "请拆开其中一个引用": "Please undo one of the references.",
    "“{name}”与农户表的列、运行给定的名称或结果的列同名": (
        "“{name}” is already a column of households, a name that the run gives, or a column of results."
    ),
    "请换一个名称": "Please take another name.",
    "分级的最后一级必须没有条件": "The last tier must not have a condition.",
    "请把兜底的一级放在最后，并去掉 when": "Please put the tier of everybody else last, without when.",
    "分级中只有最后一级可以没有条件": "Only the last tier may be without a condition.",
    "请给这一级写上 when": "Please give this tier a when.",
    "政策包没有分级（tiers.yaml）": "The pack has no tiers (tiers.yaml).",
    "请至少写一级": "Please write at least one.",
    "政策包互相继承成环：{chain}": "The packs extend each other in a circle: {chain}.",
    "请改正 extends": "Please correct extends.",
    "政策包编号“{name}”与目录名“{directory}”不一致": "The id “{name}” is not the name of the folder “{directory}”.",
    "请改成一致": "Please make them the same.",
    "参数“{name}”还没有填值": "The parameter “{name}” still has no value.",
    "请把 value 改成当地公布的数值，并写明依据": (
        "Please change value to what was announced in that place, and name its source."
    ),
    "算例里的表有误：{detail}": "A table of an example is not right: {detail}.",
    "请按“列 | 列”的样式画表，列名见 shouwang tables": (
        "Please draw it as “column | column”; for the columns see shouwang tables."
    ),
    "算例期望的“{name}”不存在": "The “{name}” that the example expects does not exist.",
    "请改成本政策包中的规则、事实或分级": "Please change it to a rule, a fact or a tier of this pack.",
    "文件“{name}”是空的": "The file “{name}” is empty.",
    "请写上内容；新建政策包可用 shouwang pack new": "Please write it; shouwang pack new makes a new pack.",
    "“{key}”还没有填写（{value}）": "“{key}” is still to be filled in ({value}).",
    "请换成本地的内容；没有依据的内容不能生效": (
        "Please write what holds in that place; what has no source cannot be in force."
    ),
    "参数“{name}”的值 {value} 不可能{why}": "The parameter “{name}” cannot be {value}{why}.",
    "请改成公布的数值；比例写成 0 到 1 之间的小数": (
        "Please change it to what was announced; shares are decimals between 0 and 1."
    ),
    "“{name}”与所继承的不是一类：{own}，原为{base}": (
        "“{name}” is of another kind than in the extended pack: {own}, there {base}."
    ),
    "引用它的规则会因此出错；请保持类型和单位，或换一个名称": (
        "The rules that refer to it would go wrong. Please keep type and unit, or take another name."
    ),
    # Rules
    "表达式不完整或写法有误：{detail}": "The expression is not complete or not written as it should be: {detail}.",
    "请检查括号、引号和运算符": "Please check brackets, quotation marks and operators.",
    "不认识名称“{name}”{hint}": "The name “{name}” is not known{hint}.",
    "可用农户表的列、本包的事实、parameter.名称、on、period 等": (
        "There are the columns of households, the facts of this pack, parameter.name, on, period and others."
    ),
    "不能使用“{what}”": "“{what}” cannot be used.",
    "规则语言只有比较、and/or/not、四则运算、in、any/all/count/sum/min/max 和列出的函数": (
        "Rules have comparisons, and/or/not, + - * /, in, any/all/count/sum/min/max and the listed functions only."
    ),
    "表“{table}”没有列“{name}”{hint}": "The table “{table}” has no column “{name}”{hint}.",
    "列名见 shouwang tables": "For the columns see shouwang tables.",
    "没有参数“{name}”{hint}": "There is no parameter “{name}”{hint}.",
    "请在 parameters.yaml 中登记": "Please enter it in parameters.yaml.",
    "函数“{name}”需要 {expected} 个参数，写了 {given} 个": "The function “{name}” takes {expected} arguments and was given {given}.",
    "请按说明补足或删去": "Please add or delete some.",
    "不能把{left}与{right}比较{how}": "{left} and {right} cannot be compared{how}.",
    "请比较同一类的值": "Please compare values of one kind.",
    "单位不同：{left} 与 {right}": "The units differ: {left} and {right}.",
    "请先换算，例如把每人每年的线乘以 members": (
        "Please convert one of them, such as a line per person and year multiplied by members."
    ),
    "“{value}”不是“{column}”的取值{hint}": "“{value}” is no value of “{column}”{hint}.",
    "可用取值：{allowed}": "Values it can have: {allowed}.",
    "“{column}”只在 {low} 到 {high} 之间，与 {value} 的比较永远不会变化": (
        "“{column}” lies between {low} and {high}: compared with {value} it always gives the same."
    ),
    "请改成范围内的数": "Please change it to a number within.",
    "这里需要{expected}，写的是{actual}": "Here {expected} is needed, and {actual} is written.",
    "请改成需要的一类": "Please change it to what is needed.",
    "对 {table} 的遍历要写明 {row}.period == …": "Whoever goes through {table} has to say {row}.period == ….",
    "请在 if 之后加上期间；没有期间就无法区分“没有”和“不知道”": (
        "Please add the period after if: without it, “none” and “not known” cannot be told apart."
    ),
    "对 incomes 的遍历要写明 {row}.forecast 或 not {row}.forecast": (
        "Whoever goes through incomes has to say {row}.forecast or not {row}.forecast."
    ),
    "请说明算实际还是预估": "Please say whether actual or forecast incomes count.",
    "遍历里不能再用遍历或事实“{what}”": "Inside of any, all, count, sum, min, max there can be no other and no fact: “{what}”.",
    "请先写成一个事实，再在外层使用": "Please make it a fact of its own and use that outside.",
    "除法不能出现在这里": "There can be no division here.",
    "商只用于比较和展示；请改成乘积，例如 收入 < 线 * members": (
        "Quotients are compared and shown only; please write a product, such as income < line * members."
    ),
    "in 后面要写成括号里的一组值": "After in there have to be values in parentheses.",
    '例如 house_grade in ("C", "D")': 'Such as house_grade in ("C", "D").',
    "“{name}”要写成对某张表的遍历": "“{name}” has to go through a table.",
    "例如 count(p for p in persons if p.works)": "Such as count(p for p in persons if p.works).",
    "只有分级可以引用规则（rule.{name}）": "Only tiers can refer to rules (rule.{name}).",
    "请直接写条件，或写成事实": "Please write the condition itself, or make it a fact.",
    "没有规则“{name}”{hint}": "There is no rule “{name}”{hint}.",
    "规则编号中的短横线在这里写成下划线": "Hyphens in the ids of rules are written as underscores here.",
    "遍历只能写一个 for，写成“for 行 in 表”": "There can be one for only, as “for row in table”.",
    "例如 any(p.works for p in persons)": "Such as any(p.works for p in persons).",
    "数值太大，无法精确计算（{digits} 位）": "Numbers are too large to be exact ({digits} digits).",
    "请减少连乘的次数": "Please multiply fewer numbers.",
    "事实写明的类型是{declared}，表达式得到{actual}": "The fact says its type is {declared}; the expression gives {actual}.",
    "请改正 type 或表达式": "Please correct type or the expression.",
    "事实写明的单位是 {declared}，表达式得到 {actual}": "The fact says its unit is {declared}; the expression gives {actual}.",
    "请改正 unit 或表达式": "Please correct unit or the expression.",
    "连同所用的事实，缺项的列超过 {limit} 个": (
        "Together with the facts it uses, more than {limit} columns can be missing."
    ),
    "请删去不用的事实，或分成两个政策包": "Please delete facts that are not used, or make two packs of it.",
    "往前数 {value} 个月超出了日历": "{value} months back leave the calendar.",
    "请写 -{most} 到 {most} 之间的整数": "Please write a whole number between -{most} and {most}.",
    # What fills them
    "是否": "yes or no",
    "数": "a number",
    "文字": "a text",
    "日期": "a date",
    "（有误）": "(a mistake)",
    "大小": " by size",
    "整数": "a whole number",
    "有小数的数": "a number with decimals",
    "算出来的数": "a number that was calculated",
    "写明的整数或整数列": "a whole number that stands there, or a whole column",
    "数或日期": "a number or a date",
    "{kind}（{unit}）": "{kind} ({unit})",
    "表达式": "the expression",
    "名称": "the name",
    "小写字母、数字和下划线": "small letters, digits and underscores",
    "unknown 以外的任何名称（它另有含义）": "any name but unknown, which has a meaning of its own",
    "月-日（如 09-30）": "month-day (such as 09-30)",
    "此处": "this",
    "“名称: 内容”的列表": "a list of “name: content”",
    "以“- ”开头的列表": "a list of lines that start with “- ”",
    "日期（如 2022-01-01）": "a date (such as 2022-01-01)",
    "true 或 false": "true or false",
    "嵌套内容": "a structure",
    "无法解析": "it cannot be parsed",
    "引用（*）套引用，展开后太大": "references (*) to references, which become too large",
    "嵌套过深": "it is nested too deeply",
    "没有写表达式": "nothing is written",
    "有多余的右括号": "a closing bracket too many",
    "有不能识别的字符": "a character that is not known",
    "有括号没有闭合": "a bracket is not closed",
    "触发": "in which it fires",
    "不触发": "in which it does not fire",
    "触发、不触发": "in which it fires and none in which it does not",
    "没有列名": "it has no names of columns",
    "列“{name}”画了两次": "the column “{name}” is drawn twice",
    "有 {columns} 列，这一行却有 {cells} 格：{line}": "there are {columns} columns, but {cells} cells in this row: {line}",
}
