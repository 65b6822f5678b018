@echo off
rem Runs Penstock, and builds it first where target\penstock.jar is missing or older than its sources.
rem
rem   scripts\start.cmd [command] [options]     the command is 'demo' where none is given; --help lists them
rem
rem   JAVA_HOME           the JDK to build and run with; the java of PATH where unset
rem   PENSTOCK_JAVA_OPTS  more options for the JVM; they win over the ones chosen here
setlocal EnableExtensions DisableDelayedExpansion

for %%i in ("%~dp0..") do set "HOME_DIR=%%~fi"
set "JAR=%HOME_DIR%\target\penstock.jar"

if not defined JAVA_HOME goto find_java
if not exist "%JAVA_HOME%\bin\java.exe" goto bad_java_home
set "PATH=%JAVA_HOME%\bin;%PATH%"

:find_java
where java >nul 2>&1
if errorlevel 1 goto no_java
set "VERSION="
for /f "tokens=3" %%v in ('java -version 2^>^&1 ^| findstr /c:" version "') do if not defined VERSION set "VERSION=%%~v"
set "MAJOR=0"
for /f "tokens=1 delims=.-+_" %%m in ("%VERSION%") do set "MAJOR=%%m"
if %MAJOR% lss 17 goto old_java

if not exist "%JAR%" goto build
powershell -NoProfile -Command "Set-Location -LiteralPath $env:HOME_DIR; $built = (Get-Item -LiteralPath $env:JAR).LastWriteTimeUtc; if (Get-ChildItem -Recurse -Force src\main, pom.xml, .mvn | Where-Object LastWriteTimeUtc -gt $built) { exit 1 }"
if not errorlevel 1 goto run

:build
where javac >nul 2>&1
if errorlevel 1 goto no_compiler
where mvn >nul 2>&1
if errorlevel 1 goto no_maven
echo penstock: building target\penstock.jar with Java %VERSION%; the first time fetches dependencies and takes some minutes 1>&2
if exist "%JAR%" del "%JAR%"
pushd "%HOME_DIR%"
call mvn -q -B "-Dmaven.test.skip=true" "-Dspotless.check.skip=true" package 1>&2
set "RESULT=%ERRORLEVEL%"
popd
if not "%RESULT%"=="0" goto build_failed

:run
rem Checks of header fields and of buffer bounds stay on: faster without, but not for a gateway.
set "FLAGS=-Xmx256m -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED"
set "FLAGS=%FLAGS% -Dio.netty.allocator.type=pooled -Dvertx.disableWebsockets=true"
rem Netty's events for the Flight Recorder would load the whole of it with the first buffer.
set "FLAGS=%FLAGS% -Dio.netty.jfr.enabled=false"
rem Code that runs in a start alone is not worth compiling; what requests run gets there a second later.
set "FLAGS=%FLAGS% -XX:CompileThresholdScaling=3"
set "FLAGS=%FLAGS% -Xlog:disable -Xlog:all=warning:stderr"
rem What a start calls by reflection, it calls once: not worth code of its own. Older JVMs know that.
if %MAJOR% geq 18 set "FLAGS=%FLAGS% -Djdk.reflect.useNativeAccessorOnly=true"
if %MAJOR% geq 23 set "FLAGS=%FLAGS% --sun-misc-unsafe-memory-access=allow"
set "COLLECTOR=-XX:+UseSerialGC -Xmn24m"
set PENSTOCK_JAVA_OPTS 2>nul | findstr /r /c:"-XX:+Use[A-Za-z0-9]*GC" >nul
if not errorlevel 1 set "COLLECTOR="

set "COMMAND="
set "FIRST=%~1"
if not defined FIRST set "COMMAND=demo"
if defined FIRST if "%FIRST:~0,1%"=="-" set "COMMAND=demo"
for %%o in (-h --help -V --version) do if "%FIRST%"=="%%o" set "COMMAND="

java %FLAGS% %COLLECTOR% %PENSTOCK_JAVA_OPTS% -jar "%JAR%" %COMMAND% %*
exit /b %ERRORLEVEL%

:bad_java_home
echo penstock: JAVA_HOME is "%JAVA_HOME%", which has no bin\java.exe: point it to a JDK, 17 or newer 1>&2
exit /b 1

:no_java
echo penstock: no java in PATH: install a JDK, 17 or newer, or point JAVA_HOME to one 1>&2
exit /b 1

:old_java
echo penstock: java is version "%VERSION%": 17 or newer is needed; point JAVA_HOME to one 1>&2
exit /b 1

:no_compiler
echo penstock: no javac in PATH: building needs a JDK, 17 or newer, not only a Java runtime 1>&2
exit /b 1

:no_maven
echo penstock: no mvn in PATH: building needs Maven, 3.8.7 or newer 1>&2
exit /b 1

:build_failed
if exist "%JAR%" del "%JAR%"
echo penstock: the build failed: see Maven's messages above 1>&2
exit /b 1
