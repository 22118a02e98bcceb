#!/bin/bash
# Kills the coordinator of a Slurm run many times and counts the jobs that Slurm has done twice.
#   Tests/slurm-kill.sh [KILLS [STAGES [SEED]]]
set -euo pipefail
export BONDLAB_SLURM_KILLS="${1:-20},${2:-50}" BONDLAB_SLURM_SEED="${3:-1}"
exec "$(dirname "${BASH_SOURCE[0]}")/run.sh" --filter 'SlurmTests/kills'
