@echo off
rem For the Task Scheduler, every night.  E: is another disk than that of the data.
chcp 65001 >nul
cd /d "%~dp0.."
set SHOUWANG_HOME=D:\shouwang-data
.venv\Scripts\shouwang.exe backup --out E:\backup --passphrase-file D:\shouwang-keys\backup.passphrase --keep 30
