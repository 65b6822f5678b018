@echo off
rem Measures Penstock on this machine: scripts\load-test.cmd [options], --help lists them. See docs\performance.md.
call "%~dp0start.cmd" load-test %*
exit /b %ERRORLEVEL%
