"""Reads a pack directory: all mistakes at once, each with file, line and column."""

import hashlib
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from shouwang.engine.calendar import AccountingYear
from shouwang.engine.policy import examples, shelf, units
from shouwang.engine.policy.definitions import Definitions, named
from shouwang.engine.policy.errors import Mistakes, Place
from shouwang.engine.policy.located import Form, Located, Reader, take
from shouwang.engine.policy.model import Citation, DatedValue, Pack, Parameter, Source, impossible
from shouwang.engine.reading import phrases

PACK = Form(
    required=("id", "title", "area", "in_force", "accounting_year_end", "authority", "language"),
    optional=("title_en", "extends", "note"),
)
IN_FORCE = Form(required=("from", "to"))
SOURCE = Form(required=("title", "issuer", "date"), optional=("number", "published", "note"))
CITATION = Form(required=("document", "article"), optional=("quote",))
PARAMETER = Form(required=("unit", "label", "values"), optional=("label_en", "note"))
VALUE = Form(required=("from", "value"), optional=("source", "note"))


def load(path: Path) -> Pack:
    """The pack in a directory, with what it extends.  Raises Mistakes with everything that is wrong."""
    reader = Reader()
    pack = Loading(path, reader).pack()
    # Examples of a pack with mistakes would only add that their rules are not there.
    if pack is not None and not reader.mistakes:
        require_examples(pack, reader)
    if pack is None or reader.mistakes:
        raise Mistakes(path.name, unique(reader.mistakes))
    return pack


def again(known: Pack, path: Path) -> Pack | None:
    """A pack that was read before, as it lies in another directory; None where that one says something else."""
    folders = tuple(path.parent / one.resolve().name for one in known.folders)
    return replace(known, folders=folders) if content_hash(folders) == known.hash else None


def unique(mistakes: list[Any]) -> list[Any]:
    """One line per mistake, by place: a base may be read on two ways."""
    by_text = {str(each): each for each in mistakes}
    return sorted(
        by_text.values(), key=lambda each: (str(each.place.file), each.place.line, each.place.column)
    )


class Loading:
    """One directory on its way to a Pack."""

    def __init__(self, folder: Path, reader: Reader, chain: tuple[Path, ...] = ()) -> None:
        self.folder, self.reader, self.chain = folder, reader, (*chain, folder.resolve())
        self.base: Pack | None = None
        self.sources: dict[str, Source] = {}

    def root(self, name: str, *, required: bool = False) -> Located | None:
        path = self.folder / name
        if not path.is_file():
            if required:
                self.reader.say("PACK-001", Place(path), name=name)
            return None
        return self.reader.file(path, required=required)

    def entries(self, name: str, *, required: bool = False) -> dict[str, Located]:
        root = self.root(name, required=required)
        return root.items() if root else {}

    def pack(self) -> Pack | None:
        head = self.head()
        if head is None or not self.readable():
            return None
        own = {name: self.source(name, entry) for name, entry in self.entries("sources.yaml").items()}
        self.sources = {name: source for name, source in own.items() if source}
        parameters = self.over_base(self.parameters(head["start"]), head["start"])
        definitions = Definitions(self.reader, self.citation, parameters, self.base)
        facts = definitions.facts(self.entries("facts.yaml"))
        rules = definitions.rules(self.entries("rules.yaml"))
        tiers = definitions.tiers(self.root("tiers.yaml"))
        return Pack(
            **head,
            sources=self.sources,
            parameters=parameters,
            facts=facts,
            rules=rules,
            tiers=tiers,
            **self.further(),
            folders=(self.folder, *(self.base.folders if self.base else ())),
            hash=content_hash((self.folder, *(self.base.folders if self.base else ()))),
        )

    def readable(self) -> bool:
        """Whether every file is YAML.  What stands in one that is not would seem to be missing in all others."""
        own = Reader()
        for path in sorted(self.folder.glob("*.yaml")):
            own.file(path)
        self.reader.mistakes += own.mistakes
        return not own.mistakes

    def head(self) -> dict[str, Any] | None:
        """What pack.yaml says; None when it cannot be read well enough to go on."""
        root = self.root("pack.yaml", required=True)
        if root is None:
            return None
        parts = PACK.read(root)
        start, end = self.in_force(parts.get("in_force"))
        name = take(parts["id"], "id", str) if "id" in parts else None
        # Packs are found by the name of their directory, also by those that extend them.
        if name is not None and name != self.folder.resolve().name:
            parts["id"].say("PACK-020", name=name, directory=self.folder.resolve().name)
        # The pack below is read anew with its own mistakes: they belong to whoever wrote it, but stop this
        # one too.
        self.base = self.extended(parts.get("extends"))
        if name is None or start is None or end is None or ("extends" in parts and self.base is None):
            return None
        words = {
            key: take(parts[key], key, str) or "" for key in ("title", "area", "authority") if key in parts
        }
        return {
            "id": name,
            "title": words.get("title", name),
            "title_en": take(parts["title_en"], "title_en", str)
            if "title_en" in parts
            else words.get("title", name),
            "area": words.get("area", ""),
            "start": start,
            "end": end,
            "accounting_year": self.accounting_year(parts.get("accounting_year_end")),
            "authority": words.get("authority", ""),
            "extends": self.base.id if self.base else None,
            "note": take(parts["note"], "note", str) if "note" in parts else None,
        }

    def in_force(self, value: Located | None) -> tuple[date | None, date | None]:
        parts = IN_FORCE.read(value) if value else {}
        start = take(parts["from"], "from", date) if "from" in parts else None
        end = take(parts["to"], "to", date) if "to" in parts else None
        if start and end and start > end:
            parts["from"].say("PACK-012", start=start, end=end)
        return start, end

    def accounting_year(self, value: Located | None) -> AccountingYear:
        text = take(value, "accounting_year_end", str) if value else None
        try:
            # A common year: 29 February would end the accounting year in one of four years only.
            last = date.fromisoformat(f"2001-{text}")
        except ValueError:
            if value and text:
                value.say("PACK-006", key="accounting_year_end", expected="月-日（如 09-30）", value=text)
            return AccountingYear()
        return AccountingYear(last.month, last.day)

    def extended(self, value: Located | None) -> Pack | None:
        name = take(value, "extends", str) if value else None
        if value is None or name is None:
            return None
        folder = shelf.beside(self.folder, name)
        if folder is None:
            value.say("PACK-013", name=name)
            return None
        if folder.resolve() in self.chain:
            value.say("PACK-019", chain=" → ".join(each.name for each in (*self.chain, folder)))
            return None
        return Loading(folder, self.reader, self.chain).pack()

    def source(self, name: str, entry: Located) -> Source | None:
        parts = SOURCE.read(entry)
        if any(key not in parts for key in SOURCE.required):
            return None
        day = take(parts["date"], "date", date)
        words = {key: take(each, key, str) for key, each in parts.items() if key != "date"}
        if day is None or None in words.values():
            return None
        return Source(id=name, date=day, **words)

    def citation(self, owner: str, parts: Mapping[str, Located], within: Located) -> Citation | None:
        """The source of a value or rule; without one, nothing is in force."""
        if "source" not in parts:
            within.say("PACK-009", name=owner)
            return None
        said = CITATION.read(parts["source"])
        if "document" not in said or "article" not in said:
            return None
        document = take(said["document"], "document", str)
        article = take(said["article"], "article", str)
        if document not in self.sources:
            said["document"].say("PACK-008", name=document)
            return None
        quote = take(said["quote"], "quote", str) if "quote" in said else None
        return Citation(self.sources[document], article or "", quote)

    def parameters(self, start: date) -> dict[str, Parameter]:
        found = {}
        for name, entry in self.entries("parameters.yaml").items():
            parameter = self.parameter(name, entry, start)
            if parameter is not None:
                found[name] = parameter
        return found

    def over_base(self, own: Mapping[str, Parameter], first: date) -> dict[str, Parameter]:
        """Own parameters over those of the pack below, which may have begun later."""
        below = self.base.parameters if self.base else {}
        for name, parameter in below.items():
            if name not in own and parameter.on(first) is None:
                self.reader.say("PACK-011", Place(self.folder / "pack.yaml"), name=name, day=first)
        return {**below, **own}

    def parameter(self, name: str, entry: Located, first: date) -> Parameter | None:
        named(name, entry)
        parts = PARAMETER.read(entry)
        if any(key not in parts for key in PARAMETER.required):
            return None
        unit, label = take(parts["unit"], "unit", str), take(parts["label"], "label", str)
        try:
            units.read(unit)
        except ValueError as error:
            parts["unit"].say("PACK-007", key="unit", value=str(error), allowed=phrases.labels(units.BASE))
        values = [self.value(name, each) for each in parts["values"].entries()]
        dated = tuple(sorted((each for each in values if each), key=lambda each: each.start))
        if all(values) and not any(each.start <= first for each in dated):
            entry.say("PACK-011", name=name, day=first)
        # Two values from one day on, and which is in force would hang on their order in the file.
        for earlier, later in itertools.pairwise(dated):
            if earlier.start == later.start:
                parts["values"].say("PACK-003", key=f"from: {later.start}")
        for each in dated:
            if why := impossible(unit, each.value):
                parts["values"].say("PACK-026", name=name, value=f"{each.value:f}", why=why)
        below = self.base.parameters.get(name) if self.base else None
        if below and unit and unit != below.unit:
            # The rules of the pack below were checked with its unit.
            entry.say("PACK-027", name=name, own=unit, base=below.unit)
        english = take(parts["label_en"], "label_en", str) if "label_en" in parts else None
        return Parameter(name, label or name, english or label or name, unit or "share", dated)

    def value(self, name: str, entry: Located) -> DatedValue | None:
        parts = VALUE.read(entry)
        citation = self.citation(name, parts, entry)
        if "from" not in parts or "value" not in parts:
            return None
        # An empty value is what a scaffold leaves: it deserves another sentence than a word where a number
        # belongs.
        if parts["value"].node.value in ("", "~", "null"):
            parts["value"].say("PACK-021", name=name)
            return None
        start, value = take(parts["from"], "from", date), take(parts["value"], "value", Decimal)
        if start is None or value is None or citation is None:
            return None
        note = take(parts["note"], "note", str) if "note" in parts else None
        return DatedValue(start, value, citation, note)

    def further(self) -> dict[str, Any]:
        """What the engine only hands on: procedure, visits, catalogue."""
        base = self.base
        procedure, visits, catalogue = (
            self.root(f"{name}.yaml") for name in ("procedure", "visits", "catalogue")
        )
        own = catalogue.plain() if catalogue and catalogue.is_mapping else {}
        merged = {**(base.catalogue if base else {})}
        for name, value in own.items():
            # Catalogues are added up entry by entry: a county that names one measure keeps those of its
            # province.
            both = isinstance(value, dict) and isinstance(merged.get(name), dict)
            merged[name] = {**merged[name], **value} if both else value
        return {
            "procedure": procedure.plain() if procedure else (base.procedure if base else {}),
            "visits": tuple(visits.plain()) if visits else (base.visits if base else ()),
            "catalogue": merged,
        }


def content_hash(folders: Iterable[Path]) -> str:
    """SHA-256 over the files of a pack and of those it extends: the same content, the same hash, on any machine."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.glob("*.yaml")):
            # Line ends differ between Windows and Linux checkouts of the same pack.
            content = path.read_bytes().replace(b"\r\n", b"\n")
            digest.update(f"{folder.resolve().name}/{path.name}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()


def require_examples(pack: Pack, reader: Reader) -> None:
    """Every rule is shown by a household for which it fires and one for which it does not."""
    fires: set[str] = set()
    spares: set[str] = set()
    for folder in pack.folders:
        for example in examples.read(folder, reader, pack.area):
            for expected in example.expect.values():
                if "rules" in expected:
                    fires |= set(expected["rules"])
                    spares |= (
                        set(pack.rules) - set(expected["rules"]) - set(expected.get("unknown_rules", ()))
                    )
    for rule in pack.rules.values():
        missing = [word for word, seen in (("触发", fires), ("不触发", spares)) if rule.id not in seen]
        if missing:
            reader.say("PACK-010", place_of(rule.id, pack, reader), name=rule.id, missing="、".join(missing))


def place_of(rule: str, pack: Pack, reader: Reader) -> Place:
    """Where a rule is written, in the pack itself or in one that it extends."""
    paths = [folder / "rules.yaml" for folder in pack.folders]
    roots = [root for path in paths if path.is_file() and (root := reader.file(path))]
    return next(found[rule].place for root in roots if rule in (found := root.keys()))
