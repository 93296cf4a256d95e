"""What packs, runs and their tables refuse, in English; mistakes in a pack are in `policy/english.py`."""

ENGLISH = {
    # Packs
    "“{name}”里没有 pack.yaml": "“{name}” has no pack.yaml.",
    "请指向政策包的目录，或写政策包的编号": "Please name the folder of a policy pack, or its id.",
    "没有政策包“{name}”": "There is no policy pack “{name}”.",
    "可用的政策包：{known}；也可以写政策包目录的路径": "Policy packs there are: {known}. A path to a folder will do, too.",
    "（无）": "none",
    "政策包“{pack}”没有分级，不能用来筛查": "The policy pack “{pack}” has no tiers and cannot screen.",
    "请选用写有 tiers.yaml 的政策包，见 shouwang pack list": "Please choose a pack with a tiers.yaml.",
    "政策包“{pack}”里有连乘得到 {digits} 位的数，无法精确计算（RULE-121）": (
        "The policy pack “{pack}” multiplies to numbers of {digits} digits, which cannot be exact (RULE-121)."
    ),
    "请减少连乘的次数": "Please multiply fewer numbers.",
    "政策包“{pack}”用到的列或规则超过 {most} 个（RULE-124）": (
        "The policy pack “{pack}” uses more than {most} columns or rules (RULE-124)."
    ),
    "请删去不用的事实，或分成两个政策包": "Please delete facts that are not used, or make two packs of it.",
    # Days
    "基准日期 {on} 不在 {first} 到 {last} 之间": "The reference date {on} does not lie between {first} and {last}.",
    "请核对 --on": "Please check the date.",
    "{on} 不在政策包“{pack}”的施行期内（{start} 至 {end}）": (
        "On {on} the policy pack “{pack}” is not in force (but from {start} to {end})."
    ),
    "请改 --on；确要套用时加 --as-if，结果会注明": (
        "Please choose another date, or apply the pack all the same; the result will say so."
    ),
    "这些政策包没有共同的施行期，不知道按哪一天比较": (
        "These policy packs are never in force together: it is not known on which day to compare them."
    ),
    "请写 --on 年-月-日；施行期以外另加 --as-if": (
        "Please choose a date; outside the time of a pack, apply it all the same."
    ),
    "政策包“{pack}”的施行期里没有核算年度末，不知道按哪一天计算": (
        "No accounting year ends while the policy pack “{pack}” is in force: it is not known which day to take."
    ),
    "请写 --on 年-月-日": "Please choose a date.",
    "核算年度“{text}”不是四位年份": "The accounting year “{text}” is not a year of four digits.",
    "请写成 --period 2022 的样子": "Please write it like 2022.",
    # Parameters
    "政策包“{pack}”没有参数“{name}”{hint}": "The policy pack “{pack}” has no parameter “{name}”{hint}.",
    "（是否想写“{name}”？）": " (did you mean “{name}”?)",
    "可改的参数：{known}": "Parameters that can be changed: {known}.",
    "参数“{name}”写了两个值": "The parameter “{name}” was given two values.",
    "请只留一个 --set；要比几个值，请各运行一次": (
        "Please keep one of them; to compare several values, run the screening once for each."
    ),
    "“--set {text}”没有写值": "“{text}” was given no value.",
    "请写成 --set 参数=数值，例如 --set monitoring_line=7300": (
        "Please write parameter=value, such as monitoring_line=7300."
    ),
    "“{text}”不是数": "“{text}” is not a number.",
    "请写成 --set {name}=7300 的样子": "Please write it like {name}=7300.",
    "{parameter}不能是 {text}{why}": "{parameter} cannot be {text}{why}.",
    "（不能是负数）": " (it cannot be negative)",
    "（须小于十亿，最多 6 位小数）": " (it has to be below 1,000,000,000 and have at most 6 decimals)",
    "（比例须在 0 到 1 之间）": " (a share lies between 0 and 1)",
    "现在的值是 {now:f}，请写相近的数": "Its value now is {now:f}; please write a number near to it.",
    # Assumptions
    "对 {name} 作了两种假定": "Two things were assumed of {name}.",
    "请只留一个 --assume": "Please keep one of them.",
    "看不懂“--assume {text}”：没有这个列{hint}": "“{text}” is not understood: there is no such column{hint}.",
    "“{label}”（{column}）从来不会未知，不必假定": (
        "“{label}” ({column}) is never unknown; nothing needs to be assumed."
    ),
    "看不懂“--assume {text}”：{error}": "“{text}” is not understood: {error}.",
    "“{text}”不是{label}（{column}）的值": "“{text}” is no value of {label} ({column})",
    "可用的值：{codes}": "Values it can have: {codes}.",
    "“--assume {text}”没有写值": "“{text}” was given no value.",
    "请写成 --assume households.subsistence_allowance=none 或 --assume expenses=empty 的样子": (
        "Please write it like households.subsistence_allowance=none or expenses=empty."
    ),
    # Tables
    "表里有大到无法计算的数，或取值以外的词：{error}": (
        "The tables hold a number too large to calculate with, or a word that is no value: {error}"
    ),
    "请用 shouwang read 读入原表，它会标出不能用的单元格": (
        "Please read the original sheets again: the cells that cannot be used are marked."
    ),
    "找不到“{folder}”": "There is no “{folder}”.",
    "请检查路径；从 Excel 开始请先运行 shouwang read": "Please check the path; of workbooks run shouwang read first.",
    "“{folder}”不是目录": "“{folder}” is no folder.",
    "请给出 shouwang read 或 shouwang county 写出的目录": (
        "Please name a folder that shouwang read or shouwang county has written."
    ),
    "“{folder}”里没有 {tables} 表": "“{folder}” lacks {tables}.",
    "请先运行 shouwang read 把 Excel 读成登记表，或检查目录": (
        "Please read the workbooks with shouwang read first, or check the folder."
    ),
    "读不了“{name}”：{error}": "“{name}” cannot be read: {error}",
    "文件可能损坏，请重新导出或重新运行 shouwang read": (
        "The file may be damaged; please export it again, or run shouwang read again."
    ),
    "“{name}”缺少列 {columns}": "“{name}” lacks the columns {columns}.",
    "列名和含义见 shouwang tables": "For columns and their meaning see shouwang tables.",
    "“{file}”有 {count} 行的{label}（{column}）不能原样读入，例如 {value}": (
        "In “{file}”, rows whose {label} ({column}) would change when it is read: {count}, such as {value}."
    ),
    "请写成{form}；{remedy}": "Please write {form}. {remedy}",
    "文字": "a text",
    "英文代码": "its English code",
    " true 或 false": "true or false",
    "整数": "a whole number",
    "最多两位小数的数": "a number with at most two decimals",
    " 2022-09-30 样子的日期": "a date like 2022-09-30",
    "请改正后再运行；从 Excel 开始请用 shouwang read，它会逐格标出问题": (
        "Please correct it and run this again. Of workbooks use shouwang read, which marks every cell in question."
    ),
    "{table} 表有 {count} 行{why}{where}": "In the table {table}, rows {why}: {count}{where}.",
    "，例如户 {household}": ", such as household {household}",
    "没有{label}（{column}）": "without {label} ({column})",
    "的{label}（{column}）不是可用的值": "whose {label} ({column}) is no value it can have",
    "的{label}（{column}）不在 {low} 到 {high} 之间": "whose {label} ({column}) does not lie between {low} and {high}",
    "的{label}（{column}）不是四位年份": "whose {label} ({column}) is no year of four digits",
    "的{label}（{column}）不是 12 位数字": "whose {label} ({column}) does not have 12 digits",
    "{table} 表里 {column} 有 {count} 个重复，例如 {value} 出现 {times} 次": (
        "In the table {table}, values of {column} that stand there more than once: {count}, such as {value} ({times} times)."
    ),
    "{table} 表有 {count} 行的户编码在 households 表里没有，例如 {household}": (
        "In the table {table}, rows whose household is not in the table households: {count}, such as {household}."
    ),
    # Results
    "“{folder}”不是筛查结果的目录": "“{folder}” is no folder of results.",
    "请给出 shouwang screen 的 --out 目录": "Please name the folder that was the --out of shouwang screen.",
    "“{folder}”里的政策包与当时不一致": "The policy pack in “{folder}” is not the one of that time.",
    "结果目录被改动过，请重新运行 shouwang screen": "The results were altered; please run shouwang screen again.",
    "结果里没有户“{household}”": "There is no household “{household}” in the results.",
    "请核对户编码；最接近的是 {near}": "Please check the code; the nearest is {near}.",
    "结果里没有任何农户": "There is no household in the results at all.",
    "{place}共 {count:,} 户，一张工作表放不下。": "{place} has {count:,} households, more than a sheet can hold.",
    "请按村分别生成台账。": "Please write the ledger by village.",
    # Other data bases
    "政策包里有 {digits} 位、其中小数 {decimals} 位的数，Spark 会把它四舍五入，结果不再精确（RULE-121）": (
        "The policy pack has numbers of {digits} digits, {decimals} of them decimals; Spark would round them, and results"
        " would not be exact (RULE-121)."
    ),
    "请减少连乘的次数或小数位，或改用 --dialect postgres": (
        "Please multiply fewer numbers or decimals, or take --dialect postgres."
    ),
    # Examples of a pack
    "表里没有户“{household}”": "there is no household “{household}” in its tables",
    "事实 {name} 应为 {wanted}，得到 {got}": "the fact {name} should be {wanted} and is {got}",
    "{name} 应为 {wanted}，得到 {got}": "{name} should be {wanted} and is {got}",
    "政策包“{pack}”没有参数，新建的政策包没有要填的数": (
        "The policy pack “{pack}” has no parameters: a new one would have no numbers to fill in."
    ),
    "请改用写有监测线的政策包，见 shouwang pack list": "Please take a pack with a line, see shouwang pack list.",
}

TYPED = {
    "请选用写有 tiers.yaml 的政策包，见 shouwang pack list": (
        "Please choose a pack with a tiers.yaml, see shouwang pack list."
    ),
    "请核对 --on": "Please check --on.",
    "请改 --on；确要套用时加 --as-if，结果会注明": (
        "Please change --on, or apply the pack all the same with --as-if; the result will say so."
    ),
    "请写 --on 年-月-日；施行期以外另加 --as-if": (
        "Please write --on YYYY-MM-DD; outside the time of a pack, add --as-if."
    ),
    "请写 --on 年-月-日": "Please write --on YYYY-MM-DD.",
    "请写成 --period 2022 的样子": "Please write it like --period 2022.",
    "请只留一个 --set；要比几个值，请各运行一次": (
        "Please keep one --set; to compare several values, run this once for each."
    ),
    "“--set {text}”没有写值": "“--set {text}” has no value.",
    "请写成 --set 参数=数值，例如 --set monitoring_line=7300": (
        "Please write --set parameter=value, such as --set monitoring_line=7300."
    ),
    "请写成 --set {name}=7300 的样子": "Please write it like --set {name}=7300.",
    "请只留一个 --assume": "Please keep one --assume.",
    "看不懂“--assume {text}”：没有这个列{hint}": "“--assume {text}” is not understood: there is no such column{hint}.",
    "看不懂“--assume {text}”：{error}": "“--assume {text}” is not understood: {error}.",
    "“--assume {text}”没有写值": "“--assume {text}” has no value.",
    "请写成 --assume households.subsistence_allowance=none 或 --assume expenses=empty 的样子": (
        "Please write it like --assume households.subsistence_allowance=none or --assume expenses=empty."
    ),
    "请用 shouwang read 读入原表，它会标出不能用的单元格": (
        "Please read the original sheets with shouwang read: it marks the cells that cannot be used."
    ),
}
"""The same for whoever types options: pages have fields in their place."""
