"""The least that reading a workbook can cost: every cell through calamine, and nothing else."""

import sys

from python_calamine import CalamineWorkbook

book = CalamineWorkbook.from_path(sys.argv[1])
sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
