//! `serve`: the web service, until it is told to stop.

use std::future::{Future, IntoFuture as _};
use std::io::IsTerminal as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use tokio::net::TcpListener;
use tokio::sync::Notify;

use super::{Console, Exit};
use crate::demo::{self, Held};
use crate::explain::Contacts;
use crate::open_id::{self, Provider};
use crate::service::password::Passwords;
use crate::service::{rule_book, rule_sets, work};
use crate::store::Store;
use crate::visit::{AppState, Clock, Council, PublicUrl, Settings};
use crate::web;

/// How long answers under way may take once the service is told to stop.
const STOPS_WITHIN: Duration = Duration::from_secs(10);

/// Where to serve, from which database, and for whom.
#[derive(Args, Debug)]
pub struct Serve {
    /// Address and port to listen on
    #[arg(long, env = "LISTEN", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// Database: sqlite:PATH or postgres://…
    #[arg(
        long,
        env = "DATABASE_URL",
        default_value = "sqlite:send-banding.db",
        hide_env_values = true
    )]
    database: String,
    /// Address under which people reach the service, such as https://banding.example.gov.uk
    #[arg(long, env = "PUBLIC_URL")]
    public_url: Option<PublicUrl>,
    /// The council's own sign-in provider, as a TOML file; docs/running.md says what is in it
    #[arg(long, env = "SIGN_IN", value_name = "FILE", requires = "public_url")]
    sign_in: Option<PathBuf>,
    /// Name of the council, as pages show it
    #[arg(long, env = "COUNCIL_NAME")]
    council_name: Option<String>,
    /// Colour of the council; white text on it must be readable
    #[arg(long, env = "COUNCIL_COLOUR", default_value = "#14495c")]
    council_colour: String,
    /// Where families can turn, as statements say it: a TOML file; docs/running.md says what is in it
    #[arg(long, env = "CONTACTS", value_name = "FILE")]
    contacts: Option<PathBuf>,
    /// Authority whose rule sets decide, as in exampleshire/2026-04-01
    #[arg(long, env = "AUTHORITY", default_value = "exampleshire")]
    authority: String,
    /// Largest file that may be attached to a record, in megabytes
    #[arg(long, env = "LARGEST_FILE_MB", default_value_t = 10, value_parser = clap::value_parser!(u8).range(1..=50))]
    largest_file_mb: u8,
}

/// Serves until it is told to stop (SIGTERM or Ctrl-C).
pub fn run(serve: &Serve, console: &mut Console<'_>) -> Exit {
    log_to_standard_error();
    let settings = match settings(serve) {
        Ok(settings) => settings,
        Err(why) => return console.usage(why),
    };
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return console.unusable(format!("the service cannot be started: {error}")),
    };
    match runtime.block_on(serve_until_told(serve, settings, console)) {
        Ok(()) => Exit::Done,
        Err(why) => console.unusable(why),
    }
}

/// `RUST_LOG` decides what is logged; without it, one line a request and whatever broke.
fn log_to_standard_error() {
    let wanted = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,send_banding=info"));
    // A second start in one process, as tests make it, keeps the first log.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(wanted)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .try_init();
}

fn settings(serve: &Serve) -> Result<Settings, String> {
    let sets: Vec<_> = rule_book()
        .iter()
        .filter(|set| set.scheme.authority == serve.authority)
        .collect();
    let Some(newest) = sets.last() else {
        return Err(format!(
            "there is no rule set of “{}”; give --authority as rule sets name it",
            serve.authority
        ));
    };
    let name = serve.council_name.clone();
    let name = name.unwrap_or_else(|| format!("{} Council", newest.scheme.authority_title));
    let council = Council::new(name, &serve.council_colour).map_err(|error| error.to_string())?;
    let open_id = serve.sign_in.as_deref().map(provider).transpose()?;
    let contacts = match &serve.contacts {
        Some(file) => contacts(file)?,
        // Of an authority that does not exist nobody can be reached, and it is plain to see.
        None if newest.scheme.invented => demo::contacts(),
        None => Contacts::default(),
    };
    Ok(Settings {
        council,
        contacts,
        invented: newest.scheme.invented,
        authority: serve.authority.clone(),
        public_url: serve.public_url.clone(),
        demo_sign_ins: None,
        open_id,
        file_bytes_max: usize::from(serve.largest_file_mb) * 1_000_000,
    })
}

/// Reads where families can turn.
fn contacts(file: &Path) -> Result<Contacts, String> {
    let shown = file.display();
    let text = std::fs::read_to_string(file)
        .map_err(|error| format!("{shown} cannot be read: {error}"))?;
    let contacts: Contacts = toml::from_str(&text).map_err(|error| format!("{shown}: {error}"))?;
    match contacts.problems() {
        problems if problems.is_empty() => Ok(contacts),
        problems => Err(format!("{shown}: {}", problems.join("; "))),
    }
}

fn provider(file: &Path) -> Result<Provider, String> {
    let settings = open_id::Settings::read(file).map_err(|error| error.to_string())?;
    Provider::new(settings).map_err(|error| error.to_string())
}

/// Where `demo` says it keeps the sign-ins of a demonstration; none for any other database. A demonstration, whose
/// passwords are in a file, is served on this machine only.
async fn demo_sign_ins(store: &Store, serve: &Serve) -> Result<Option<String>, String> {
    let held = demo::held(store).await.map_err(|error| causes(&error))?;
    if !matches!(held, Held::Demonstration(_)) {
        return Ok(None);
    }
    if !serve.listen.ip().is_loopback() {
        return Err(format!(
            "this is a demonstration database, whose passwords are kept in a file: it is served on this machine only, \
             so listen on 127.0.0.1 and not on {}",
            serve.listen.ip()
        ));
    }
    let file = Store::file_of(&serve.database).map_err(|error| causes(&error))?;
    Ok(Some(file.map_or_else(
        || "demo/sign-ins.json".to_owned(),
        |file| format!("{}.sign-ins.json", file.display()),
    )))
}

async fn serve_until_told(
    serve: &Serve,
    mut settings: Settings,
    console: &mut Console<'_>,
) -> Result<(), String> {
    let clock = Clock::system();
    let store = open(&serve.database).await?;
    settings.demo_sign_ins = demo_sign_ins(&store, serve).await?;
    rule_sets::keep(&store, rule_book(), clock.moment())
        .await
        .map_err(|error| format!("the rule sets cannot be kept: {}", causes(&error)))?;
    let passwords = Passwords::new().map_err(|error| error.to_string())?;
    let listener = TcpListener::bind(serve.listen)
        .await
        .map_err(|error| format!("{} cannot be listened on: {error}", serve.listen))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let reached = match &settings.public_url {
        Some(url) => url.origin(),
        None => format!("http://{address}"),
    };
    let state = AppState {
        store: store.clone(),
        rules: rule_book(),
        clock,
        settings: Arc::new(settings),
        passwords,
    };
    console.print(format!("Serving {reached}"));
    let working = work::Lane::ALL.map(|lane| {
        let clock = state.clock.clone();
        let now = move || clock.moment();
        tokio::spawn(work::for_ever(store.clone(), rule_book(), lane, now))
    });
    let answered = answer(listener, state).await;
    // A job under way is claimed again, here or elsewhere, when its lease is over.
    for lane in working {
        lane.abort();
        let _ = lane.await;
    }
    answered?;
    store.close().await;
    Ok(())
}

async fn open(database: &str) -> Result<Store, String> {
    let store = Store::open(database)
        .await
        .map_err(|error| format!("the database cannot be opened: {}", causes(&error)))?;
    store.migrate().await.map_err(|error| {
        format!(
            "the database cannot be brought up to date: {}",
            causes(&error)
        )
    })?;
    Ok(store)
}

/// An error and what caused it, in one line.
fn causes(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        line = format!("{line}: {cause}");
        next = cause.source();
    }
    line
}

/// Answers until told to stop; then ends what is under way, but waits for no visitor for ever.
async fn answer(listener: TcpListener, state: AppState) -> Result<(), String> {
    let told = Arc::new(Notify::new());
    let stop = {
        let told = Arc::clone(&told);
        async move {
            told_to_stop().await;
            told.notify_one();
        }
    };
    let app = web::app(state).into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, app).with_graceful_shutdown(stop);
    let too_long = async {
        told.notified().await;
        tokio::time::sleep(STOPS_WITHIN).await;
    };
    tokio::select! {
        served = serving.into_future() => served.map_err(|error| error.to_string()),
        () = too_long => Ok(()),
    }
}

/// Ends on Ctrl-C, and on the signal by which service managers stop a process.
async fn told_to_stop() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = interrupted => {}
        () = terminated() => {}
    }
}

#[cfg(unix)]
fn terminated() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    }
}

#[cfg(not(unix))]
fn terminated() -> impl Future<Output = ()> {
    std::future::pending()
}
