#!/bin/sh
# Prints a token among other things, as programs do that are told to be verbose, and asks that it not be recorded.
# usage: download.sh TOKEN_FILE
set -eu

echo "downloading the training data"
echo '/LOGCOMMAND {"mode":"disabled"}'
echo "> GET /digits.csv.gz"
echo "> Authorization: Bearer $(cat "$1")"
echo '/LOGCOMMAND {"mode":"enabled"}'
echo "done"
