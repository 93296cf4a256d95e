"""What the checks of data quality flagged in the tables → problems at the cells the values came from."""

from shouwang.engine.quality import checks
from shouwang.engine.reading import phrases
from shouwang.engine.reading.build import Built
from shouwang.engine.reading.places import place
from shouwang.engine.reading.problems import Log


def report(built: Built, log: Log) -> None:
    for flag in checks.check(built.tables):
        layers = built.layers[flag.table]
        here = place(layers, flag.row, flag.column)
        also = dict.fromkeys(place(layers, row, flag.column).words for row in flag.also)
        words = {"table": flag.table, "column": flag.column, "also": phrases.rows(also)}
        sentence = flag.message.format(**words)
        log.put(flag.code, flag.severity, sentence, words, here.sheet, here.row, here.column, flag.value)
