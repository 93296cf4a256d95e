"""What the checks of data quality flagged in the tables → problems at the cells the values came from."""

from shouwang.engine.quality import checks
from shouwang.engine.reading.build import Built
from shouwang.engine.reading.places import place
from shouwang.engine.reading.problems import Log


def report(built: Built, log: Log) -> None:
    for flag in checks.check(built.tables):
        layers = built.layers[flag.table]
        here = place(layers, flag.row, flag.column)
        if here is None:
            continue
        others = (place(layers, row, flag.column) for row in flag.also)
        also = "、".join(dict.fromkeys(other.words for other in others if other))
        sentence = flag.message.replace("{also}", also)
        log.put(flag.code, flag.severity, sentence, here.sheet, here.row, here.column, flag.value)
