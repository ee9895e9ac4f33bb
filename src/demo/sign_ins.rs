//! How to sign in to the demonstration: random passwords, printed once and kept in a file that only its owner reads.
//!
//! Passwords come from the operating system and never from the seed, which is no secret.

use std::fmt::{self, Display};
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::path::Path;

use rand::RngExt as _;
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use super::Authority;
use crate::access::Role;
use crate::service::password::{self, HashError};

/// Letters and digits that nobody mistakes for each other.
const CHARACTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// One user's way in.
#[derive(Clone, Deserialize, Serialize)]
pub struct SignIn {
    /// The role.
    pub role: Role,
    /// The name to sign in with.
    pub user: String,
    /// The password.
    pub password: String,
    /// What is kept of it in the database; not in the file.
    #[serde(skip)]
    pub password_hash: String,
}

impl fmt::Debug for SignIn {
    /// Without the password, since debug text ends in logs.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "SignIn(of {})", self.user)
    }
}

/// The address and every user's way in.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct SignIns {
    /// Where to sign in.
    pub address: String,
    /// The users, in the order in which they are printed.
    pub users: Vec<SignIn>,
}

impl SignIns {
    /// New passwords for an authority's users, who sign in where the server listens.
    ///
    /// # Errors
    /// [`HashError`] if argon2 does not work on this machine.
    pub fn of(authority: &Authority, listen: SocketAddr) -> Result<SignIns, HashError> {
        let mut users = Vec::new();
        for user in &authority.users {
            let password = password();
            let password_hash = password::hash(&password)?;
            let sign_in = |role| SignIn {
                role,
                user: user.name.clone(),
                password,
                password_hash,
            };
            users.extend(user.roles.first().copied().map(sign_in));
        }
        Ok(SignIns {
            address: address(listen),
            users,
        })
    }

    /// The same users where the server listens now: a file may be older than that.
    #[must_use]
    pub fn at(self, listen: SocketAddr) -> SignIns {
        SignIns {
            address: address(listen),
            users: self.users,
        }
    }

    /// Writes them beside where they will stand; [`NamedTempFile::persist`] puts them there. Only the owner may read them.
    ///
    /// # Errors
    /// Whatever the file system says.
    pub fn write_beside(&self, path: &Path) -> io::Result<NamedTempFile> {
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        // A temporary file is readable by its owner only, on every system that knows owners.
        let mut file = NamedTempFile::new_in(folder)?;
        serde_json::to_writer_pretty(&mut file, self)?;
        writeln!(file)?;
        file.as_file().sync_all()?;
        Ok(file)
    }

    /// Reads them back; `None` where there is no such file or it holds something else.
    #[must_use]
    pub fn read(path: &Path) -> Option<SignIns> {
        serde_json::from_slice(&std::fs::read(path).ok()?).ok()
    }
}

fn address(listen: SocketAddr) -> String {
    format!("http://{listen}")
}

/// Four groups of four characters: about 79 bits, and easily typed.
fn password() -> String {
    let mut random = rand::rng();
    let mut group = || -> String {
        (0..4)
            .map(|_| char::from(CHARACTERS[random.random_range(0..CHARACTERS.len())]))
            .collect()
    };
    [group(), group(), group(), group()].join("-")
}

impl Display for SignIns {
    /// A table for people.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "Sign in at {}", self.address)?;
        writeln!(out)?;
        let longest =
            |words: &mut dyn Iterator<Item = &str>| words.map(str::len).max().unwrap_or(0);
        let role_width = longest(&mut self.users.iter().map(|one| one.role.title()));
        let user_width = longest(&mut self.users.iter().map(|one| one.user.as_str()));
        writeln!(
            out,
            "  {:<role_width$}  {:<user_width$}  Password",
            "Role", "User"
        )?;
        for SignIn {
            role,
            user,
            password,
            ..
        } in &self.users
        {
            writeln!(
                out,
                "  {:<role_width$}  {user:<user_width$}  {password}",
                role.title()
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::password;

    #[test]
    fn passwords_are_long_and_never_the_same() {
        assert_eq!(password().len(), 19);
        assert_ne!(password(), password());
    }
}
