@echo off
rem Starts the office on this PC.  For the Task Scheduler: "At startup", "Run whether user is logged on or not",
rem and in its settings NOT "Stop the task if it runs longer than 3 days".  Whatever it says goes to %SHOUWANG_HOME%.log.
chcp 65001 >nul
set "SHOUWANG_HOME=D:\shouwang-data"
rem Without this, what goes to a file is written in the code page of the PC, which may have no Chinese.
set "PYTHONUTF8=1"
cd /d "%~dp0.." || exit /b 1
.venv\Scripts\shouwang.exe serve --port 8000 >> "%SHOUWANG_HOME%.log" 2>&1
