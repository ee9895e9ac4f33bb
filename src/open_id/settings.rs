//! What the council says about its provider, in a TOML file, and which of its claims give which role.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;
use thiserror::Error;

use crate::access::Role;

/// The environment variable that may hold the client's secret, in place of a file.
const SECRET_VARIABLE: &str = "SEND_BANDING_OPEN_ID_SECRET";

/// What the council says about its provider.
#[derive(Clone)]
pub struct Settings {
    /// What people call it: the button says “Sign in with …”.
    pub name: String,
    /// Who issues the tokens; its description is found below this address.
    pub issuer: String,
    /// What this service is called there.
    pub client_id: String,
    /// What proves to the provider that it is this service that asks; a public client has none.
    pub client_secret: Option<String>,
    /// What is asked for.
    pub scopes: Vec<String>,
    /// The claim that holds the groups or roles: a name, or a path such as `/realm_access/roles`.
    pub role_claim: String,
    /// The claim that holds the name that colleagues see.
    pub name_claim: String,
    /// Certificates by which the provider is known, where it is not known publicly.
    pub certificates: Option<Vec<u8>>,
    roles: BTreeMap<String, BTreeSet<Role>>,
}

impl std::fmt::Debug for Settings {
    /// Leaves the secret out.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Settings({} as {})", self.issuer, self.client_id)
    }
}

/// Why the settings cannot be used.
#[derive(Debug, Error)]
pub enum SettingsError {
    /// A file cannot be read.
    #[error("{path} cannot be read: {source}")]
    Unreadable {
        /// Which.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The text is no TOML, or says what no setting means.
    #[error("{path}: {why}")]
    Wrong {
        /// Which file.
        path: String,
        /// What is wrong, and where.
        why: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    open_id: Raw,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    name: String,
    issuer: String,
    client_id: String,
    client_secret_file: Option<String>,
    certificates_file: Option<String>,
    #[serde(default = "usual_scopes")]
    scopes: Vec<String>,
    role_claim: String,
    #[serde(default = "usual_name_claim")]
    name_claim: String,
    roles: BTreeMap<String, Vec<String>>,
}

fn usual_scopes() -> Vec<String> {
    vec!["openid".to_owned(), "profile".to_owned()]
}

fn usual_name_claim() -> String {
    "name".to_owned()
}

impl Settings {
    /// Reads the file; files that it names lie beside it unless they are named from the root.
    ///
    /// # Errors
    /// [`SettingsError`]: a file that cannot be read, or what is wrong in it.
    pub fn read(path: &Path) -> Result<Settings, SettingsError> {
        let beside = path.parent().unwrap_or(Path::new(""));
        let text = String::from_utf8_lossy(&file(path)?).into_owned();
        let wrong = |why: String| SettingsError::Wrong {
            path: path.display().to_string(),
            why,
        };
        let (mut settings, raw) = Settings::of(&text).map_err(wrong)?;
        if let Some(name) = raw.client_secret_file {
            let secret = file(&beside.join(name))?;
            let secret = String::from_utf8_lossy(&secret).trim().to_owned();
            settings.client_secret = Some(secret);
        } else if let Ok(secret) = std::env::var(SECRET_VARIABLE) {
            settings.client_secret = Some(secret);
        }
        if let Some(name) = raw.certificates_file {
            settings.certificates = Some(file(&beside.join(name))?);
        }
        Ok(settings)
    }

    /// Reads the text, without the files that it names.
    fn of(text: &str) -> Result<(Settings, Raw), String> {
        let Document { open_id: raw } =
            toml::from_str(text).map_err(|error| error.to_string().trim_end().to_owned())?;
        if !is_safe(&raw.issuer) {
            return Err(format!(
                "issuer “{}” must be an address that begins with https:// and has no ? or # (http:// only on this machine)",
                raw.issuer
            ));
        }
        if !raw.scopes.iter().any(|scope| scope == "openid") {
            return Err("scopes must hold \"openid\"".to_owned());
        }
        if raw.roles.is_empty() {
            return Err("[open_id.roles] gives nobody a role".to_owned());
        }
        let mut roles = BTreeMap::new();
        for (value, codes) in &raw.roles {
            roles.insert(value.clone(), roles_of(value, codes)?);
        }
        let settings = Settings {
            name: raw.name.clone(),
            issuer: raw.issuer.clone(),
            client_id: raw.client_id.clone(),
            client_secret: None,
            scopes: raw.scopes.clone(),
            role_claim: raw.role_claim.clone(),
            name_claim: raw.name_claim.clone(),
            certificates: None,
            roles,
        };
        Ok((settings, raw))
    }

    /// The roles that some values of the role claim give; a value that the file does not name gives none.
    #[must_use]
    pub fn roles_for(&self, values: &[String]) -> BTreeSet<Role> {
        let given = values.iter().filter_map(|value| self.roles.get(value));
        given.flatten().copied().collect()
    }
}

fn roles_of(value: &str, codes: &[String]) -> Result<BTreeSet<Role>, String> {
    let mut roles = BTreeSet::new();
    for code in codes {
        let role = Role::parse(code).ok_or_else(|| {
            let known: Vec<&str> = Role::ALL.iter().map(|role| role.code()).collect();
            format!(
                "“{value}” gives “{code}”; the roles are {}",
                known.join(", ")
            )
        })?;
        if role.is_of_an_establishment() {
            return Err(format!(
                "“{value}” gives “{code}”, which belongs to an establishment: schools sign in with passwords"
            ));
        }
        roles.insert(role);
    }
    Ok(roles)
}

fn file(path: &Path) -> Result<Vec<u8>, SettingsError> {
    std::fs::read(path).map_err(|source| SettingsError::Unreadable {
        path: path.display().to_string(),
        source,
    })
}

/// Whether an address may be asked: over TLS, or on this machine.
pub(super) fn is_safe(address: &str) -> bool {
    let plain = !address.contains(['?', '#', ' ', '"']);
    plain && (address.starts_with("https://") || is_local(address))
}

/// Whether an address is on this machine, where tests have their provider.
pub(super) fn is_local(address: &str) -> bool {
    ["http://127.0.0.1:", "http://localhost:", "http://[::1]:"]
        .iter()
        .any(|start| address.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::Settings;
    use crate::access::Role;

    const GOOD: &str = r#"
[open_id]
name = "your council account"
issuer = "https://login.example.gov.uk/tenant"
client_id = "send-banding"
role_claim = "groups"
[open_id.roles]
"SEND caseworkers" = ["caseworker"]
"SEND panel" = ["moderator", "auditor"]
"#;

    #[test]
    fn claim_values_give_the_roles_that_the_file_names_and_no_other() {
        let (settings, _) = Settings::of(GOOD).unwrap();
        let roles = |values: &[&str]| {
            let values: Vec<String> = values.iter().map(|&value| value.to_owned()).collect();
            settings.roles_for(&values).into_iter().collect::<Vec<_>>()
        };
        assert_eq!(
            roles(&["SEND panel", "SEND caseworkers", "Everybody"]),
            [Role::Caseworker, Role::Moderator, Role::Auditor]
        );
        assert_eq!(roles(&["send panel", "administrator", ""]), []);
        assert!(!format!("{settings:?}").contains("secret"));
    }

    #[test]
    fn what_no_setting_means_is_refused_with_a_sentence() {
        for (from, to, words) in [
            ("https://login", "http://login", "begins with https://"),
            ("/tenant\"", "/tenant?a=b\"", "no ? or #"),
            ("\"auditor\"", "\"king\"", "the roles are caseworker"),
            ("\"auditor\"", "\"senco\"", "sign in with passwords"),
            ("role_claim", "rolle_claim", "rolle_claim"),
            ("client_id = \"send-banding\"\n", "", "client_id"),
            (
                "name = \"your",
                "scopes = [\"email\"]\nname = \"your",
                "openid",
            ),
        ] {
            let refused = Settings::of(&GOOD.replace(from, to)).err().unwrap();
            assert!(refused.contains(words), "{refused}");
        }
    }
}
