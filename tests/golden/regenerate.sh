#!/bin/sh
# Write every golden JSON anew. Needs R with the packages survey, jsonlite and MASS
# (and multcomp for one cross-check in housing).
set -eu
cd "$(dirname "$0")"
for script in srs stratified clusters nhanes yrbs proportions housing; do
  Rscript "$script.R"
done
