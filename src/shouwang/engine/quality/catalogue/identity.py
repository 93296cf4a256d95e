"""Who somebody is: numbers, cards, birth dates, telephones.

One wrong digit is reported once: birth date and sex are compared with the number only when its check
character is right.
"""

from shouwang.engine.quality.declare import Subject, error, info, warning

PHONE = "1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}"
PROVINCES = (
    "('11','12','13','14','15','21','22','23','31','32','33','34','35','36','37','41','42','43','44','45','46',"
    "'50','51','52','53','54','61','62','63','64','65','71','81','82')"
)

IDENTITY = Subject(
    "身份",
    (
        error(
            101,
            "persons.id_number",
            "length(id_number) NOT IN (18, 20, 22)",
            "证件号码既不是 18 位身份证号，也不是 20 或 22 位残疾证号；请对照证件原件更正。",
            "The ID number is neither an identity-card number of 18 digits nor a disability-certificate "
            "number of 20 or 22; please correct it from the document itself.",
            campaign="1_01_002 1_12_002",
        ),
        error(
            102,
            "persons.id_number",
            "length(id_number) = 18 AND number IS NULL",
            "身份证号的校验位不对，至少有一位写错；请对照证件原件更正。",
            "The check digit of the identity-card number is wrong, so at least one digit is; please "
            "correct it from the document itself.",
            campaign="1_01_003",
        ),
        error(
            103,
            "persons.id_number",
            "length(id_number) IN (20, 22) AND number IS NULL",
            "残疾证号前 18 位不是正确的身份证号；请对照证件原件更正。",
            "The first 18 digits of the disability-certificate number are no valid identity-card number; "
            "please correct it from the document itself.",
            campaign="1_01_004 1_12_004",
        ),
        error(
            104,
            "persons.id_number",
            "length(id_number) IN (20, 22) AND number IS NOT NULL AND card_kind IS NULL",
            "残疾证号末尾不对：第 19 位应为残疾类别 1–7，第 20 位应为残疾等级 1–4；请对照证件原件更正。",
            "The end of the disability-certificate number is wrong: digit 19 is the kind of disability, "
            "1–7, and digit 20 the grade, 1–4; please correct it from the document itself.",
            campaign="1_01_004 1_12_004",
        ),
        error(
            105,
            "persons.id_number",
            "number IS NOT NULL AND (number_birth IS NULL OR number_birth < DATE '1900-01-01')",
            "身份证号中的出生日期不存在或早于 1900 年；请对照证件原件更正。",
            "The date of birth in the identity-card number does not exist or lies before 1900; please "
            "correct it from the document itself.",
        ),
        warning(
            106,
            "persons.id_number",
            "starts_with(number, '999999')",
            "身份证号以 999999 开头，是临时编号；请补录正式的身份证号。",
            "The identity-card number begins with 999999, which marks a temporary number; please enter "
            "the real one.",
            campaign="4_01_003",
        ),
        warning(
            107,
            "persons.id_number",
            # Numbers that begin with 9 belong to foreigners with permanent residence, 83 to people from Taiwan.
            f"left(number, 2) NOT IN {PROVINCES} AND NOT regexp_matches(number, '^(9|83)')",
            "身份证号前两位不是任何省份的代码；请对照证件原件更正。",
            "The first two digits of the identity-card number are the code of no province; please correct"
            " it from the document itself.",
        ),
        error(
            108,
            "persons.id_number",
            "twin_rows IS NOT NULL",
            "同一户内有两名成员证件号码相同（另见{also}）；请删去重复的成员或更正号码。",
            "Two members of one household have the same ID number (see also {also}); please delete the "
            "member entered twice or correct the number.",
            campaign="1_01_001 1_12_001",
            also="twin_rows",
        ),
        error(
            109,
            "persons.id_number",
            "number_rows IS NOT NULL",
            "同一证件号码出现在不同的户（另见{also}）；请核实此人属于哪一户，并从其他户中删去。",
            "The same ID number stands in different households (see also {also}); please find out which "
            "one the person belongs to and delete it from the others.",
            campaign="1_01_001 1_12_001",
            also="number_rows",
        ),
        error(
            110,
            "persons.person_id",
            "person_rows IS NOT NULL",
            "人员编码重复（另见{also}）；请为每个人使用各自的编码，重复录入的成员请删去。",
            "The person code is used more than once (see also {also}); please give each person a code of "
            "their own and delete members entered twice.",
            also="person_rows",
        ),
        warning(
            111,
            "persons.birth_date",
            # Files that have year and month only are read as the first of the month.
            "birth_date <> number_birth AND NOT (day(birth_date) = 1 AND "
            "date_trunc('month', birth_date) = date_trunc('month', number_birth))",
            "出生日期与身份证号中的出生日期不一致；请对照证件原件更正其中之一。",
            "The date of birth differs from the one in the identity-card number; please correct one of "
            "them from the document itself.",
        ),
        warning(
            112,
            "persons.sex",
            "sex <> number_sex",
            "性别与身份证号第 17 位不一致（单数为男，双数为女）；请对照证件原件更正其中之一。",
            "The sex differs from digit 17 of the identity-card number (odd: male, even: female); please "
            "correct one of them from the document itself.",
        ),
        warning(
            113,
            "persons.birth_date",
            "born > last_day",
            "出生日期在将来；请核对出生年份。",
            "The date of birth lies in the future; please check the year.",
        ),
        warning(
            114,
            "persons.birth_date",
            "age_at_least > 115",
            "年龄超过 115 岁；请核对出生日期，已故成员请办理减员。",
            "The person is older than 115 years; please check the date of birth, and report a death if "
            "there was one.",
        ),
        warning(
            115,
            "persons.disability_kind",
            "card_kind <> disability_kind",
            "残疾类别与残疾证号第 19 位不一致；请对照残疾证更正其中之一。",
            "The kind of disability differs from digit 19 of the disability certificate; please correct "
            "one of them from the certificate.",
            campaign="1_01_004 1_12_004",
        ),
        warning(
            116,
            "persons.disability_grade",
            "card_grade <> disability_grade",
            "残疾等级与残疾证号第 20 位不一致；请对照残疾证更正其中之一。",
            "The grade of disability differs from digit 20 of the disability certificate; please correct "
            "one of them from the certificate.",
            campaign="1_01_004 1_12_004",
        ),
        warning(
            121,
            "households.phone",
            f"NOT regexp_full_match(phone, '{PHONE}')",
            "联系电话不是 11 位手机号，也不是带区号的固定电话；请更正。",
            "The telephone number is neither a mobile number of 11 digits nor a landline with area code; "
            "please correct it.",
            campaign="2_01_013 2_12_007 4_02_001 5_13_003",
        ),
        warning(
            122,
            "persons.phone",
            f"NOT regexp_full_match(phone, '{PHONE}')",
            "成员电话不是 11 位手机号，也不是带区号的固定电话；请更正。",
            "The member's telephone number is neither a mobile number of 11 digits nor a landline with "
            "area code; please correct it.",
            campaign="2_01_014",
        ),
        info(
            123,
            "households.phone",
            "home_phone_rows IS NOT NULL",
            "不同的户填了同一个联系电话（另见{also}）；请核实，代填的请换成本户电话。",
            "Different households give the same telephone number (see also {also}); please check, and "
            "replace a number lent by others with the household's own.",
            campaign="5_15_022",
            also="home_phone_rows",
        ),
        info(
            124,
            "persons.phone",
            "phone_rows IS NOT NULL",
            "不同户的成员填了同一个电话（另见{also}）；请核实，代填的请换成本人电话。",
            "Members of different households give the same telephone number (see also {also}); please "
            "check, and replace a number lent by others with the person's own.",
            campaign="5_15_021 5_15_022",
            also="phone_rows",
        ),
    ),
)
