"""The catalogue's sentences in English: what was found, what to do.  Commands stand in a sentence of their own, last:
whoever reads in a browser is told something else there."""

MAP_IT = "Run shouwang map to write map.yaml, correct it, and read again with --mapping map.yaml."
COMPARE = "Check which is right and make them the same."

ENGLISH: dict[str, tuple[str, str]] = {
    # Sheets
    "READ-001": ("The sheet is empty and was not read.", ""),
    "READ-002": ("The sheet was not understood (it has no known header) and was not read.", MAP_IT),
    "READ-003": ("The sheet is hidden; it was read all the same.", ""),
    "READ-004": ("Row {span} is hidden (perhaps by a filter); it was read all the same.", ""),
    "READ-005": ("The column “{header}” is hidden; it was read all the same.", ""),
    "READ-006": ("The mapping says not to read this sheet.", ""),
    "READ-009": ("This is the list of problems that Shouwang wrote; it was not read.", ""),
    "READ-007": (
        "These files say nothing of households (village code and so on), so there is no table of households.",
        "Give the file of households to shouwang read as well.",
    ),
    # Columns
    "READ-010": ("“{header}” may be “{label}” ({score:.0%}); that is not sure, and it was not used.", MAP_IT),
    "READ-011": ("It is not known what “{header}” is; it was not used.", MAP_IT),
    "READ-012": ("“{header}” is not among the canonical columns and was not used.", ""),
    "READ-013": ("“{header}” and “{other}” both look like “{label}”; only “{other}” was used.", MAP_IT),
    "READ-014": (
        "“{header}” does not say which year it is of, and was not used.",
        "Add --period (such as --period 2022), or write the period in map.yaml.",
    ),
    "READ-015": ("“{header}” is in units of {unit} and was converted to yuan.", ""),
    "READ-016": (
        "The header “{header}” looks like “{label}”, but most of its cells cannot be read so; it was not used.",
        MAP_IT,
    ),
    "READ-017": (
        "“{header}” holds insurance pay-outs without a column of the amounts they belong to; it was not used.",
        "Add the column of out-of-pocket amounts. Or say in map.yaml which one it is.",
    ),
    "READ-018": ("The mapping says not to use “{header}”.", ""),
    "READ-019": (
        "Column {letter} holds something but has no header; it was not used.",
        "Please give it a header.",
    ),
    "READ-062": (
        "“{header}” differs within {count} households, as if it were each member's; it cannot be the household's"
        " “{label}” and was not used.",
        "Please fill it in by household. If it is the members', say so in map.yaml (such as persons.phone).",
    ),
    "READ-073": (
        "“{header}” differs within {count} households, as if it were each member's; the year of a household with"
        " several amounts counts as unknown.",
        "Please fill in one total per household.",
    ),
    "READ-074": (
        "{count} of “{header}” are ID numbers; the register replaces each by a household code made of it that does not"
        " show it (H …). The same list finds the same households when it comes again, and so does a search for the"
        " number.",
        "",
    ),
    # Rows
    "READ-020": (
        "The row has no household code and was not read.",
        "Please fill in the household code.",
    ),
    "READ-021": (
        "The household code “{value}” is stored as a number and has lost its last digits; the row was not read.",
        "Please set the column to text and export again.",
    ),
    "READ-022": (
        "The household has no usable village code and was not read.",
        "Please fill in the village code of 12 digits.",
    ),
    "READ-023": (
        "The village code “{value}” does not have 12 digits and was not used.",
        "Please correct it to the village code of 12 digits.",
    ),
    "READ-024": ("This is a total or a remark, not data; it was not read.", ""),
    "READ-025": ("The row is the same as {other}; only one was read.", "Please delete the other."),
    "READ-026": (
        "The household code “{value}” stands already in {other}, which differs; this row was not read.",
        "Please check which row is right.",
    ),
    "READ-027": (
        "The household of code “{value}” was not read, so this row was not either.",
        "Please check the household code, or add the household.",
    ),
    "READ-028": (
        "The household has no row of a member; whatever depends on its members will be unknown.",
        "Please add its members.",
    ),
    "READ-029": ("This is the header again; it was not read.", ""),
    "READ-030": (
        "The household code of {count} rows was taken from above (merged cells, or written only in the head's row).",
        "",
    ),
    "READ-031": (
        "One household, different “{label}”: “{value}” here, “{theirs}” in {other}; it counts as unknown.",
        COMPARE,
    ),
    "READ-032": (
        "One household, different village codes: “{value}” here, “{theirs}” in {other}; “{theirs}”, from the head's"
        " row, was read.",
        COMPARE,
    ),
    "READ-033": (
        "The row is the same as {other}; both were read.",
        "If it was filled in twice, please delete one.",
    ),
    "READ-034": ("The row has no “{label}” and was not read.", "Please fill in “{label}”."),
    "READ-035": (
        "One person, different “{label}”: “{value}” here, “{theirs}” in {other}; it counts as unknown.",
        COMPARE,
    ),
    "READ-036": (
        "The row has {found} cells, the header only {wanted}; what is beyond was not read.",
        "Please check the delimiters.",
    ),
    "READ-064": (
        "The person code “{value}” was used before; “{new}” was taken instead.",
        "Please check the person code.",
    ),
    "READ-065": (
        "The area code “{value}” stands already in {other}, which differs; this row was not read.",
        "Please check which row is right.",
    ),
    "READ-037": (
        "There is an insurance pay-out but no out-of-pocket amount; this expense was not read.",
        "Please fill in the out-of-pocket amount (0 if there was none).",
    ),
    "READ-038": ("The area code “{value}” was cut to “{new}”, as its level says.", ""),
    "READ-039": (
        "The area code “{value}” does not have 2, 4, 6, 9 or 12 digits; the row was not read.",
        "Please correct it.",
    ),
    "READ-008": (
        "The sheet has no column of household codes and was not read.",
        "Please add the household code. Or say in map.yaml, under household, which columns tell a household.",
    ),
    # Cells
    "READ-040": (
        "“{value}” cannot be read as “{label}”; it counts as unknown.",
        "Please correct the cell.",
    ),
    "READ-041": (
        "“{value}” is none of the choices for “{label}”; it counts as unknown.",
        "It can be: {choices}.",
    ),
    "READ-042": (
        "“{value}” is stored as a number and has lost its last digits, which cannot be guessed; it counts as unknown.",
        "Please set the column to text and fill it in again.",
    ),
    "READ-043": (
        "The formula was saved without its result; it counts as unknown.",
        "Please open and save the file in a spreadsheet program, then read it again.",
    ),
    "READ-044": (
        "The formula fails (such as #N/A or #REF!); it counts as unknown.",
        "Please correct the formula or fill in the value.",
    ),
    "READ-045": ("“{value}” has no day; the first of the month was taken.", ""),
    "READ-046": (
        "“{value}” may mean January or October; it counts as unknown.",
        "Please write it like 2022-01-15.",
    ),
    "READ-047": ("“{value}” has more than two decimals and was rounded.", ""),
    "READ-048": ("“{value}” was taken as 0 yuan.", ""),
    "READ-049": (
        "“{value}” is only a year; it counts as unknown.",
        "Please add month and day, like 2022-01-15.",
    ),
    "READ-063": (
        "“{value}” for “{label}” does not lie between {low} and {high}; it counts as unknown.",
        "Please check the number and its unit (yuan or 10,000 yuan).",
    ),
    # Derived and assumed
    "READ-050": (
        "The household's subsistence allowance was not filled in; from its members it is: {label}.",
        "",
    ),
    "READ-051": (
        "The household's extreme-hardship support was not filled in; from its members it is: {label}.",
        "",
    ),
    "READ-052": ("The ID number “{value}” of 15 digits became “{new}” of 18.", ""),
    "READ-053": (
        "The sheet has no person codes; those of {count} people were taken from their ID numbers.",
        "",
    ),
    "READ-054": ("The person code was not filled in and was taken from the ID number.", ""),
    "READ-055": ("The person code was made of the household code and the order in the household: {new}.", ""),
    "READ-056": ("There is no insurance pay-out; it was taken as 0 yuan.", ""),
    "READ-057": (
        "The sheet has no column of insurance pay-outs; in {count} rows they were taken as 0 yuan.",
        "",
    ),
    "READ-058": (
        "The sheet has no column that tells forecast from actual; {count} rows were taken as actual income.",
        "",
    ),
    "READ-059": ("As the mapping says, “{label}” is “{value}” throughout.", ""),
    "READ-060": ("As the mapping says, households are told by {names}.", ""),
    "READ-061": ("“{header}” names no year; it was read as {period}, as asked.", ""),
    "READ-066": (
        "This amount cannot be used; the household's {table} of {year} counts as unknown as a whole, lest it be too"
        " low.",
        "Please correct it and read again.",
    ),
    "READ-068": (
        "The row is the same as {other} in every column used and differs only in others; only one was read.",
        "Please check whether it was filled in twice.",
    ),
    "READ-069": (
        "The row is the same as {other} in every column used and differs only in others; both were read.",
        "Please check whether it was filled in twice.",
    ),
    "READ-070": (
        "For {year}, the household code “{value}” has a row already in {other}, with other amounts; that household's"
        " year counts as unknown.",
        "Please check which row is right and keep only that one.",
    ),
    "READ-071": (
        "For {year} there is no column {names}; it was taken that there are none.",
        "Please add it if there are any, else the net income is too high.",
    ),
    "READ-072": (
        "For {year} there is no column {names}; it was taken that there is no income of these {count} kinds.",
        "Please add it if there is any, else the net income is too low.",
    ),
    "READ-075": (
        "“{value}” is a masked {label}, not the number or the content itself; it was taken as not filled in.",
        "Fill it in in full if it is to be updated.",
    ),
    "READ-067": (
        "“{header}” is empty for {count} households that have other amounts; it was taken that they have none of this.",
        "",
    ),
}
