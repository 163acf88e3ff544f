#!/bin/sh
# Write every golden JSON anew. Needs R with the packages survey, jsonlite and MASS, numDeriv,
# which comes with survey, and multcomp for one cross-check in housing. Takes some minutes.
set -eu
cd "$(dirname "$0")"
for script in srs stratified clusters nhanes yrbs proportions housing \
  two_stage pps scd replicates calibration_chain quantiles moments tables tests regression \
  resident weighting weighting_errors known_shares waves; do
  Rscript "$script.R"
done
