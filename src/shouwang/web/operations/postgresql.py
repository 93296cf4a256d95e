"""PostgreSQL's own programs: found where Debian or the path has them, not older than the server, quiet on passwords."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from shouwang.engine.errors import Refused, sentence

SERVER_OPTIONS = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}
EMPTY_IT = """
BEGIN;
SELECT pg_advisory_xact_lock(hashtext('shouwang.restore'));
DO $$
DECLARE it record;
BEGIN
  FOR it IN SELECT format('DROP TABLE IF EXISTS %I.%I CASCADE', schemaname, tablename) AS command
            FROM pg_tables WHERE schemaname = current_schema() LOOP
    EXECUTE it.command;
  END LOOP;
  FOR it IN SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', p.oid::regprocedure) AS command
            FROM pg_proc p
            WHERE p.pronamespace = current_schema()::regnamespace
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP
    EXECUTE it.command;
  END LOOP;
END $$;
"""
"""Everything of ours; extensions stay.  A restore that was killed may have left a psql that is still at work: the lock
waits for its end.
"""
END_SESSIONS = """
DELETE FROM public.django_session;
DELETE FROM public.accounts_opensession;
"""
"""Whoever was signed in then signs in again: a session that was ended since must not come back."""


def environment(database: Mapping[str, Any]) -> dict[str, str]:
    """For PostgreSQL's programs; a password among the arguments could be read by everybody on the machine."""
    said = {
        "PGHOST": database.get("HOST"),
        "PGPORT": database.get("PORT"),
        "PGUSER": database.get("USER"),
        "PGPASSWORD": database.get("PASSWORD"),
        "PGDATABASE": database.get("NAME"),
        "PGCONNECT_TIMEOUT": "10",
        "PGCLIENTENCODING": "UTF8",
        "LC_MESSAGES": "C",
    }
    options = database.get("OPTIONS") or {}
    said |= {variable: options.get(option) for option, variable in SERVER_OPTIONS.items()}
    return os.environ.copy() | {name: str(value) for name, value in said.items() if value}


def program(name: str, *, at_least: int) -> Path:
    """The newest one; refused when none is as new as the server (an older pg_dump cannot read a newer server)."""
    found = {path: _version(path) for path in _places(name)}
    best = max(found, key=lambda path: found[path], default=None)
    if best is None:
        raise Refused(
            sentence("这台机器上没有 {name}。", name=name),
            sentence("请安装 PostgreSQL 客户端：apt-get install postgresql-client。"),
        )
    if found[best] < at_least:
        raise Refused(
            sentence(
                "{name} 的版本是 {found}，比数据库服务器（{wanted}）旧。",
                name=name,
                found=found[best],
                wanted=at_least,
            ),
            sentence("请安装 postgresql-client-{wanted} 或更新的版本。", wanted=at_least),
        )
    return best


def _places(name: str) -> Iterator[Path]:
    on_path = shutil.which(name)
    if on_path:
        yield Path(on_path)
    # Debian keeps several versions side by side, out of the path.
    yield from Path("/usr/lib/postgresql").glob(f"*/bin/{name}")


def _version(path: Path) -> int:
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"(\d+)", said)
    return int(number.group(1)) if number else 0


@contextmanager
def dumping(database: Mapping[str, Any], *, server: int, snapshot: str) -> Iterator[IO[bytes]]:
    """What pg_dump writes, as it writes it.  `snapshot`: the moment that a transaction of ours exported."""
    command = [
        str(program("pg_dump", at_least=server)),
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        f"--snapshot={snapshot}",
    ]
    running = subprocess.Popen(
        command,
        env=environment(database),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    )
    assert running.stdout and running.stderr
    try:
        yield running.stdout
        said = running.stderr.read().decode(errors="replace")
        if running.wait() != 0:
            why = sentence("pg_dump 没有写完：{why}", why=_last(said))
            raise Refused(why, sentence("请检查数据库连接和磁盘空间后再试。"))
    finally:
        running.kill()
        running.wait()
        running.stdout.close()
        running.stderr.close()


def load(database: Mapping[str, Any], dump: Path, *, server: int) -> None:
    """The data base becomes what `dump` says, or stays what it was: one transaction empties and fills it."""
    unpacking = subprocess.Popen(
        [program("pg_restore", at_least=server), "--no-owner", "--no-privileges", "--file=-", dump],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
    )
    # Not --single-transaction: that commits whatever has come when the one who sends it is killed.
    command = [str(program("psql", at_least=0)), "-Xq", "-v", "ON_ERROR_STOP=1"]
    with subprocess.Popen(
        [*command, "-f", "-"],
        env=environment(database),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as filling:
        assert unpacking.stdout and filling.stdin and filling.stderr
        whole = _pour(unpacking, filling)
        said = filling.stderr.read().decode(errors="replace")
    if not whole or filling.returncode != 0:
        why = sentence("数据库没有恢复，保持原样：{why}", why=_last(said))
        raise Refused(why, sentence("请检查数据库的权限和磁盘空间后再试。"))


def _pour(unpacking: "subprocess.Popen[bytes]", filling: "subprocess.Popen[bytes]") -> bool:
    """Whether everything arrived.  After half a script psql is killed, so that nothing is committed."""
    assert unpacking.stdout and filling.stdin
    try:
        filling.stdin.write(EMPTY_IT.encode())
        shutil.copyfileobj(unpacking.stdout, filling.stdin, 1 << 20)
        if unpacking.wait() != 0:
            filling.kill()
            return False
        filling.stdin.write(f"{END_SESSIONS}COMMIT;\n".encode())
        filling.stdin.close()
    except BrokenPipeError:  # psql met an error and says which
        unpacking.kill()
        return False
    finally:
        unpacking.stdout.close()
    return True


def _last(said: str) -> str:
    lines = [line for line in said.splitlines() if line.strip()]
    return lines[-1][:200] if lines else sentence("没有说明原因")
