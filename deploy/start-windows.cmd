@echo off
rem Starts the office on this PC.  For the Task Scheduler: "At startup", "whether user is logged on or not".
chcp 65001 >nul
cd /d "%~dp0.."
set SHOUWANG_HOME=D:\shouwang-data
.venv\Scripts\shouwang.exe serve --port 8000
