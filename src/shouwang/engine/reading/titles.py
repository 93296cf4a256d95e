"""What a problem is called in a list of codes, in Chinese and English."""

DRAWN = """
    READ-001   | 空工作表               | Empty sheet
    READ-002   | 没有看懂的工作表       | Sheet not understood
    READ-003   | 隐藏的工作表           | Hidden sheet
    READ-004   | 隐藏的行               | Hidden rows
    READ-005   | 隐藏的列               | Hidden column
    READ-006   | 按对应表不读的工作表   | Sheet left out by the mapping
    READ-007   | 没有农户信息           | No households
    READ-008   | 工作表没有户编码列     | Sheet without household codes
    READ-009   | 守望写的问题清单       | List of problems by Shouwang
    READ-010   | 没有把握的列           | Column not sure
    READ-011   | 没有认出的列           | Column not known
    READ-012   | 不在标准表中的列       | Column not needed
    READ-013   | 两列像同一项           | Two columns for one thing
    READ-014   | 列没有写明年度         | Column without a year
    READ-015   | 换算了单位的列         | Column converted to yuan
    READ-016   | 表头与内容不符的列     | Header and cells do not fit
    READ-017   | 理赔没有对应的支出列   | Pay-outs without amounts
    READ-018   | 按对应表不用的列       | Column left out by the mapping
    READ-019   | 没有表头的列           | Column without a header
    READ-020   | 没有户编码             | No household code
    READ-021   | 户编码丢失末几位       | Household code lost its last digits
    READ-022   | 没有行政村代码         | No village code
    READ-023   | 行政村代码不对         | Wrong village code
    READ-024   | 合计或说明行           | Total or remark
    READ-025   | 完全相同的行，只读一次 | Same row twice, read once
    READ-026   | 户编码重复且内容不同   | Household code twice, rows differ
    READ-027   | 农户没有读入           | Household was not read
    READ-028   | 没有成员的农户         | Household without members
    READ-029   | 重复的表头             | Header again
    READ-030   | 户编码取自上方         | Household code taken from above
    READ-031   | 同一户前后不一致       | One household, different values
    READ-032   | 同一户行政村代码不一致 | One household, different village codes
    READ-033   | 完全相同的行，都已读入 | Same row twice, both read
    READ-034   | 缺少必填内容           | Something required is missing
    READ-035   | 同一人前后不一致       | One person, different values
    READ-036   | 行比表头长             | Row longer than the header
    READ-037   | 有理赔没有自付支出     | Pay-out without amount
    READ-038   | 区划代码按级别截短     | Area code cut to its level
    READ-039   | 区划代码位数不对       | Wrong number of digits in area code
    READ-040   | 读不成的单元格         | Cell cannot be read
    READ-041   | 不是可选项             | None of the choices
    READ-042   | 数字丢失末几位         | Last digits lost
    READ-043   | 公式没有计算结果       | Formula without result
    READ-044   | 公式出错               | Formula fails
    READ-045   | 日期只有年月           | Date without a day
    READ-046   | 分不清月份的日期       | Month is ambiguous
    READ-047   | 四舍五入到分           | Rounded to two decimals
    READ-048   | 按 0 元计              | Taken as 0 yuan
    READ-049   | 日期只有年份           | Date is only a year
    READ-050   | 低保情况由成员得出     | Subsistence allowance from members
    READ-051   | 特困供养由成员得出     | Extreme-hardship support from members
    READ-052   | 15 位证件号码换成 18 位 | ID number of 15 digits lengthened
    READ-053   | 人员编码都取自证件号码 | All person codes from ID numbers
    READ-054   | 人员编码取自证件号码   | Person code from ID number
    READ-055   | 人员编码由顺序组成     | Person code from the order
    READ-056   | 没有理赔金额，按 0 元计 | No pay-out, taken as 0
    READ-057   | 没有理赔金额列         | No column of pay-outs
    READ-058   | 没有“是否预估”列       | No column of forecasts
    READ-059   | 整张表统一的值         | One value throughout
    READ-060   | 以几列识别农户         | Households told by several columns
    READ-061   | 按指定年度读入的列     | Column read as the year asked for
    READ-062   | 像按人填写的列         | Column looks like each member's
    READ-063   | 超出范围的数值         | Number out of range
    READ-064   | 人员编码重复           | Person code used twice
    READ-065   | 区划代码重复且内容不同 | Area code twice, rows differ
    READ-066   | 金额不能用，整年未知   | Amount unusable, year unknown
    READ-067   | 空白按没有计           | Empty taken as none
    READ-068   | 几乎相同的行，只读一次 | Nearly the same row, read once
    READ-069   | 几乎相同的行，都已读入 | Nearly the same row, both read
    READ-070   | 同一年度有两行         | Two rows for one year
    READ-071   | 没有支出列             | No column of production expenses
    READ-072   | 没有收入列             | No column of some income
    READ-073   | 像按人填写的金额       | Amounts look like each member's
    READ-074   | 户编码是证件号码       | Household codes are ID numbers
    READ-075   | 打了码的号码或内容     | Masked number or content
    CHECK-207  | 人员编码不在家庭成员中 | Person code is not among the members
    CHECK-208  | 所写的人属于另一户     | Person belongs to another household
    CHECK-801  | 数值超出范围           | Number out of range
"""
"""Checks not named here are called by what their sentence says before the semicolon."""

TITLES: dict[str, dict[str, str]] = {
    code: {"zh": chinese, "en": english}
    for code, chinese, english in (
        (cell.strip() for cell in line.split("|")) for line in DRAWN.strip().splitlines()
    )
}
