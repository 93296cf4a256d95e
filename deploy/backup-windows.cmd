@echo off
rem For the Task Scheduler, every night.  E: is another disk than that of the data; E:\backup has to be there.
rem The task's "Last Run Result" is 0 when the backup was made and read back; 2 means that it was not: see the log.
chcp 65001 >nul
set "SHOUWANG_HOME=D:\shouwang-data"
set "PYTHONUTF8=1"
cd /d "%~dp0.." || exit /b 1
.venv\Scripts\shouwang.exe backup --out E:\backup --passphrase-file D:\shouwang-keys\backup.passphrase --keep 30 >> "%SHOUWANG_HOME%-backup.log" 2>&1
