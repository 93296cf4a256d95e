"""What packs and runs refuse, in English: for pages, where no option is typed.

Mistakes in a pack are its author's; their catalogue (`policy/errors.py`) is Chinese.
"""

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
}
