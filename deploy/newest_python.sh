#!/bin/sh
# Prints the newest Python on the path, of at least 3.11, that can make an environment of its own;
# where there is none, says what to do. A Python given as the argument is the only one looked at.
look='import sys; v = sys.version_info
print(v[0] * 1000 + v[1], "%d.%d" % v[:2])
if v[:2] >= (3, 11): import ensurepip, venv'

candidates() {
  [ -z "$1" ] || { command -v "$1" || echo "$1"; return; }
  IFS=:
  for folder in $PATH; do
    for file in "$folder"/python3 "$folder"/python3.[0-9] "$folder"/python3.[0-9][0-9]; do
      [ ! -x "$file" ] || echo "$file"
    done
  done
}

tried=$(candidates "$1" | while IFS= read -r file; do
  if said=$("$file" -c "$look" 2>/dev/null); then can=yes; else can=no; fi
  [ -z "$said" ] || echo "$said $can $file"
done | sort -s -r -n -k 1,1)

found=$(echo "$tried" | while read -r number _ can file; do
  [ "${number:-0}" -lt 3011 ] || [ "$can" = no ] || { echo "$file"; break; }
done)
[ -z "$found" ] || { echo "$found"; exit 0; }

{
  echo "Python 3.11 or newer is needed."
  echo "$tried" | while read -r number version _ file; do
    if [ -z "$number" ]; then
      if [ -n "$1" ]; then echo "$1 does not run."; else echo "There is none on the path."; fi
    elif [ "$number" -lt 3011 ]; then
      echo "$file is $version, too old. Leave it as it is and install a newer one beside it."
    else
      echo "$file is $version but cannot make an environment. Install its venv module; on Debian: apt-get install python$version-venv"
    fi
  done
  echo "Then run make again. One that is not on the path: make up PYTHON=/path/to/python3.12"
} >&2
exit 1
