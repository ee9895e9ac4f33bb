//! A throw-away PostgreSQL cluster: made once for a test executable, gone when it ends.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// A running cluster, reached by the socket in its directory.
struct Cluster {
    programs: PathBuf,
    directory: String,
    /// The shell that watches over the cluster waits on this pipe: when the test executable ends, however it ends, the
    /// pipe closes, and the shell stops the server and removes the directory.
    _lifeline: ChildStdin,
    _shell: Child,
}

/// Makes a cluster (as the user postgres when root, whom initdb refuses), says where it is, and waits for the end.
const SCRIPT: &str = r#"
set -eu
programs=$1
directory=$(mktemp -d /tmp/send-banding-postgres.XXXXXX)
as=""
if [ "$(id -u)" = 0 ]; then
    chown postgres "$directory"
    as="runuser -u postgres --"
fi
finish() {
    cd /
    $as "$programs/pg_ctl" -D "$directory/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$directory"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM
cd "$directory"
$as "$programs/initdb" -D "$directory/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
options="-k $directory -c listen_addresses= -c fsync=off -c full_page_writes=off -c max_connections=200"
$as "$programs/pg_ctl" -D "$directory/data" -l "$directory/log" -o "$options" -w start >/dev/null
echo "$directory"
read -r _ || true
"#;

/// The URL of a new, empty database.
///
/// # Panics
/// If PostgreSQL is not installed, with what to install; or if it does not start.
pub fn new_database() -> String {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let cluster = CLUSTER.get_or_init(start);
    let name = format!("test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let made = Command::new(cluster.programs.join("createdb"))
        .args(["-h", &cluster.directory, "-U", "postgres", &name])
        .status()
        .expect("createdb runs");
    assert!(made.success(), "createdb makes a database");
    format!(
        "postgres://postgres@localhost/{name}?host={}",
        cluster.directory
    )
}

fn start() -> Cluster {
    let programs = programs().unwrap_or_else(|| {
        panic!("PostgreSQL's server is not installed: on Debian, apt-get install postgresql")
    });
    let mut shell = Command::new("sh")
        .args(["-c", SCRIPT, "postgres-for-tests"])
        .arg(&programs)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("sh runs");
    let lifeline = shell.stdin.take().expect("the pipe was asked for");
    let mut directory = String::new();
    let output = shell.stdout.take().expect("the pipe was asked for");
    BufReader::new(output)
        .read_line(&mut directory)
        .expect("the shell says where the cluster is");
    let directory = directory.trim().to_owned();
    assert!(
        !directory.is_empty(),
        "the PostgreSQL cluster did not start; the lines above say why"
    );
    Cluster {
        programs,
        directory,
        _lifeline: lifeline,
        _shell: shell,
    }
}

/// Where `initdb` is: on the path, or where Debian keeps the newest version.
fn programs() -> Option<PathBuf> {
    let on_path =
        std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect::<Vec<_>>());
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            Some((
                entry.file_name().to_str()?.parse().ok()?,
                entry.path().join("bin"),
            ))
        })
        .collect();
    versions.sort();
    let debian = versions.into_iter().rev().map(|(_, path)| path);
    on_path
        .unwrap_or_default()
        .into_iter()
        .chain(debian)
        .find(|place| is_complete(place))
}

fn is_complete(place: &Path) -> bool {
    ["initdb", "pg_ctl", "createdb"]
        .iter()
        .all(|program| place.join(program).is_file())
}
