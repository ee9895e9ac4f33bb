//! A real OpenID provider on this machine, and a browser's way through it.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdin, Command, Stdio};

use send_banding::open_id::{Provider, Settings};

/// Where the provider sends the browser back to.
pub const BACK: &str = "http://banding.test/sign-in/council/return";

/// A running provider; it ends when its input closes, however the test ends.
pub struct Running {
    pub issuer: String,
    child: Child,
    lifeline: Option<ChildStdin>,
}

impl Running {
    /// # Panics
    /// If it does not start: Node and `npm ci` are needed.
    pub fn start() -> Running {
        let mut child = Command::new("node")
            .args(["tests/open-id-provider.mjs", BACK])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("node does not run: {error}"));
        let lifeline = child.stdin.take();
        let output = child.stdout.take().unwrap();
        // What it says of its own runtime may come before its address.
        let issuer = BufReader::new(output)
            .lines()
            .map_while(Result::ok)
            .find(|line| line.starts_with("http://"))
            .unwrap_or_else(|| panic!("the OpenID provider does not start: `npm ci` comes first"));
        Running {
            issuer,
            child,
            lifeline,
        }
    }

    /// What a council would write about it, for one of its two clients.
    pub fn settings(&self, client: &str) -> Settings {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sign-in.toml");
        let secret = "an invented secret: with / and %\n";
        std::fs::write(folder.path().join("secret"), secret).unwrap();
        let text = format!(
            "[open_id]\nname = \"your council account\"\nissuer = \"{}\"\nclient_id = \"{client}\"\n\
             client_secret_file = \"secret\"\nrole_claim = \"groups\"\n[open_id.roles]\n\
             \"SEND caseworkers\" = [\"caseworker\"]\n\"SEND panel\" = [\"moderator\"]\n",
            self.issuer
        );
        std::fs::write(&file, text).unwrap();
        Settings::read(&file).unwrap()
    }

    pub fn provider(&self, client: &str) -> Provider {
        Provider::new(self.settings(client)).unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.lifeline.take());
        let _ = self.child.wait();
    }
}

/// Goes where a page of ours sent the browser, signs in there as somebody (or gives up), and comes back: the path and
/// query with which our own service is asked next.
pub async fn through(there: &str, headers: &[(&'static str, &'static str)]) -> String {
    let (mut address, headers) = (there.to_owned(), headers.to_vec());
    let walk = move || {
        let config = ureq::Agent::config_builder()
            .max_redirects(0)
            .http_status_as_error(false)
            .proxy(None);
        let agent: ureq::Agent = config.build().into();
        let mut cookies: BTreeMap<String, String> = BTreeMap::new();
        let origin: String = address.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        for _ in 0..10 {
            let held: Vec<String> = cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            let mut request = agent.get(&address).header("cookie", held.join("; "));
            for (name, value) in &headers {
                request = request.header(*name, *value);
            }
            let answer = request.call().unwrap();
            for set in answer.headers().get_all("set-cookie") {
                let pair = set.to_str().unwrap().split(';').next().unwrap();
                let (name, value) = pair.split_once('=').unwrap();
                cookies.insert(name.to_owned(), value.to_owned());
            }
            let next = answer.headers().get("location");
            let next = next.unwrap_or_else(|| panic!("{address} answers {}", answer.status()));
            let next = next.to_str().unwrap();
            if let Some(back) = next.strip_prefix("http://banding.test") {
                return back.to_owned();
            }
            address = if next.starts_with('/') {
                format!("{origin}{next}")
            } else {
                next.to_owned()
            };
        }
        panic!("the provider sends the browser round in circles");
    };
    tokio::task::spawn_blocking(walk).await.unwrap()
}
