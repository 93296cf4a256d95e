"""Front-end files of other people, written anew from their packages: `python -m tools.vendor [directory]`.

`src/shouwang/web/vendor.json` says which package, version and integrity, which files, and what is left out of them.
Packages come from `npm pack`, or as .tgz files from the directory given; no Node is needed to run or install Shouwang.
"""

import base64
import hashlib
import json
import re
import subprocess
import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from shouwang.engine.errors import Refused
from tools import stylesheet

WEB = Path(__file__).parents[1] / "src" / "shouwang" / "web"
MANIFEST = WEB / "vendor.json"
OUT = WEB / "static" / "vendor"
SHAPE = re.compile(r'<(?:path|circle|rect|line|ellipse|polyline)(?! stroke="none")[^>]*/>')
"""What an icon is drawn with; without the invisible square around every one of them."""


def main(arguments: list[str]) -> int:
    manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    try:
        with TemporaryDirectory() as room:
            for package in manifest["packages"]:
                archive = found(package, Path(arguments[0])) if arguments else packed(package, Path(room))
                check(package, archive)
                package["written"] = {name: write(name, text) for name, text in files(package, archive)}
    except Refused as refused:
        sys.stderr.write(f"{refused.why}\n{refused.remedy}\n")
        return 1
    MANIFEST.write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return 0


def packed(package: dict[str, Any], room: Path) -> Path:
    """Fetched by npm, from wherever this machine's npm fetches."""
    wanted = f"{package['name']}@{package['version']}"
    try:
        subprocess.run(
            ["npm", "pack", "--silent", "--pack-destination", str(room), wanted],
            check=True,
            stdout=subprocess.DEVNULL,
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise Refused(
            f"npm could not fetch {wanted}.", "Install npm, or give a directory with the .tgz files."
        ) from error
    return found(package, room)


def found(package: dict[str, Any], directory: Path) -> Path:
    """npm's own name for the file: `@scope/name` becomes `scope-name`."""
    name = f"{package['name'].lstrip('@').replace('/', '-')}-{package['version']}.tgz"
    if not (directory / name).is_file():
        raise Refused(
            f"There is no {name} in {directory}.", f"Run: npm pack {package['name']}@{package['version']}"
        )
    return directory / name


def check(package: dict[str, Any], archive: Path) -> None:
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if package["integrity"] != f"sha512-{digest}":
        raise Refused(
            f"{archive.name} is not the file the manifest means: its integrity is sha512-{digest}.",
            "Compare it with what the package's authors publish before you write it into vendor.json.",
        )


def files(package: dict[str, Any], archive: Path) -> list[tuple[str, str]]:
    """Path below static/vendor and text of every file to write."""
    with tarfile.open(archive) as package_files:

        def read(name: str) -> str:
            member = package_files.extractfile(f"package/{name}")
            assert member, name
            return member.read().decode("utf-8")

        made = [(target, unmapped(read(source))) for source, target in package["files"].items()]
        if icons := package.get("icons"):
            drawn = {name: read(f"icons/outline/{name}.svg") for name in sorted(icons["names"])}
            made.append((icons["to"], sprite(drawn)))
    drop = [pattern for patterns in package.get("drop", {}).values() for pattern in patterns]
    return [
        (name, stylesheet.reduce(text, drop=drop) if name.endswith(".css") else text) for name, text in made
    ]


def unmapped(text: str) -> str:
    """Source maps are not shipped, and a name that leads nowhere breaks hashed file names."""
    return re.sub(r"(?m)^(//|/\*)# sourceMappingURL=.*\n?", "", text)


def sprite(drawn: dict[str, str]) -> str:
    """One file of symbols, used as `<use href="icons.svg#name">`; colour and stroke come from the page."""
    symbols = [
        f'<symbol id="{name}" viewBox="0 0 24 24">{"".join(SHAPE.findall(text))}</symbol>'
        for name, text in drawn.items()
    ]
    return "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>"]) + "\n"


def write(name: str, text: str) -> str:
    """Returns the digest, by which a test notices a file that somebody changed by hand."""
    path = OUT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return f"sha256-{hashlib.sha256(path.read_bytes()).hexdigest()}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
