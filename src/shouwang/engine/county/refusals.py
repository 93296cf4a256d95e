"""What the made-up county refuses, in English."""

ENGLISH = {
    "不能生成 {count} 户的县。": "No county can be made of {count} households.",
    "请给出 1 到 {most} 之间的户数。": "Please ask for 1 to {most} households.",
    "种子 {seed} 不可用。": "The seed {seed} cannot be used.",
    "请给出 0 到 4294967295 之间的整数。": "Please write a whole number from 0 to 4294967295.",
    "“{area}”不是县级区划代码。": "“{area}” is no code of a county.",
    "请给出 6 位数字的代码，如 430921。": "Please write a code of 6 digits, such as 430921.",
    "参考日期 {on} 不可用。": "The reference date {on} cannot be used.",
    "请给出 1990 年到 2100 年之间的日期。": "Please write a date between 1990 and 2100.",
    "{count} 户太多，不适合写成工作簿。": "{count} households are too many for workbooks.",
    "请把户数减到 {most} 以内，或去掉 --xlsx 只生成 Parquet。": (
        "Please ask for at most {most}, or leave out --xlsx and get Parquet only."
    ),
}
