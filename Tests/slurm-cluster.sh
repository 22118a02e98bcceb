#!/bin/bash
# Starts and stops a Slurm cluster of two virtual nodes on the loopback, for tests, without service
# manager and cgroups and with its own munge key. R is an empty writable folder, CPUS the number of
# virtual cores of each node.
#   R=FOLDER Tests/slurm-cluster.sh start|stop|stop-controller|start-controller
# PORT is the first of its three ports. `stop` cancels running jobs and ends only processes that the
# files below R name. With OWNER, the number of a process, the cluster also stops with that process.
# After `start`, `export SLURM_CONF=$R/slurm.conf` and use sbatch, squeue and scancel as usual.
set -euo pipefail
: "${R:?set R to an empty folder}"
cpus="${CPUS:-4}"
port="${PORT:-16817}"
host="$(hostname -s)"
user="$(id -un)"
export SLURM_CONF="$R/slurm.conf"
PATH="$PATH:/usr/sbin:/sbin"

# Whether a process is alive; a zombie is not.
is_alive() {
  local line
  [ -n "$1" ] && read -r line 2> /dev/null < "/proc/$1/stat" || return 1
  case "${line##*) }" in [ZX]*) return 1 ;; esac
}

process_in() { cat "$1" 2> /dev/null || true; }

# Ends the daemon whose process id is in a file, and waits until it is gone.
stop_by_file() {
  local process
  process="$(process_in "$1")"
  is_alive "$process" || return 0
  kill "$process" 2> /dev/null || return 0
  for _ in $(seq 100); do
    is_alive "$process" || return 0
    sleep 0.1
  done
  kill -9 "$process" 2> /dev/null || true
}

write_configuration() {
  cat > "$SLURM_CONF" << CONFIGURATION
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
AuthInfo=socket=$R/munge/sock
CredType=cred/munge
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmctldPort=$port
StateSaveLocation=$R/state
SlurmdSpoolDir=$R/spool/%n
SlurmctldPidFile=$R/slurmctld.pid
SlurmdPidFile=$R/slurmd-%n.pid
SlurmctldLogFile=$R/log/slurmctld.log
SlurmdLogFile=$R/log/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=1
JobAcctGatherParams=OverMemoryKill
SelectType=select/cons_tres
GresTypes=tool
SelectTypeParameters=CR_Core_Memory
SchedulerType=sched/backfill
SchedulerParameters=sched_min_interval=0,sched_interval=1,bf_interval=1,batch_sched_delay=0
EpilogMsgTime=0
CompleteWait=0
ReturnToService=2
SlurmdTimeout=60
KillWait=5
MinJobAge=10
MaxArraySize=10001
SlurmdParameters=config_overrides
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/filetxt
JobCompLoc=$R/log/jobcomp.log
NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 1)) CPUs=$cpus RealMemory=8000 Gres=tool:1 State=UNKNOWN
NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 2)) CPUs=$cpus RealMemory=8000 Gres=tool:1 State=UNKNOWN
PartitionName=main Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
CONFIGURATION
  printf 'Name=tool Count=1\n' > "$R/gres.conf"
}

# Runs a command that inherits no open files, neither output nor locks.
daemon() {
  local descriptor
  (
    for descriptor in /proc/self/fd/*; do
      descriptor="${descriptor##*/}"
      [ "$descriptor" -gt 2 ] && eval "exec $descriptor>&-"
    done
    exec "$@" < /dev/null > "$R/log/start-${1##*/}.log" 2>&1
  )
}

# Whether the controller answers.
answers() { timeout 5 scontrol ping 2> /dev/null | grep -q 'is UP'; }

start() {
  mkdir -p "$R/state" "$R/spool" "$R/log" "$R/munge"
  # munge refuses a socket that others can't reach or could replace.
  chmod 755 "$R" "$R/munge"
  [ -s "$R/munge/key" ] \
    || dd if=/dev/urandom bs=1 count=1024 of="$R/munge/key" status=none
  chmod 400 "$R/munge/key"
  write_configuration
  [ -z "${OWNER:-}" ] || daemon setsid --fork bash "$0" guard
  daemon munged --force --key-file="$R/munge/key" --socket="$R/munge/sock" \
    --pid-file="$R/munge/pid" --log-file="$R/log/munged.log" --seed-file="$R/munge/seed"
  daemon slurmctld -c -f "$SLURM_CONF"
  daemon slurmd -c -f "$SLURM_CONF" -N n1
  daemon slurmd -c -f "$SLURM_CONF" -N n2
  for _ in $(seq 300); do
    [ "$(sinfo -N -h -o %T 2> /dev/null | grep -c idle)" = 2 ] && return 0
    sleep 0.1
  done
  printf 'the nodes are not ready; see %s\n' "$R/log" >&2
  return 1
}

# Steps outlive their daemons, so jobs are ended first; a controller that is away can't do that.
cancel_jobs() {
  is_alive "$(process_in "$R/munge/pid")" || return 0
  is_alive "$(process_in "$R/slurmctld.pid")" || daemon slurmctld -f "$SLURM_CONF" || return 0
  for _ in $(seq 50); do
    answers && break
    sleep 0.1
  done
  timeout 5 scancel --user="$user" || return 0
  for _ in $(seq 100); do
    [ -z "$(timeout 5 squeue --noheader 2> /dev/null)" ] && return 0
    sleep 0.1
  done
}

stop() {
  local file
  cancel_jobs
  for file in "$R"/slurmd-*.pid "$R/slurmctld.pid" "$R/munge/pid"; do
    stop_by_file "$file"
  done
}

# Waits for the end of OWNER or of the cluster.
guard() {
  trap '' HUP INT TERM
  while is_alive "$OWNER"; do
    [ -e "$R/stopped" ] || [ ! -e "$SLURM_CONF" ] && return 0
    sleep 0.5
  done
  stop
  rm -rf "$R"
}

case "${1:-start}" in
  start) start ;;
  stop)
    stop
    touch "$R/stopped" ;;
  stop-controller) stop_by_file "$R/slurmctld.pid" ;;
  start-controller) daemon slurmctld -f "$SLURM_CONF" ;;
  guard) guard ;;
  *)
    printf 'unknown request %s\n' "$1" >&2
    exit 2 ;;
esac
