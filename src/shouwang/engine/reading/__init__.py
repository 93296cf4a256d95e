"""Reading real files: whatever a county calls its register → canonical tables, and every doubt with its cell.

workbook, spreadsheet, textfile   files → sheets of cells
apart, layout                     workbooks laid out by a process of its own, which a file may make abort
header, vocabulary, mapping       which row is the header, what each column means, how sure that is
values                            cells → typed columns, trouble noted
observe, build, derive            sheets → canonical tables, the way back to every cell kept
problems, messages, flags         what was found, in sentences
phrases, wording, english, titles the same sentences in English, from what fills them; refusals: what is refused
marked, patch, listing, store     the workbook given back with its cells marked; the output directory
"""
